import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startKernel } from '../start.ts'
import type { TestKernel } from '../start.ts'

let kernel: TestKernel
beforeAll(async () => {
  kernel = await startKernel()
})
afterAll(() => kernel[Symbol.asyncDispose]())

const types = (messages: { header: { msg_type: string }; channel?: string }[]): string[] =>
  messages.filter(({ channel }) => channel === 'iopub').map(({ header }) => header.msg_type)

describe('one cell', () => {
  test('says busy, its input, its result and idle, in this order', async () => {
    const { messages } = await kernel.run('1 + 1')
    expect(types(messages)).toEqual(['status', 'execute_input', 'execute_result', 'status'])
  })

  test('shows what it prints where it prints it, and its last value', async () => {
    const { outputs } = await kernel.run(`console.log('a'); console.error('b'); display('c'); console.log('d'); 'e'`)
    expect(outputs).toEqual(['stdout: a\n', 'stderr: b\n', "display_data: 'c'", 'stdout: d\n', "execute_result: 'e'"])
  })

  test('keeps the order of what child processes print', async () => {
    const { outputs } = await kernel.run(
      `import { execSync } from 'node:child_process'; console.log('A'); execSync('echo B', { stdio: 'inherit' }); console.log('C'); undefined`,
    )
    expect(outputs).toEqual(['stdout: A\n', 'stdout: B\n', 'stdout: C\n'])
  })

  test('that is silent publishes nothing and is not counted', async () => {
    const before = await kernel.run('1')
    const silent = await kernel.run('2', { silent: true })
    const after = await kernel.run('3')
    const count = ({ messages }: typeof before): unknown =>
      messages.find(({ channel }) => channel === 'shell')!.content['execution_count']
    expect(types(silent.messages)).toEqual(['status', 'status'])
    expect(count(after)).toBe((count(before) as number) + 1)
  })

  test('answers its user expressions, right or wrong', async () => {
    const { messages } = await kernel.run('1', { user_expressions: { right: '40 + 2', wrong: 'nowhere' } })
    const reply = messages.find(({ channel }) => channel === 'shell')!
    expect(reply.content['user_expressions']).toMatchObject({
      right: { status: 'ok', data: { 'text/plain': '42' } },
      wrong: { status: 'error', ename: 'ReferenceError' },
    })
  })
})

test('an error is shown by the cell’s own line with a caret', async () => {
  const { messages } = await kernel.run('const fine = 1\nfine.nothing.at()')
  const error = messages.find(({ header }) => header.msg_type === 'error')!
  // oxlint-disable-next-line no-control-regex -- colours
  const text = (error.content['traceback'] as string[]).join('\n').replaceAll(/\u001B\[\d+m/g, '')
  expect(text).toMatch(/^TypeError: Cannot read properties of undefined/)
  expect(text).toContain('> 2 │ fine.nothing.at()')
})

test('a stack that a cell prints names the cell’s own lines, and no frame of the kernel', async () => {
  const { outputs } = await kernel.run(
    `class A {\n  async run(): Promise<never> {\n    await null\n    throw Object.assign(new Error('no', { cause: new TypeError('why') }), { own: 1 })\n  }\n}\ntry { await new A().run() } catch (error) { console.error(error) }`,
  )
  expect(outputs.join('').replaceAll(/Cell \[\d+\]/g, 'Cell [N]')).toBe(
    `stderr: Error: no\n    at A.run (Cell [N], line 4)\n    at async Cell [N], line 7 {\n  own: 1,\n  [cause]: TypeError: why\n      at A.run (Cell [N], line 4)\n      at async Cell [N], line 7\n}\n`,
  )
  for (const show of ['shown', 'display(shown); undefined', ';[shown]']) {
    const lines = (await kernel.run(`const shown = new Error('no')\n${show}`)).outputs.join('').split('\n')
    expect(lines.filter((line) => /^\s+at /.test(line)).map((line) => line.trim().replace(/\d+/, 'N'))).toEqual([
      'at Cell [N], line 1',
    ])
  }
  expect((await kernel.run(`console.log('  at home in cell:///x\\n    at node:inspector')`)).outputs).toEqual([
    'stdout:   at home in cell:///x\n    at node:inspector\n',
  ])
})

test('late output goes to the cell that caused it', async () => {
  const first = await kernel.startCell(`setTimeout(() => console.log('late'), 100); undefined`)
  await kernel.run('2')
  await kernel.until(() => kernel.of(first).some(({ content }) => content['text'] === 'late\n'))
})

test('a timer that throws and a lost rejection appear under their cell, and the kernel lives', async () => {
  const cell = await kernel.startCell(
    `setTimeout(() => { throw new Error('in a timer') }, 20); void Promise.reject(new Error('lost')); undefined`,
  )
  const said = (): unknown[] => kernel.of(cell).map(({ content }) => content['evalue'])
  await kernel.until(() => said().includes('in a timer') && said().includes('lost'))
  expect((await kernel.run('6 * 7')).outputs).toEqual(['execute_result: 42'])
})

test('a hundred thousand lines arrive whole and before idle', async () => {
  const { outputs } = await kernel.run(`for (let i = 0; i < 100000; i++) console.log('line ' + i); undefined`)
  const text = outputs.map((output) => output.replace('stdout: ', '')).join('')
  expect(text).toBe(Array.from({ length: 100_000 }, (_, i) => `line ${i}\n`).join(''))
})

test('input is refused with a sentence where the client allows none', async () => {
  const { outputs } = await kernel.run(`prompt('Name?')`)
  expect(outputs).toEqual(['error: InputError: This front end can not be asked: it does not allow input.'])
})

test.for([
  ['prompt', `'got ' + prompt('Name?')`],
  ['input', `'got ' + (await input('Name?', { password: false }))`],
])('%s asks the client and gets its answer', async ([, code]) => {
  const cell = await kernel.startCell(code!, { allow_stdin: true })
  const question = await kernel.until(() => kernel.of(cell).find(({ header }) => header.msg_type === 'input_request'))
  expect(question.content['prompt']).toMatch(/^Name\?/)
  await kernel.send('stdin', 'input_reply', { value: 'Ada', status: 'ok' }, question.header)
  await kernel.until(() => kernel.answered(cell))
  expect(kernel.of(cell).find(({ header }) => header.msg_type === 'execute_result')?.content['data']).toMatchObject({
    'text/plain': "'got Ada'",
  })
})

test('comms go both ways, and an unknown target is closed', async () => {
  await kernel.run(
    `Jupyter.comms.register('echo', (comm) => { comm.onMessage = ({ data }) => comm.send({ seen: data }) })`,
  )
  await kernel.send('shell', 'comm_open', { comm_id: 'c1', target_name: 'echo', data: {} })
  const asked = await kernel.send('shell', 'comm_msg', { comm_id: 'c1', data: { n: 1 } })
  const answer = await kernel.until(() => kernel.of(asked).find(({ header }) => header.msg_type === 'comm_msg'))
  expect(answer.content['data']).toEqual({ seen: { n: 1 } })
  const unknown = await kernel.send('shell', 'comm_open', { comm_id: 'c2', target_name: 'nobody', data: {} })
  await kernel.until(() =>
    kernel.of(unknown).find(({ header, channel }) => header.msg_type === 'comm_close' && channel === 'iopub'),
  )
})

test('process.exit ends the cell with an answer, and then the process', { timeout: 30_000 }, async () => {
  await using other = await startKernel()
  const { status, outputs } = await other.run(`console.log('before'); process.exit(3)`)
  expect({ status, outputs }).toEqual({
    status: 'error',
    outputs: ['stdout: before\n', 'error: ProcessExit: process.exit(3) ended the kernel'],
  })
  expect(await other.exited).toBe(3)
})
