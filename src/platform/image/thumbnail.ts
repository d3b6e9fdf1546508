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

/** Each pixel is the mean of up to nine of those that it stands for: more make no difference to the eye, only to the clock. */
function shrink(from: Picture, width: number, height: number): Picture {
  const data = Buffer.alloc(width * height * 4, 255)
  const xs = places(from.width, width)
  const ys = places(from.height, height)
  let to = 0
  for (const rows of ys) {
    for (const columns of xs) {
      let [red, green, blue] = [0, 0, 0]
      for (const row of rows) {
        for (const column of columns) {
          const at = (row * from.width + column) * 4
          red += from.data[at]!
          green += from.data[at + 1]!
          blue += from.data[at + 2]!
        }
      }
      const count = rows.length * columns.length
      data[to] = red / count
      data[to + 1] = green / count
      data[to + 2] = blue / count
      to += 4
    }
  }
  return { width, height, data }
}

/** For each of the fewer places, up to three of the many that it stands for. */
function places(many: number, few: number): number[][] {
  return Array.from({ length: few }, (_, at) => {
    const [from, to] = [(at * many) / few, ((at + 1) * many) / few]
    const count = Math.max(1, Math.min(3, Math.floor(to - from)))
    return Array.from({ length: count }, (_, part) => Math.floor(from + ((part + 0.5) * (to - from)) / count))
  })
}
