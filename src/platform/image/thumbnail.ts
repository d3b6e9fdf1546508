// A small picture of a JPEG; other kinds are given as they are, for the browser to scale.
//
//   thumbnail(bytes, 'image/jpeg', 256, 256)   // { data, type: 'image/jpeg' }
import jpeg from 'jpeg-js'
import { imageSize } from './size.ts'

export interface Thumbnail {
  data: Uint8Array
  type: string
}

/** Pictures above this many pixels are not decoded. */
const largest = 24_000_000

export function thumbnail(bytes: Uint8Array, type: string, width: number, height: number): Thumbnail {
  const size = type === 'image/jpeg' ? imageSize(bytes) : undefined
  if (!size || size.width * size.height > largest || (size.width <= width && size.height <= height))
    return { data: bytes, type }
  try {
    const picture = jpeg.decode(bytes, { useTArray: true, maxMemoryUsageInMB: 256 })
    const scale = Math.min(width / picture.width, height / picture.height)
    const small = shrink(
      picture,
      Math.max(1, Math.round(picture.width * scale)),
      Math.max(1, Math.round(picture.height * scale)),
    )
    return { data: jpeg.encode(small, 80).data, type }
  } catch {
    // A kind of JPEG that the decoder doesn't know, or a broken one: the browser decides what it can show.
    return { data: bytes, type }
  }
}

/** Those made last, for a table that is shown again: decoding a picture takes longer than all the rest of its request. */
export class Thumbnails {
  readonly #made = new Map<string, Thumbnail>()

  /** `sha` names the bytes, which are read only when they are needed. */
  of(sha: string, read: () => Uint8Array, type: string, width: number, height: number): Thumbnail {
    const key = `${sha} ${type} ${width} ${height}`
    const known = this.#made.get(key)
    if (known) return known
    const made = thumbnail(read(), type, width, height)
    // What is given as it is costs nothing to give again, and may be large.
    if (made.data.byteLength > 65_536) return made
    if (this.#made.size >= 256) this.#made.delete(this.#made.keys().next().value ?? '')
    this.#made.set(key, made)
    return made
  }
}

interface Picture {
  width: number
  height: number
  data: Uint8Array
}

/** Each pixel is the mean of those it stands for. */
function shrink(from: Picture, width: number, height: number): Picture {
  const data = Buffer.alloc(width * height * 4)
  for (let y = 0; y < height; y++) {
    const top = Math.floor((y * from.height) / height)
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * from.height) / height))
    for (let x = 0; x < width; x++) {
      const left = Math.floor((x * from.width) / width)
      const right = Math.max(left + 1, Math.floor(((x + 1) * from.width) / width))
      const sums = [0, 0, 0, 0]
      for (let row = top; row < bottom; row++)
        for (let column = left; column < right; column++)
          for (let channel = 0; channel < 4; channel++)
            sums[channel] = (sums[channel] ?? 0) + (from.data[(row * from.width + column) * 4 + channel] ?? 0)
      for (let channel = 0; channel < 4; channel++)
        data[(y * width + x) * 4 + channel] = Math.round((sums[channel] ?? 0) / ((bottom - top) * (right - left)))
    }
  }
  return { width, height, data }
}
