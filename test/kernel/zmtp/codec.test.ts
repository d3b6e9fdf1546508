// The bytes of ZMTP: whatever way they are cut on their way, the same frames come out; what is no ZMTP is refused at once.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  checkGreeting,
  decodeCommand,
  decodeProperties,
  encodeCommand,
  encodeMessage,
  encodeProperties,
  FrameReader,
  greeting,
  ZmtpError,
} from '../../../kernel/zmtp/codec.ts'

/** What it gives or throws, whatever that is. */
function attempt(read: () => number[]): number[] | Error {
  try {
    return read()
  } catch (error) {
    return error as Error
  }
}

const limit = 1024 * 1024
const frame = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  // Where a length gets eight bytes, and where a frame is written by itself.
  fc.constantFrom(0, 1, 254, 255, 256, 257, 16_383, 16_384, 16_385, 70_000).map((size) => new Uint8Array(size).fill(7)),
)

test('a message comes out as it went in, however it is cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(frame, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 20 }),
      (messages, cuts) => {
        const bytes = Buffer.concat(messages.flatMap((frames) => encodeMessage(frames)))
        const reader = new FrameReader(limit)
        const got: Buffer[][] = [[]]
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const size = cuts[turn % cuts.length]!
          for (const { body, more, command } of reader.push(bytes.subarray(at, at + size))) {
            expect(command).toBe(false)
            got.at(-1)!.push(body)
            if (!more) got.push([])
          }
          at += size
        }
        expect(got.pop()).toEqual([])
        expect(got.map((frames) => Buffer.concat(frames).toString('hex'))).toEqual(
          messages.map((frames) => Buffer.concat(frames).toString('hex')),
        )
        expect(got.map((frames) => frames.map(({ length }) => length))).toEqual(
          messages.map((frames) => frames.map(({ length }) => length)),
        )
      },
    ),
    { numRuns: 200 },
  )
})

test('arbitrary bytes give frames or a ZmtpError, never anything else', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 20 }), (chunks) => {
      const reader = new FrameReader(limit)
      const read = (): number[] =>
        chunks.flatMap((chunk) =>
          reader.push(Buffer.from(chunk)).map(({ body, command }) => {
            if (command) decodeProperties(decodeCommand(body).data)
            return body.length
          }),
        )
      const outcome = attempt(read)
      expect(Array.isArray(outcome) ? Math.max(0, ...outcome) <= limit : outcome instanceof ZmtpError).toBe(true)
    }),
    { numRuns: 1000 },
  )
})

test('a frame longer than allowed is refused by its length alone', () => {
  const head = Buffer.alloc(9)
  head[0] = 2
  head.writeBigUInt64BE(2n ** 62n, 1)
  expect(() => new FrameReader(limit).push(head)).toThrow('a frame of 4611686018427388000 bytes')
})

test('commands and properties come out as they went in', () => {
  const properties = { 'Socket-Type': Buffer.from('DEALER'), Identity: Buffer.alloc(300, 1) }
  const [frame] = new FrameReader(limit).push(encodeCommand({ name: 'READY', data: encodeProperties(properties) }))
  expect(frame?.command).toBe(true)
  const { name, data } = decodeCommand(frame!.body)
  expect(name).toBe('READY')
  expect([...decodeProperties(data)]).toEqual([
    ['socket-type', properties['Socket-Type']],
    ['identity', properties.Identity],
  ])
})

test.each([
  ['HTTP', Buffer.from('GET / HTTP/1.1\r\n\r\n'), 'does not speak ZeroMQ'],
  ['a signature that ends wrongly', Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7e]), 'does not speak ZeroMQ'],
  ['ZMTP 2', Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 1]), 'older than 4.0'],
  ['encryption', Buffer.from(greeting().toString('latin1').replace('NULL\0', 'CURVE'), 'latin1'), '"CURVE"'],
])('%s is no greeting', (_, bytes, message) => {
  expect(() => checkGreeting(bytes)).toThrow(message)
  // The first bytes of a right one could still become one.
  for (let length = 0; length <= 64; length++) checkGreeting(greeting().subarray(0, length))
})
