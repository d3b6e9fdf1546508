// Two hundred interruptions of every kind, by message and by signal, one after the other: each ends its cell, variables stay.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { startKernel } from '../start.ts'
import type { TestKernel } from '../start.ts'

const long = process.env['LOOPBOOK_LONG'] === '1'
const cells = [
  'while (true) {}',
  'await new Promise(() => {})',
  'while (true) await null',
  'while (true) await new Promise((resolve) => setTimeout(resolve, 1))',
  `/(a+)+$/.test('a'.repeat(40) + 'b')`,
  `require('node:child_process').execSync('sleep 100')`,
  `require('node:child_process').spawnSync('sleep', ['100'])`,
  'await $`sleep 100`',
  'for (;;) { try { while (true) {} } finally {} }',
  'setTimeout(() => { while (true) {} }, 0); await new Promise(() => {})',
  'for (;;) { try { await new Promise((resolve) => setTimeout(resolve, 1)) } catch {} }',
  'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)',
  `while (true) console.log('x'.repeat(100))`,
  `let s = 0; for await (const x of (async function* () { for (;;) yield 1 })()) s += x`,
  `prompt('Name?')`,
  `await input('Name?')`,
  `await fetch('SILENT')`,
  `await (await fetch('SILENT/headers')).text()`,
  `await Promise.all([fetch('SILENT'), new Promise((resolve) => setTimeout(resolve, 1e6))])`,
  `await new Promise((resolve) => require('node:child_process').exec('sleep 100', resolve))`,
  `await new Deno.Command('sleep', { args: ['100'] }).output()`,
  `await require('node:timers/promises').setTimeout(1e6)`,
  'await (async () => { while (true) await null })()',
  'const tick = () => process.nextTick(tick); tick(); await new Promise(() => {})',
  'const micro = () => queueMicrotask(micro); micro(); await new Promise(() => {})',
  'setInterval(() => { for (;;) ; }, 1); await new Promise(() => {})',
  'function* endless() { for (;;) yield 1 }; for (const one of endless()) ;',
]

/** Takes requests and never answers them, or only begins to. */
async function silentServer(): Promise<{ url: string } & Disposable> {
  const server = createServer((request, response) => {
    if (request.url === '/headers') response.writeHead(200).write('a')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = (): void => {
    server.close()
    server.closeAllConnections()
  }
  return { url, [Symbol.dispose]: close }
}

async function stop(kernel: TestKernel, how: 'message' | 'signal'): Promise<void> {
  if (how === 'message') await kernel.send('control', 'interrupt_request', {})
  else kernel.process.kill('SIGINT')
}

test('every kind is stopped, by message and by signal, and variables stay', { timeout: 180_000 }, async () => {
  await using kernel = await startKernel()
  using server = await silentServer()
  await kernel.run('const keep = 4711')
  // The thread that notices signals starts after the first cell.
  await new Promise((resolve) => setTimeout(resolve, 300))
  const times = long ? 200 : 2 * cells.length
  for (let i = 0; i < times; i++) {
    const code = cells[i % cells.length]!.replaceAll('SILENT', server.url)
    const how = Math.floor(i / cells.length) % 2 === 0 ? 'message' : 'signal'
    const cell = await kernel.startCell(code, { allow_stdin: true })
    await kernel.until(() => kernel.of(cell).some(({ header }) => header.msg_type === 'execute_input'))
    await new Promise((resolve) => setTimeout(resolve, 60))
    await stop(kernel, how)
    await kernel.until(() => kernel.answered(cell), 10_000)
    const reply = kernel.of(cell).find(({ channel }) => channel === 'shell')!
    expect({ code, how, ename: reply.content['ename'] }).toEqual({ code, how, ename: 'KeyboardInterrupt' })
    expect((await kernel.run('keep')).outputs).toEqual(['execute_result: 4711'])
  }
})

test.each([
  ['JSON.parse(text)'],
  ['{ JSON.parse(text) }'],
  ['structuredClone(data)'],
  [`text.split('a')`],
  ['[...Array(100_000).keys()].map(String).sort()'],
  ['new Array(3_000_000).fill(0)'],
  ['3n ** 900_000n'],
  [`require('node:crypto').pbkdf2Sync('a', 'b', 10_000, 64, 'sha512')`],
  [`require('node:zlib').gzipSync(text)`],
  [`require('node:fs').readFileSync('text.json', 'utf8')`],
  ['Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)'],
])('a loop that only calls %s is stopped, by three interruptions too', { timeout: 60_000 }, async (call) => {
  await using kernel = await startKernel()
  // A turn takes milliseconds: thousands of them are more than this test waits.
  await kernel.run(`const data = Array.from({ length: 30_000 }, (_, id) => ({ id, tags: ['a', 'b', 'c'], place: { x: id / 3 } }))
const text = JSON.stringify(data); require('node:fs').writeFileSync('text.json', text)`)
  for (const head of [
    'while (true)',
    'for (;;) for (const one of [1])',
    'let turns = 0; do turns++; while (turns < 2); while (turns++)',
  ]) {
    const cell = await kernel.startCell(`${head} ${call}`)
    await kernel.until(() => kernel.of(cell).some(({ header }) => header.msg_type === 'execute_input'))
    await new Promise((resolve) => setTimeout(resolve, 60))
    for (let times = head === 'while (true)' ? 3 : 1; times > 0; times--) {
      await stop(kernel, 'message')
      await new Promise((resolve) => setTimeout(resolve, 15))
    }
    await kernel.until(() => kernel.answered(cell), 5_000)
    const reply = kernel.of(cell).find(({ channel }) => channel === 'shell')!
    expect(reply.content['ename']).toBe('KeyboardInterrupt')
    expect((await kernel.run('data.length')).outputs).toEqual(['execute_result: 30000'])
  }
})

test('finally blocks run where an await is interrupted', async () => {
  await using kernel = await startKernel()
  const cell = await kernel.startCell(`try { await new Promise(() => {}) } finally { console.log('cleaned up') }`)
  await new Promise((resolve) => setTimeout(resolve, 200))
  await stop(kernel, 'message')
  await kernel.until(() => kernel.answered(cell))
  expect(kernel.of(cell).some(({ content }) => content['text'] === 'cleaned up\n')).toBe(true)
})

test('cells that wait are aborted with the one that is interrupted', async () => {
  await using kernel = await startKernel()
  const running = await kernel.startCell('while (true) {}')
  const waiting = await kernel.startCell('1')
  await new Promise((resolve) => setTimeout(resolve, 200))
  await stop(kernel, 'message')
  await kernel.until(() => kernel.answered(running) && kernel.answered(waiting))
  expect(kernel.of(waiting).find(({ channel }) => channel === 'shell')!.content['status']).toBe('aborted')
})

test('an interval that computes for ever does not come back, and timers of others go on', async () => {
  await using kernel = await startKernel()
  await kernel.run('let ticks = 0; const clock = setInterval(() => ticks++, 5)')
  const cell = await kernel.startCell('setInterval(() => { for (;;) ; }, 1); await new Promise(() => {})')
  await kernel.until(() => kernel.of(cell).some(({ header }) => header.msg_type === 'execute_input'))
  await new Promise((resolve) => setTimeout(resolve, 200))
  await stop(kernel, 'message')
  await kernel.until(() => kernel.answered(cell))
  const { outputs } = await kernel.run(
    'const before = ticks; await new Promise((r) => setTimeout(r, 100)); ticks > before',
  )
  expect(outputs).toEqual(['execute_result: true'])
})

test('a name that loads at its first use survives an interruption while it loads', { timeout: 60_000 }, async () => {
  await using kernel = await startKernel()
  for (const wait of [0, 5, 10, 20, 40, 80]) {
    const cell = await kernel.startCell(
      'const end = Date.now() + 30; while (Date.now() < end); $; DateTime; plot; for (;;) ;',
    )
    await new Promise((resolve) => setTimeout(resolve, 30 + wait))
    await stop(kernel, 'message')
    await kernel.until(() => kernel.answered(cell))
  }
  const { outputs } = await kernel.run('[typeof $, typeof DateTime.now, typeof plot, (await $`echo yes`).stdout]')
  expect(outputs).toEqual([`execute_result: [ 'function', 'function', 'object', 'yes\\n' ]`])
})

test('the kernel answers while a cell computes', async () => {
  await using kernel = await startKernel()
  await kernel.run('const user = { firstName: "Ada" }')
  const cell = await kernel.startCell('while (true) {}')
  await new Promise((resolve) => setTimeout(resolve, 100))
  await kernel.request('control', 'kernel_info_request', {})
  const complete = async (): Promise<unknown> => {
    const answer = await kernel.request('shell', 'complete_request', { code: 'user.fir', cursor_pos: 8 })
    return answer.find(({ channel }) => channel === 'shell')!.content['matches']
  }
  // On a busy machine the first answer comes before there is anything to say.
  await expect.poll(complete, { timeout: 20_000 }).toContain('firstName')
  expect(kernel.answered(cell)).toBe(false)
})
