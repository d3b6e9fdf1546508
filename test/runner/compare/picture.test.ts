import { crc32, deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Output } from '../../../src/notebook/index.ts'
import { compareOptions, compareOutputs } from '../../../src/runner/compare/index.ts'
import { decodePng } from '../../../src/runner/compare/png.ts'

interface Encoding {
  readonly colour: 0 | 2 | 3 | 4 | 6
  readonly depth: 1 | 2 | 4 | 8 | 16
  readonly filter: number
  readonly level: number
}
const channels = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const
const rgba: Encoding = { colour: 6, depth: 8, filter: 0, level: 6 }

/** Encodes samples (one number each, row by row) by the PNG standard. */
function encode(
  width: number,
  height: number,
  samples: readonly number[],
  encoding: Encoding,
  palette: readonly number[] = [],
): Buffer {
  const { colour, depth, filter, level } = encoding
  const perRow = width * channels[colour]
  const stride = Math.ceil((perRow * depth) / 8)
  const step = Math.max(1, (depth * channels[colour]) >> 3)
  const raw: number[] = []
  let above = Array.from({ length: stride }, () => 0)
  for (let y = 0; y < height; y++) {
    const row = Array.from({ length: stride }, () => 0)
    for (let x = 0; x < perRow; x++) {
      const value = samples[y * perRow + x] ?? 0
      if (depth === 16) [row[x * 2], row[x * 2 + 1]] = [value, value]
      else if (depth === 8) row[x] = value
      else row[(x * depth) >> 3] = (row[(x * depth) >> 3] ?? 0) | (value << (8 - depth - ((x * depth) & 7)))
    }
    raw.push(
      filter,
      ...row.map(
        (value, x) => (value - predicted(filter, row[x - step] ?? 0, above[x] ?? 0, above[x - step] ?? 0)) & 255,
      ),
    )
    above = row
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([depth, colour, 0, 0, 0], 8)
  const chunks = [chunk('IHDR', header), ...(palette.length > 0 ? [chunk('PLTE', Buffer.from(palette))] : [])]
  chunks.push(chunk('IDAT', deflateSync(Buffer.from(raw), { level })), chunk('IEND', Buffer.alloc(0)))
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...chunks])
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  if (filter === 3) return Math.floor((left + above) / 2)
  if (filter !== 4) return [0, left, above][filter] ?? 0
  const distances = [left, above, corner].map((value) => Math.abs(left + above - corner - value))
  return [left, above, corner][distances.indexOf(Math.min(...distances))] ?? 0
}

function chunk(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length, 0)
  head.write(type, 4, 'latin1')
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(Buffer.concat([head.subarray(4), body])), 0)
  return Buffer.concat([head, body, sum])
}

const filters = fc.integer({ min: 0, max: 4 })

describe('decoding', () => {
  test('what was encoded, with every filter and compression', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 6 }),
        filters,
        fc.nat(9),
        fc.infiniteStream(fc.nat(255)),
        (width, height, filter, level, stream) => {
          const samples = [...stream.take(width * height * 4)]
          const { pixels, ...size } = decodePng(encode(width, height, samples, { ...rgba, filter, level }))
          expect(size).toEqual({ width, height })
          expect([...pixels]).toEqual(samples)
        },
      ),
    )
  })

  test('grey of 1 to 16 bits, grey with alpha, RGB, palette', () => {
    const pixels = (...args: Parameters<typeof encode>): number[] => [...decodePng(encode(...args)).pixels]
    const white = [255, 255, 255, 255]
    const black = [0, 0, 0, 255]
    for (const depth of [1, 2, 4, 8, 16] as const) {
      const full = depth === 16 ? 255 : 2 ** depth - 1
      expect(pixels(3, 1, [full, 0, full], { ...rgba, colour: 0, depth })).toEqual([...white, ...black, ...white])
    }
    expect(pixels(1, 1, [9, 7], { ...rgba, colour: 4 })).toEqual([9, 9, 9, 7])
    expect(pixels(1, 1, [1, 2, 3], { ...rgba, colour: 2 })).toEqual([1, 2, 3, 255])
    expect(pixels(2, 1, [1, 0], { ...rgba, colour: 3, depth: 2 }, [1, 2, 3, 4, 5, 6])).toEqual([
      4, 5, 6, 255, 1, 2, 3, 255,
    ])
  })

  test('cut off, not a PNG, interlaced: an error that says so', () => {
    const whole = encode(2, 2, [], rgba)
    expect(() => decodePng(whole.subarray(0, 33))).toThrow('unexpected end of file')
    expect(() => decodePng(Buffer.from('GIF89a'))).toThrow('not a PNG')
    const interlaced = Buffer.from(whole)
    interlaced[28] = 1
    expect(() => decodePng(interlaced)).toThrow('interlaced')
  })
})

describe('comparing', () => {
  const picture = (samples: number[], encoding: Encoding = rgba): Output => ({
    output_type: 'display_data',
    metadata: {},
    data: { 'image/png': encode(10, 10, samples, encoding).toString('base64') },
  })
  const grey = Array.from({ length: 400 }, (_, index) => (index % 4 === 3 ? 255 : 120))
  const compare = (after: Output, pixels = 0): ReturnType<typeof compareOutputs> =>
    compareOutputs({ outputs: [picture(grey)], executionCount: 1 }, [after], compareOptions({ pixels }))

  test('the same pixels in another file are the same picture', () => {
    expect(compare(picture(grey, { ...rgba, filter: 4, level: 0 }))).toEqual([])
  })

  test('a difference that nobody sees is none', () => {
    expect(compare(picture(grey.map((value, index) => (index % 4 === 3 ? value : value + 3))))).toEqual([])
  })

  test('other pixels: how many and where, and a share that may be allowed', () => {
    const changed = grey.map((value, index) => (index >= 4 * 23 && index < 4 * 25 && index % 4 === 0 ? 255 : value))
    expect(compare(picture(changed))).toMatchObject([
      { kind: 'changed', mime: 'image/png', diff: '! 2 of 100 pixels differ (2.0 %), in x 3–4, y 2–2' },
    ])
    expect(compare(picture(changed), 0.02)).toEqual([])
  })

  test('another size is said', () => {
    const small: Output = {
      output_type: 'display_data',
      metadata: {},
      data: { 'image/png': encode(5, 4, [], rgba).toString('base64') },
    }
    expect(compare(small)).toMatchObject([{ diff: '! the picture was 10 × 10, it is 5 × 4' }])
  })

  test('a picture that cannot be read differs, and says why', () => {
    const broken: Output = { output_type: 'display_data', metadata: {}, data: { 'image/png': 'aGk=' } }
    expect(compare(broken)).toMatchObject([
      { diff: "! the pictures differ, and can't be compared pixel by pixel: not a PNG" },
    ])
  })
})
