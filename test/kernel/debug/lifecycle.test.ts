// The debugger never keeps a kernel from ending what it shall end, and is gone without a trace when it is switched off.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Message } from '../../../kernel/protocol/index.ts'
import { startKernel } from '../start.ts'
import { DebugClient, startDebugger } from './client.ts'

/** Leaves a file behind when it goes on. */
const ranOn = "import { writeFileSync } from 'node:fs'\ndebugger\nwriteFileSync('ran', '')"

async function standing(
  debug: DebugClient,
  code = 'let here = 1\ntry {\n  debugger\n} finally {\n  here = 2\n}\nhere',
): Promise<Message> {
  const cell = await debug.kernel.startCell(code)
  await debug.event('stopped')
  return cell
}

function reply(debug: DebugClient, cell: Message): Record<string, unknown> {
  return debug.kernel.of(cell).find(({ channel }) => channel === 'shell')!.content
}

test('nothing is started before a client asks, and variables can be looked at without', async () => {
  await using kernel = await startKernel()
  const debug = new DebugClient(kernel)
  expect(await debug.ask('debugInfo')).toMatchObject({
    isStarted: false,
    hashMethod: 'Murmur2',
    tmpFileSuffix: '.ts',
    richRendering: true,
  })
  await kernel.run('const seen = { a: 1 }')
  expect(await debug.ask('inspectVariables')).toMatchObject({ variables: [{ name: 'seen', value: 'Object { a: 1 }' }] })
  expect(await debug.refused('setBreakpoints', { source: { path: '/a' }, breakpoints: [] })).toMatch(
    /initialize comes first/,
  )
  expect((await kernel.run('debugger\n1')).outputs).toEqual(['execute_result: 1'])
  expect(await debug.ask('disconnect')).toEqual({})
})

test('an interruption ends a cell that stands still, and the session lives on', async () => {
  await using debug = await startDebugger()
  for (const how of ['message', 'signal'] as const) {
    const cell = await standing(debug)
    // Who listens for signals is started when a cell takes long.
    await new Promise((resolve) => setTimeout(resolve, how === 'signal' ? 500 : 0))
    if (how === 'message') await debug.kernel.send('control', 'interrupt_request', {})
    else debug.kernel.process.kill('SIGINT')
    await debug.event('continued')
    await debug.kernel.until(() => debug.kernel.answered(cell))
    expect(reply(debug, cell)).toMatchObject({ status: 'error', ename: 'KeyboardInterrupt' })
    expect((await debug.kernel.run('here + 40')).outputs).toEqual(['execute_result: 41'])
    expect(await debug.ask('debugInfo')).toMatchObject({ stoppedThreads: [], isStarted: true })
  }
  const again = await standing(debug)
  await debug.ask('continue')
  await debug.kernel.until(() => debug.kernel.answered(again))
  expect(reply(debug, again)).toMatchObject({ status: 'ok' })
})

test('an interruption ends what a timer does, and the kernel lives', async () => {
  await using debug = await startDebugger()
  for (const inTimer of ['for (;;);', 'debugger; for (;;);']) {
    const code = `await new Promise(() => setTimeout(() => { ${inTimer} }, 1))`
    const cell = await debug.kernel.startCell(code)
    if (inTimer.startsWith('debugger')) await debug.event('stopped')
    else await new Promise((resolve) => setTimeout(resolve, 100))
    await debug.kernel.send('control', 'interrupt_request', {})
    await debug.kernel.until(() => debug.kernel.answered(cell))
    expect((await debug.kernel.run('1 + 1')).outputs).toEqual(['execute_result: 2'])
  }
  // Who waits for what stands still is known as before.
  const cell = await standing(debug, 'async function waited() {\n  await null\n  debugger\n}\nawait waited()')
  expect((await debug.frames()).map(({ line }) => line)).toEqual([3, 5])
  await debug.ask('continue')
  await debug.kernel.until(() => debug.kernel.answered(cell))
})

test('an interruption is not held up by breakpoints on its way', async () => {
  await using debug = await startDebugger()
  const code = "let left = ''\ntry {\n  await new Promise(() => {})\n} finally {\n  left = 'cleaned'\n}"
  await debug.breakAt(code, 5)
  const cell = await debug.kernel.startCell(code)
  await debug.kernel.until(() => debug.kernel.of(cell).length >= 2)
  await new Promise((resolve) => setTimeout(resolve, 100))
  await debug.kernel.send('control', 'interrupt_request', {})
  await debug.kernel.until(() => debug.kernel.answered(cell))
  expect(reply(debug, cell)).toMatchObject({ ename: 'KeyboardInterrupt' })
  expect((await debug.kernel.run('left')).outputs).toEqual(["execute_result: 'cleaned'"])
})

test('the kernel answers everything else while a cell stands still', async () => {
  await using debug = await startDebugger()
  await debug.kernel.run('const before = { apples: 3 }')
  const cell = await standing(debug)
  const [info] = (await debug.kernel.request('control', 'kernel_info_request', {})).filter(
    ({ channel }) => channel === 'control',
  )
  expect(info!.content).toMatchObject({ supported_features: ['debugger'] })
  const completion = await debug.kernel.request('shell', 'complete_request', { code: 'before.app', cursor_pos: 10 })
  expect(JSON.stringify(completion.map(({ content }) => content['matches']))).toContain('apples')
  const queued = await debug.kernel.startCell('"next"')
  await debug.ask('continue')
  await debug.kernel.until(() => debug.kernel.answered(queued))
  expect(debug.kernel.answered(cell)).toBe(true)
})

test.each([true, false])(
  'a shutdown (restart: %s) ends a cell that stands still, which does not run on',
  async (restart) => {
    await using debug = await startDebugger()
    const { kernel } = debug
    await standing(debug, ranOn)
    await kernel.send('control', 'shutdown_request', { restart })
    expect(await kernel.exited).toBe(0)
    expect(existsSync(join(kernel.directory, 'ran'))).toBe(false)
  },
)

test('a client that disconnects lets the cell run on, and breakpoints are forgotten', async () => {
  await using debug = await startDebugger()
  const code = 'let on = 1\non + 1'
  await debug.breakAt(code, 2)
  const cell = await debug.kernel.startCell(code)
  await debug.event('stopped')
  await debug.ask('disconnect', { restart: false, terminateDebuggee: false })
  await debug.event('terminated')
  await debug.kernel.until(() => debug.kernel.answered(cell))
  expect(reply(debug, cell)).toMatchObject({ status: 'ok' })
  expect(await debug.ask('debugInfo')).toMatchObject({ isStarted: false, breakpoints: [], stoppedThreads: [] })
  expect((await debug.kernel.run(code)).outputs).toEqual(['execute_result: 2'])
  await debug.start()
  expect((await debug.kernel.run(code)).outputs).toEqual(['execute_result: 2'])
  await debug.breakAt(code, 2)
  const again = await debug.kernel.startCell(code)
  expect(await debug.stopped()).toMatch(/:2$/)
  await debug.ask('continue')
  await debug.kernel.until(() => debug.kernel.answered(again))
})

test('a client that comes later finds what stands still, and lets it go on', async () => {
  await using debug = await startDebugger()
  const cell = await standing(debug)
  const other = new DebugClient(debug.kernel)
  expect(await other.ask('debugInfo')).toMatchObject({ isStarted: true, stoppedThreads: [1] })
  await other.start()
  expect((await other.frames()).map(({ line }) => line)).toEqual([3])
  await other.ask('continue')
  await debug.kernel.until(() => debug.kernel.answered(cell))
})

test('a program that stands still runs on when the last client has gone', { timeout: 60_000 }, async () => {
  await using debug = await startDebugger()
  const { kernel } = debug
  const path = join(kernel.directory, 'ran')
  await standing(debug, ranOn)
  kernel.iopub.close()
  await kernel.until(() => existsSync(path))
  const info = await kernel.send('control', 'debug_request', { type: 'request', seq: 1, command: 'debugInfo' })
  const [reply] = await kernel.until(() => kernel.of(info).length > 0 && kernel.of(info))
  expect(reply!.content['body']).toMatchObject({ isStarted: false, stoppedThreads: [] })
})
