/**
 * Pictures compared by what one sees: two PNG files with other compression or metadata are the same picture, and a
 * share of differing pixels can be allowed. A difference is told in words: how many pixels, and where.
 *
 *     comparePictures(expected, actual, 0.001)   // undefined, or '120 of 3,072 pixels differ (3.9 %), in …'
 */
import { type Picture, decodePng } from './png.ts'

/** Difference of brightness and colour, 0 to 1, from which on a pixel counts as another one (as in pixelmatch). */
const visible = 0.1

/** Base64 of two PNGs → a sentence if they differ by more than the allowed share of pixels. */
export function comparePictures(expected: string, actual: string, allowed: number): string | undefined {
  let before: Picture
  let after: Picture
  try {
    before = decodePng(Buffer.from(expected, 'base64'))
    after = decodePng(Buffer.from(actual, 'base64'))
  } catch (error) {
    return `the pictures differ, and can't be compared pixel by pixel: ${error instanceof Error ? error.message : String(error)}`
  }
  if (before.width !== after.width || before.height !== after.height)
    return `the picture was ${before.width} × ${before.height}, it is ${after.width} × ${after.height}`
  const { count, box } = differingPixels(before, after)
  const total = before.width * before.height
  if (count <= allowed * total) return undefined
  const share = ((100 * count) / total).toPrecision(2)
  const place = `x ${box.left}–${box.right}, y ${box.top}–${box.bottom}`
  return `${count} of ${total} pixels differ (${share} %), in ${place}`
}

interface Difference {
  readonly count: number
  readonly box: { left: number; right: number; top: number; bottom: number }
}

function differingPixels(before: Picture, after: Picture): Difference {
  const { width, height } = before
  const box = { left: width, right: 0, top: height, bottom: 0 }
  let count = 0
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (distance(before.pixels, after.pixels, (y * width + x) * 4) <= visible) continue
      count++
      box.left = Math.min(box.left, x)
      box.right = Math.max(box.right, x)
      box.top = Math.min(box.top, y)
      box.bottom = Math.max(box.bottom, y)
    }
  return { count, box }
}

/** Distance in YIQ on white ground, 0 to 1. */
function distance(a: Uint8Array, b: Uint8Array, at: number): number {
  const channel = (pixels: Uint8Array, offset: number): number => {
    const alpha = (pixels[at + 3] ?? 255) / 255
    return 255 + ((pixels[at + offset] ?? 0) - 255) * alpha
  }
  const red = channel(a, 0) - channel(b, 0)
  const green = channel(a, 1) - channel(b, 1)
  const blue = channel(a, 2) - channel(b, 2)
  const y = red * 0.298_895 + green * 0.586_622 + blue * 0.114_482
  const i = red * 0.595_977 - green * 0.274_172 - blue * 0.321_801
  const q = red * 0.211_471 - green * 0.522_62 + blue * 0.311_147
  // 35215 is the largest value that the weighted sum can have.
  return Math.sqrt((0.5053 * y * y + 0.299 * i * i + 0.1957 * q * q) / 35_215)
}
