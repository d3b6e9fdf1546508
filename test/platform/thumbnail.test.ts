// Small pictures: of JPEGs made, of everything else given as it is; made once for the same bytes.
import jpeg from 'jpeg-js'
import { expect, test } from 'vitest'
import { thumbnail, Thumbnails } from '../../src/platform/image/thumbnail.ts'

/** Red on the left, blue on the right. */
function halves(width: number, height: number): Buffer {
  const data = Buffer.alloc(width * height * 4, 255)
  for (let at = 0; at < width * height; at++) {
    const left = at % width < width / 2
    data.set([left ? 230 : 10, 10, left ? 10 : 230], at * 4)
  }
  return jpeg.encode({ width, height, data }, 90).data
}

test.each([
  [300, 200, 96, 64],
  [200, 300, 43, 64],
  [97, 65, 96, 64],
  [1000, 10, 96, 1],
])('%i × %i becomes %i × %i, with its colours in their places', (width, height, wide, high) => {
  const { data, type } = thumbnail(halves(width, height), 'image/jpeg', 96, 64)
  const small = jpeg.decode(data)
  expect([type, small.width, small.height]).toEqual(['image/jpeg', wide, high])
  const colour = (x: number): number[] => [...small.data.subarray(x * 4, x * 4 + 3)]
  const [left, right] = [colour(2), colour(wide - 3)]
  expect(left[0]! - left[2]!).toBeGreaterThan(150)
  expect(right[2]! - right[0]!).toBeGreaterThan(150)
})

test.each([
  ['a small JPEG', halves(40, 30), 'image/jpeg'],
  ['a broken JPEG', halves(300, 200).subarray(0, 60), 'image/jpeg'],
  ['a GIF', Buffer.from('GIF89a\x02\0\x03\0', 'latin1'), 'image/gif'],
])('%s is given as it is', (_what, bytes, type) => {
  expect(thumbnail(bytes, type, 96, 64).data).toBe(bytes)
})

test('the same bytes are read and shrunk once a size', () => {
  const thumbnails = new Thumbnails()
  let read = 0
  const bytes = (): Buffer => (read++, halves(300, 200))
  const first = thumbnails.of('sha', bytes, 'image/jpeg', 96, 64)
  expect(thumbnails.of('sha', bytes, 'image/jpeg', 96, 64)).toBe(first)
  expect(read).toBe(1)
  thumbnails.of('sha', bytes, 'image/jpeg', 48, 32)
  thumbnails.of('other', bytes, 'image/jpeg', 96, 64)
  expect(read).toBe(3)
})
