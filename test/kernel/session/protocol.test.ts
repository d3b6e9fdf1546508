// Jupyter messaging 5.4, request by request, as a client sees it.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { Subscriber } from 'zeromq'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMessage, decode, encode, endpoint } from '../../../kernel/protocol/index.ts'
import type { ConnectionInfo, Message } from '../../../kernel/protocol/index.ts'
import { kernelArgv, startKernel } from '../start.ts'
import type { TestKernel } from '../start.ts'
import { readFileSync, writeFileSync } from 'node:fs'

let kernel: TestKernel
beforeAll(async () => {
  kernel = await startKernel()
})
afterAll(() => kernel[Symbol.asyncDispose]())

const replyOf = (messages: readonly Message[]): Record<string, unknown> =>
  messages.find(({ channel }) => channel === 'shell' || channel === 'control')!.content
const ask = async (type: string, content: object, channel: 'shell' | 'control' = 'shell') =>
  replyOf(await kernel.request(channel, type, content))
const connection = (of: TestKernel): ConnectionInfo =>
  JSON.parse(readFileSync(join(of.directory, 'connection.json'), 'utf8')) as ConnectionInfo

describe('iopub', () => {
  test.for(['', 'kernel'])('welcomes each subscriber to "%s" with the topic it asked for', async (topic) => {
    using first = new Closing(new Subscriber({ linger: 0, receiveTimeout: 5000 }))
    using second = new Closing(new Subscriber({ linger: 0, receiveTimeout: 5000 }))
    for (const { socket } of [first, second]) {
      socket.connect(endpoint(connection(kernel), 'iopub'))
      socket.subscribe(topic)
      const { header, content, parent_header: parent } = decode(await socket.receive(), kernel.signer)
      expect([header.msg_type, content, parent]).toEqual(['iopub_welcome', { subscription: topic }, {}])
    }
  })
})

class Closing {
  readonly socket: Subscriber
  constructor(socket: Subscriber) {
    this.socket = socket
  }
  [Symbol.dispose](): void {
    this.socket.close()
  }
}

describe('kernel_info', () => {
  test('names the protocol, the language, and the features that are there', async () => {
    for (const channel of ['shell', 'control'] as const)
      expect(await ask('kernel_info_request', {}, channel)).toMatchObject({
        status: 'ok',
        protocol_version: '5.4',
        implementation: 'loopbook',
        language_info: { name: 'typescript', file_extension: '.ts', mimetype: 'text/typescript' },
        supported_features: ['debugger'],
        debugger: true,
      })
  })
})

test('usage is told on control, also while a cell computes', async () => {
  const cell = await kernel.startCell('const end = Date.now() + 500; while (Date.now() < end);')
  const usage = await ask('usage_request', {}, 'control')
  expect(kernel.answered(cell)).toBe(false)
  expect(usage).toMatchObject({ pid: kernel.process.pid, kernel_cpu: expect.any(Number) as number })
  expect(usage['kernel_memory']).toBeGreaterThan(10_000_000)
  await kernel.until(() => kernel.answered(cell))
})

test('comms carry bytes both ways, and are listed while they are open', async () => {
  await kernel.run(`
    Jupyter.comms.register('bytes', (comm, { buffers, data }) => {
      comm.send({ opened: data, length: buffers[0].length }, { buffers: [buffers[0].map((byte) => byte + 1)] })
      comm.onMessage = ({ buffers }) => comm.send({ count: buffers.length }, { buffers: buffers.toReversed(), metadata: { m: 1 } })
      comm.onClose = () => console.log('closed')
    })
    const own = Jupyter.comms.open('front', { v: 1 }, { id: 'own-1', buffers: [new Uint8Array([9])] })`)
  const send = async (type: string, content: object, buffers: Uint8Array[]): Promise<Message> => {
    const message = createMessage(type, content as Record<string, unknown>, { session: 'test', buffers })
    await kernel.shell.send(encode(message, kernel.signer))
    return message
  }
  const answer = async (to: Message, type = 'comm_msg'): Promise<Message> =>
    await kernel.until(() => kernel.of(to).find(({ header }) => header.msg_type === type))
  const opened = await send('comm_open', { comm_id: 'b1', target_name: 'bytes', data: { a: 1 } }, [Buffer.from([1, 2])])
  const first = await answer(opened)
  expect([first.content['data'], first.buffers.map((buffer) => [...buffer])]).toEqual([
    { opened: { a: 1 }, length: 2 },
    [[2, 3]],
  ])
  const asked = await send('comm_msg', { comm_id: 'b1', data: {} }, [Buffer.from([0, 255]), Buffer.alloc(100_000, 7)])
  const second = await answer(asked)
  expect([second.content, second.metadata]).toEqual([{ comm_id: 'b1', data: { count: 2 } }, { m: 1 }])
  expect(second.buffers.map((buffer) => buffer.length)).toEqual([100_000, 2])
  expect((await ask('comm_info_request', {}))['comms']).toEqual({
    b1: { target_name: 'bytes' },
    'own-1': { target_name: 'front' },
  })
  expect((await ask('comm_info_request', { target_name: 'front' }))['comms']).toEqual({
    'own-1': { target_name: 'front' },
  })
  const closed = await send('comm_close', { comm_id: 'b1', data: {} }, [])
  await kernel.until(() => kernel.of(closed).some(({ content }) => content['text'] === 'closed\n'))
  const { messages } = await kernel.run(`own.close({ bye: 1 })`)
  expect(messages.find(({ header }) => header.msg_type === 'comm_close')?.content).toEqual({
    comm_id: 'own-1',
    data: { bye: 1 },
  })
  expect((await ask('comm_info_request', {}))['comms']).toEqual({})
})

describe('history', () => {
  test('is found by its end, a range and a pattern, in this session and in earlier ones', async () => {
    const inputs = (reply: Record<string, unknown>): unknown[] =>
      (reply['history'] as unknown[][]).map(([, , input]) => input)
    const shared = join(kernel.directory, 'shared.sqlite')
    {
      await using first = await startKernel({ LOOPBOOK_HISTORY: shared })
      for (const code of ['const a = 1', 'a + 1', 'const b = 2', 'a + 1']) await first.run(code)
      await first.run('hidden = 1', { store_history: false })
      await first.run('silent = 1', { silent: true })
      await first.run('  \n')
      await first.request('control', 'shutdown_request', { restart: false })
      await first.exited
    }
    await using second = await startKernel({ LOOPBOOK_HISTORY: shared })
    await second.run('const c = 3')
    await second.run('const = ')
    const find = async (content: object) =>
      replyOf(await second.request('shell', 'history_request', { output: false, raw: true, ...content }))
    expect(inputs(await find({ hist_access_type: 'tail', n: 3 }))).toEqual(['a + 1', 'const c = 3', 'const = '])
    expect(inputs(await find({ hist_access_type: 'range', session: 0, start: 1, stop: 2 }))).toEqual(['const c = 3'])
    expect(inputs(await find({ hist_access_type: 'range', session: -1, start: 2, stop: 4 }))).toEqual([
      'a + 1',
      'const b = 2',
    ])
    expect(inputs(await find({ hist_access_type: 'search', pattern: 'const ?*', n: 10 }))).toEqual([
      'const a = 1',
      'const b = 2',
      'const c = 3',
      'const = ',
    ])
    expect(inputs(await find({ hist_access_type: 'search', pattern: 'a +*', n: 10 }))).toHaveLength(2)
    expect(inputs(await find({ hist_access_type: 'search', pattern: 'a +*', n: 10, unique: true }))).toEqual(['a + 1'])
    expect(inputs(await find({ hist_access_type: 'search', pattern: '*hidden*' }))).toEqual([])
    const [entry] = (await find({ hist_access_type: 'search', pattern: 'a + 1', output: true, n: 1 }))[
      'history'
    ] as unknown[][]
    expect(entry?.[2]).toEqual(['a + 1', '2'])
  })
})

describe('counting', () => {
  const count = async (code: string, more: object = {}) =>
    replyOf((await kernel.run(code, more)).messages)['execution_count'] as number

  test('what is not stored or is empty does not count; what is no TypeScript or throws does, as in IPython', async () => {
    const before = await count('1')
    expect(await count('2', { store_history: false })).toBe(before)
    expect(await count('2', { silent: true })).toBe(before)
    expect(await count(' \n ')).toBe(before)
    expect(await count('const = 1')).toBe(before + 1)
    expect(await count('throw 1')).toBe(before + 2)
    expect(await count('3')).toBe(before + 3)
  })

  test('a cell that the strict mode refuses counts as one that is no TypeScript does', async () => {
    const before = await count(`Jupyter.types = 'strict'`)
    const { status, messages } = await kernel.run('const wrong: number = "text"')
    expect([status, replyOf(messages)['execution_count']]).toEqual(['error', before + 1])
    expect((await kernel.run('typeof wrong')).outputs.join('')).not.toContain('number')
    await kernel.run(`Jupyter.types = 'default'`)
  })

  test('user expressions are answered one by one, and a cell that fails answers none', async () => {
    const expressions = { a: '1 + 1', b: 'nowhere', c: 'const', d: 'Promise.resolve(5)', e: 'await Promise.resolve(5)' }
    const reply = replyOf((await kernel.run('0', { user_expressions: expressions })).messages)
    expect(reply['user_expressions']).toMatchObject({
      a: { status: 'ok', data: { 'text/plain': '2' } },
      b: { status: 'error', ename: 'ReferenceError', traceback: expect.any(Array) as unknown },
      c: { status: 'error', ename: 'SyntaxError' },
      d: { status: 'ok' },
      e: { status: 'ok', data: { 'text/plain': '5' } },
    })
    expect(
      replyOf((await kernel.run('throw 1', { user_expressions: expressions })).messages)['user_expressions'],
    ).toEqual({})
    const silent = await kernel.run('', { silent: true, store_history: false, user_expressions: { a: '6 * 7' } })
    expect(replyOf(silent.messages)['user_expressions']).toMatchObject({ a: { data: { 'text/plain': '42' } } })
  })

  test('the reply says how long the cell took', async () => {
    const { messages } = await kernel.run('await new Promise((resolve) => setTimeout(resolve, 30))')
    const { metadata } = messages.find(({ channel }) => channel === 'shell')!
    expect(Date.now() - Date.parse(String(metadata['started']))).toBeLessThan(60_000)
    expect((metadata['loopbook'] as { milliseconds: number }).milliseconds).toBeGreaterThanOrEqual(25)
  })
})

describe('a failure', () => {
  test('aborts what waits, with an answer to each, and nothing that comes later', async () => {
    const [fails, ...waiting] = [
      await kernel.startCell('await 1; throw new Error("no")'),
      await kernel.startCell('1'),
      await kernel.startCell('2'),
    ]
    await kernel.until(() => [fails, ...waiting].every((cell) => kernel.answered(cell)))
    expect(waiting.map((cell) => replyOf(kernel.of(cell))['status'])).toEqual(['aborted', 'aborted'])
    for (const cell of waiting)
      expect(
        kernel.of(cell).flatMap(({ content, channel }) => (channel === 'iopub' ? [content['execution_state']] : [])),
      ).toEqual(['busy', 'idle'])
    expect((await kernel.run('3')).status).toBe('ok')
  })

  test('leaves the queue alone where the client wishes so', async () => {
    const [fails, next] = [
      await kernel.startCell('await 1; throw 1', { stop_on_error: false }),
      await kernel.startCell('1'),
    ]
    await kernel.until(() => kernel.answered(next))
    expect([replyOf(kernel.of(fails))['status'], replyOf(kernel.of(next))['status']]).toEqual(['error', 'ok'])
  })
})

describe('input', () => {
  const question = async (cell: Message): Promise<Message> =>
    await kernel.until(() => kernel.of(cell).find(({ header }) => header.msg_type === 'input_request'))

  test('that comes too late answers no other question', async () => {
    const first = await kernel.startCell(`prompt('first')`, { allow_stdin: true })
    const asked = await question(first)
    await kernel.send('control', 'interrupt_request', {})
    await kernel.until(() => kernel.answered(first))
    const second = await kernel.startCell(`prompt('second')`, { allow_stdin: true })
    const askedAgain = await question(second)
    await kernel.send('stdin', 'input_reply', { value: 'late' }, asked.header)
    await kernel.until(() => kernel.log.includes('an input_reply was dropped'))
    await kernel.send('stdin', 'input_reply', { value: 'right' }, askedAgain.header)
    await kernel.until(() => kernel.answered(second))
    expect(kernel.of(second).find(({ header }) => header.msg_type === 'execute_result')?.content['data']).toMatchObject(
      { 'text/plain': `'right'` },
    )
  })

  test('of two questions that wait at once goes to its own, by the header; without one, in turn', async () => {
    const cell = await kernel.startCell(
      `(await Promise.all([input('a'), input('b'), input('c'), input('d')])).join()`,
      { allow_stdin: true },
    )
    const asked = await kernel.until(() => {
      const found = kernel.of(cell).filter(({ header }) => header.msg_type === 'input_request')
      return found.length === 4 && found
    })
    await kernel.send('stdin', 'input_reply', { value: 'B' }, asked[1]!.header)
    for (const value of ['A', 'C', 'D']) await kernel.send('stdin', 'input_reply', { value })
    await kernel.until(() => kernel.answered(cell))
    expect(kernel.of(cell).find(({ header }) => header.msg_type === 'execute_result')?.content['data']).toMatchObject({
      'text/plain': `'A,B,C,D'`,
    })
  })

  test('that the client refuses is an error in the cell', async () => {
    const cell = await kernel.startCell(`prompt('x')`, { allow_stdin: true })
    await kernel.send(
      'stdin',
      'input_reply',
      { status: 'error', ename: 'E', evalue: 'not today', traceback: [] },
      (await question(cell)).header,
    )
    await kernel.until(() => kernel.answered(cell))
    expect(replyOf(kernel.of(cell))).toMatchObject({ status: 'error', ename: 'InputError', evalue: 'not today' })
  })
})

describe('the end', () => {
  test.for([true, false])(
    'is answered on both channels and comes, restart %s, also while a cell computes',
    async (restart) => {
      await using other = await startKernel()
      await other.startCell('while (true) {}')
      await other.until(() => other.messages.some(({ header }) => header.msg_type === 'execute_input'))
      const messages = await other.request('control', 'shutdown_request', { restart })
      expect(
        messages
          .filter(({ header }) => header.msg_type === 'shutdown_reply')
          .map(({ channel, content }) => [channel, content]),
      ).toEqual(
        expect.arrayContaining([
          ['control', { status: 'ok', restart }],
          ['iopub', { status: 'ok', restart }],
        ]),
      )
      await other.exited
    },
  )

  test('comes with the parent’s', { timeout: 30_000 }, async () => {
    const path = join(kernel.directory, 'orphan.json')
    writeFileSync(path, JSON.stringify({ ...connection(kernel), ip: join(kernel.directory, 'o') }))
    const argv = JSON.stringify([...kernelArgv, path])
    const source = `const kernel = require('node:child_process').spawn(process.execPath, ${argv}, { stdio: 'ignore', detached: true, env: { ...process.env, JPY_PARENT_PID: process.pid } })
      console.log(kernel.pid); setTimeout(() => process.exit(), 1500)`
    const parent = spawn(process.execPath, ['-e', source], { stdio: ['ignore', 'pipe', 'inherit'] })
    const pid = Number(
      await new Promise<string>((resolve) => parent.stdout.once('data', (data: Buffer) => resolve(data.toString()))),
    )
    expect(lives(pid)).toBe(true)
    await new Promise((resolve) => parent.once('exit', resolve))
    await expect.poll(() => lives(pid), { timeout: 10_000 }).toBe(false)
  })
})

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
