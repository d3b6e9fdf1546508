// What arrives on the sockets may be anything: the kernel answers or drops it, logs a line, and lives.
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Dealer, Subscriber } from 'zeromq'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMessage, createSigner, encode, endpoint } from '../../../kernel/protocol/index.ts'
import type { ConnectionInfo, Message } from '../../../kernel/protocol/index.ts'
import { startKernel } from '../start.ts'
import type { TestKernel } from '../start.ts'

const long = process.env['LOOPBOOK_LONG'] === '1'
let kernel: TestKernel
beforeAll(async () => {
  kernel = await startKernel()
})
afterAll(() => kernel[Symbol.asyncDispose]())

const lives = async (): Promise<void> => {
  expect((await kernel.run('6 * 7')).outputs).toEqual(['execute_result: 42'])
}

const sent = (): Buffer[] => encode(createMessage('kernel_info_request', {}, { session: 'test' }), kernel.signer)

test('a wrong signature is dropped with one line in the log', async () => {
  const forged = createMessage('execute_request', { code: 'globalThis.forged = true' }, { session: 'test' })
  await kernel.shell.send(encode(forged, createSigner('hmac-sha256', 'another key')))
  await kernel.until(() => kernel.log.includes('bad-signature'))
  expect((await kernel.run('typeof forged')).outputs).toEqual(["execute_result: 'undefined'"])
})

test('a message that comes twice is answered once', async () => {
  const request = createMessage(
    'execute_request',
    { code: 'globalThis.times = (globalThis.times ?? 0) + 1' },
    { session: 'test' },
  )
  const frames = encode(request, kernel.signer)
  await kernel.shell.send(frames)
  await kernel.shell.send(frames)
  await kernel.until(() => kernel.answered(request))
  expect((await kernel.run('times')).outputs).toEqual(['execute_result: 1'])
})

test('an unknown request does no harm', async () => {
  await kernel.send('shell', 'make_coffee_request', { sugar: 2 })
  await kernel.until(() => kernel.log.includes('make_coffee_request was not understood'))
  await lives()
})

test('text that is not UTF-8 is dropped', async () => {
  const [delimiter, , header, parent, metadata] = sent()
  const content = Buffer.from([0x7b, 0xff, 0xfe, 0x7d])
  const signature = Buffer.from(kernel.signer.sign([header!, parent!, metadata!, content]))
  await kernel.shell.send([delimiter!, signature, header!, parent!, metadata!, content])
  await kernel.until(() => kernel.log.includes('bad-json'))
  await lives()
})

test('requests with nonsense for content are answered', async () => {
  const nonsense = [
    {},
    { code: 5 },
    { code: null, cursor_pos: 'x' },
    { code: 'a', cursor_pos: -1e9 },
    { code: 'a', cursor_pos: 1e12 },
  ]
  for (const type of [
    'complete',
    'inspect',
    'is_complete',
    'execute',
    'history',
    'comm_info',
    'kernel_info',
    'usage',
    'debug',
  ]) {
    for (const content of nonsense) {
      const replies = await kernel.request('shell', `${type}_request`, content)
      expect(replies.some(({ header }) => header.msg_type === `${type}_reply`)).toBe(true)
    }
  }
  await lives()
})

test('a thousand queued cells run in order', async () => {
  const cells: Message[] = []
  for (let i = 0; i < 1000; i++) cells.push(await kernel.startCell(`${i}`))
  await kernel.until(() => cells.every((cell) => kernel.answered(cell)), 60_000)
  const results = kernel.messages.filter(({ header }) => header.msg_type === 'execute_result').slice(-1000)
  expect(results.map(({ content }) => (content['data'] as Record<string, string>)['text/plain'])).toEqual(
    cells.map((_, i) => String(i)),
  )
})

test('a cell of 50 MB and an output of 50 MB pass', { timeout: 120_000 }, async () => {
  const big = await kernel.run(`'${'x'.repeat(50 * 1024 * 1024)}'.length`)
  expect(big.outputs).toEqual([`execute_result: ${50 * 1024 * 1024}`])
  const { messages } = await kernel.run(`process.stdout.write('y'.repeat(50 * 1024 * 1024)); undefined`)
  const text = messages.map(({ content }) => String(content['text'] ?? '')).join('')
  expect(text.length).toBe(50 * 1024 * 1024)
})

test('a cell that prints too much is cut, says so, and runs to its end', async () => {
  await using small = await startKernel({ LOOPBOOK_OUTPUT_LIMIT: '1' })
  const { status, outputs } = await small.run(`for (let i = 0; i < 300000; i++) console.log('0123456789'); undefined`)
  const text = outputs.join('')
  expect(status).toBe('ok')
  expect(text.length).toBeLessThan(1.2 * 1024 * 1024)
  expect(text).toContain('cut: this cell printed more than 1 MB')
})

test(
  'clients that vanish, in the middle of a question or of a flood, harm nobody else',
  { timeout: 60_000 },
  async () => {
    const info = JSON.parse(readFileSync(join(kernel.directory, 'connection.json'), 'utf8')) as ConnectionInfo
    const flood = `for (let i = 0; i < 20000; i++) console.log('line ' + i)`
    for (const [round, code] of [flood, flood, `prompt('still there?')`].entries()) {
      const shell = new Dealer({ linger: 0, routingId: `gone-${round}` })
      const iopub = new Subscriber({ linger: 0, receiveHighWaterMark: 0 })
      iopub.connect(endpoint(info, 'iopub'))
      iopub.subscribe('')
      await iopub.receive()
      shell.connect(endpoint(info, 'shell'))
      const content = { code, allow_stdin: true, store_history: true, silent: false, user_expressions: {} }
      const request = createMessage('execute_request', content, { session: `gone-${round}` })
      await shell.send(encode(request, kernel.signer))
      await kernel.until(() => kernel.of(request).some(({ header }) => /stream|execute_input/.test(header.msg_type)))
      shell.close()
      iopub.close()
      if (code !== flood) await kernel.send('control', 'interrupt_request', {})
      await kernel.until(() => kernel.of(request).some((message) => message.content['execution_state'] === 'idle'))
      // This client sees all of it.
      const printed = kernel.of(request).map((message) => String(message.content['text'] ?? ''))
      expect(printed.join('').match(/^line \d+$/gm) ?? []).toHaveLength(code === flood ? 20_000 : 0)
      await lives()
    }
  },
)

test('arbitrary and mutated frames never end it', { timeout: 180_000 }, async () => {
  const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array))
  const arbitrary = fc.array(bytes, { minLength: 1, maxLength: 8 })
  const mutated = fc
    .tuple(fc.nat(), fc.nat(), fc.integer({ min: 0, max: 255 }), fc.constantFrom('flip', 'drop', 'double', 'cut'))
    .map(([frame, at, byte, how]) => {
      const frames = sent().map((part) => Buffer.from(part))
      const index = frame % frames.length
      const chosen = frames[index]!
      if (how === 'flip' && chosen.length > 0) chosen[at % chosen.length] = byte
      if (how === 'drop') frames.splice(index, 1)
      if (how === 'double') frames.splice(index, 0, chosen)
      if (how === 'cut') frames[index] = chosen.subarray(0, at % (chosen.length + 1))
      return frames
    })
  const signed = fc
    .record({
      type: fc.string(),
      content: fc.dictionary(fc.string(), fc.jsonValue()),
      known: fc.boolean(),
      pick: fc.nat(),
    })
    .map(({ type, content, known, pick }) => {
      const types = [
        'complete_request',
        'inspect_request',
        'history_request',
        'comm_open',
        'comm_msg',
        'input_reply',
        'is_complete_request',
      ]
      const name = known ? types[pick % types.length]! : type || 'x'
      return encode(createMessage(name, content, { session: 'test' }), kernel.signer)
    })
  let sentSoFar = 0
  let last: Promise<void> | undefined
  const round = async (frames: Buffer[], channel: 'shell'): Promise<void> => {
    await kernel[channel].send(frames)
    // Neither side may run ahead of the other: what isn't read yet fills the memory.
    if (++sentSoFar % 200 === 0) {
      await kernel.request('shell', 'kernel_info_request', {}, 60_000)
      kernel.forget()
    }
    await new Promise((resolve) => setImmediate(resolve))
    expect(kernel.process.exitCode).toBeNull()
  }
  const limits = long ? { interruptAfterTimeLimit: 60_000, numRuns: 1_000_000 } : { numRuns: 150 }
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(arbitrary, mutated, signed),
      fc.constantFrom('shell', 'control', 'stdin'),
      (frames, channel) => (last = round(frames, channel as 'shell')),
    ),
    limits,
  )
  // The time limit may come in the middle of one.
  await last
  await lives()
})
