/**
 * Decodes a PNG to 8-bit RGBA with nothing but zlib: all colour types and depths, transparency, but not interlaced
 * pictures (no plotting library writes them). Checksums are not verified: a wrong picture differs anyway.
 *
 *     const { width, height, pixels } = decodePng(Buffer.from(base64, 'base64'))
 */
import { inflateSync } from 'node:zlib'

export interface Picture {
  readonly width: number
  readonly height: number
  /** RGBA, row by row. */
  readonly pixels: Uint8Array
}

interface Header {
  readonly width: number
  readonly height: number
  readonly depth: number
  readonly channels: number
  readonly colour: number
}

const signature = '89504e470d0a1a0a'
const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }
// A plot of 8000 × 8000; more than that is a decompression bomb.
const maximalBytes = 256e6

/** Throws an Error that says what is wrong with the picture. */
export function decodePng(bytes: Buffer): Picture {
  if (bytes.subarray(0, 8).toString('hex') !== signature) throw new Error('not a PNG')
  const data: Buffer[] = []
  let header: Header | undefined
  let palette: Buffer = Buffer.alloc(0)
  let transparency: Buffer = Buffer.alloc(0)
  for (let at = 8; at + 8 <= bytes.length;) {
    const length = bytes.readUInt32BE(at)
    const type = bytes.toString('latin1', at + 4, at + 8)
    const body = bytes.subarray(at + 8, at + 8 + length)
    if (type === 'IHDR') header = readHeader(body)
    else if (type === 'PLTE') palette = body
    else if (type === 'tRNS') transparency = body
    else if (type === 'IDAT') data.push(body)
    else if (type === 'IEND') break
    at += 12 + length
  }
  if (!header) throw new Error('a PNG without a header')
  const rows = unfilter(inflateSync(Buffer.concat(data), { maxOutputLength: maximalBytes }), header)
  return { width: header.width, height: header.height, pixels: toRgba(rows, header, palette, transparency) }
}

function readHeader(body: Buffer): Header {
  const [width, height] = [body.readUInt32BE(0), body.readUInt32BE(4)]
  const [depth = 8, colour = 6, , , interlace] = body.subarray(8)
  const channels = channelsOf[colour]
  if (channels === undefined) throw new Error(`unknown colour type ${colour}`)
  if (interlace !== 0) throw new Error('interlaced')
  if (width * height * 8 > maximalBytes) throw new Error(`too large (${width} × ${height})`)
  return { width, height, depth, colour, channels }
}

function rowBytes({ width, depth, channels }: Header): number {
  return Math.ceil((width * depth * channels) / 8)
}

/** Undoes the five filters of the PNG standard, in place; the rows follow each other without filter bytes. */
function unfilter(raw: Buffer, header: Header): Uint8Array {
  const stride = rowBytes(header)
  const step = Math.max(1, (header.depth * header.channels) >> 3)
  const rows = new Uint8Array(stride * header.height)
  if (raw.length < (stride + 1) * header.height) throw new Error('cut off')
  for (let y = 0; y < header.height; y++) {
    const filter = raw[y * (stride + 1)] ?? 0
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x
      const value = raw[y * (stride + 1) + 1 + x] ?? 0
      const left = x >= step ? (rows[at - step] ?? 0) : 0
      const above = y > 0 ? (rows[at - stride] ?? 0) : 0
      const corner = x >= step && y > 0 ? (rows[at - stride - step] ?? 0) : 0
      rows[at] = value + predict(filter, left, above, corner)
    }
  }
  return rows
}

function predict(filter: number, left: number, above: number, corner: number): number {
  if (filter === 1) return left
  if (filter === 2) return above
  if (filter === 3) return (left + above) >> 1
  if (filter !== 4) return 0
  const estimate = left + above - corner
  const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - above), Math.abs(estimate - corner)]
  return a <= b && a <= c ? left : b <= c ? above : corner
}

function toRgba(rows: Uint8Array, header: Header, palette: Buffer, transparency: Buffer): Uint8Array {
  const { width, height, depth, colour, channels } = header
  const stride = rowBytes(header)
  const pixels = new Uint8Array(width * height * 4)
  const sample = (y: number, index: number): number => {
    if (depth === 16) return rows[y * stride + index * 2] ?? 0
    if (depth === 8) return rows[y * stride + index] ?? 0
    const bit = index * depth
    return ((rows[y * stride + (bit >> 3)] ?? 0) >> (8 - depth - (bit & 7))) & ((1 << depth) - 1)
  }
  // Grey of 1, 2 or 4 bits is stretched to 8; an index into the palette is not.
  const scale = depth < 8 && colour === 0 ? 255 / ((1 << depth) - 1) : 1
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4
      const first = sample(y, x * channels)
      const second = channels > 1 ? sample(y, x * channels + 1) : 0
      if (colour === 3) {
        pixels.set(palette.subarray(first * 3, first * 3 + 3), at)
        pixels[at + 3] = transparency[first] ?? 255
      } else if (channels < 3) {
        pixels.fill(first * scale, at, at + 3)
        pixels[at + 3] = channels === 2 ? second : 255
      } else {
        pixels[at] = first
        pixels[at + 1] = second
        pixels[at + 2] = sample(y, x * channels + 2)
        pixels[at + 3] = channels === 4 ? sample(y, x * channels + 3) : 255
      }
    }
  return pixels
}
