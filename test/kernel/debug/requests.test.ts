// Requests that are none, and shapes of answers that clients rely on.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { murmur2 } from '../../../kernel/debug/murmur2.ts'
import { startDebugger } from './client.ts'
import type { DebugClient } from './client.ts'

let debug: DebugClient

beforeAll(async () => {
  debug = await startDebugger()
})

afterAll(async () => {
  await debug[Symbol.asyncDispose]()
})

test('murmur2 is the one of JupyterLab and ipykernel', () => {
  // By ipykernel.compiler.murmur2_x86.
  const known: [string, number, number][] = [
    ['', 0, 0],
    ['', 3339675911, 3990065800],
    ['a', 0, 2456313694],
    ['ab', 3339675911, 2805137849],
    ['abc', 3339675911, 3350977461],
    ['abcd', 0, 646393889],
    ['const a = 1', 3339675911, 3982997142],
    ['äöü€😀x\nlet y = 2\n', 3339675911, 1135448648],
  ]
  for (const [text, seed, hash] of known) expect(murmur2(text, seed)).toBe(hash)
})

test('initialize says what can be done, and initialized follows', async () => {
  expect(await debug.ask('initialize', {})).toMatchObject({
    supportsConditionalBreakpoints: true,
    exceptionBreakpointFilters: [{ filter: 'uncaught' }, { filter: 'all' }],
  })
  expect(await debug.event('initialized')).toEqual({})
  expect(await debug.ask('configurationDone')).toEqual({})
  expect(await debug.ask('threads')).toEqual({ threads: [{ id: 1, name: 'cells' }] })
})

test('a cell has the path that a client works out from its text', async () => {
  const code = 'const ä = 1'
  const { tmpFilePrefix, tmpFileSuffix, hashSeed } = await debug.ask('debugInfo')
  const path = `${String(tmpFilePrefix)}${murmur2(code, Number(hashSeed))}${String(tmpFileSuffix)}`
  expect(await debug.ask('dumpCell', { code })).toEqual({ sourcePath: path })
  expect(await debug.ask('source', { source: { path } })).toEqual({ content: code, mimeType: 'text/typescript' })
})

test('answers say what they answer', async () => {
  const content = { type: 'request', seq: 77, command: 'threads' }
  const reply = (await debug.kernel.request('control', 'debug_request', content)).find(
    ({ channel }) => channel === 'control',
  )
  expect(reply).toMatchObject({
    header: { msg_type: 'debug_reply' },
    content: { type: 'response', request_seq: 77, command: 'threads', success: true },
  })
})

test.each<[string, unknown, unknown, RegExp]>([
  ['an unknown command', 'gotoTargets', {}, /has no gotoTargets/],
  ['a name that every object has', 'constructor', {}, /has no constructor/],
  ['a command that is no text', 7, {}, /needs a command/],
  ['no command', undefined, {}, /needs a command/],
  ['arguments that are a list', 'dumpCell', [1], /needs code/],
  ['no arguments', 'dumpCell', undefined, /needs code/],
  ['code that is no text', 'dumpCell', { code: 1 }, /needs code/],
  ['a source without a path', 'setBreakpoints', { source: {}, breakpoints: [] }, /needs path/],
  ['a breakpoint without a line', 'setBreakpoints', { source: { path: '/x.ts' }, breakpoints: [{}] }, /needs line/],
  ['a source that nobody dumped', 'source', { source: { path: '/etc/hostname' } }, /not known/],
  ['an unknown filter', 'setExceptionBreakpoints', { filters: ['raised'] }, /no exception filter "raised"/],
  ['a step while nothing stands still', 'next', { threadId: 1 }, /not paused/],
  ['an unknown reference', 'variables', { variablesReference: 12345 }, /are gone/],
  ['a reference that is no number', 'variables', { variablesReference: 'x' }, /needs variablesReference/],
  ['a frame while nothing stands still', 'evaluate', { expression: '1', frameId: 3 }, /not paused/],
  ['what is no TypeScript', 'evaluate', { expression: 'let let = ' }, /SyntaxError/],
  ['a variable that is not there', 'richInspectVariables', { variableName: 'nowhere' }, /nowhere is not defined/],
])('%s is refused with a reason', async (_what, command, given, reason) => {
  expect(await debug.refused(command, given)).toMatch(reason)
  expect((await debug.reply('threads')).success).toBe(true)
})

test('an unknown frame, while one stands still', async () => {
  const cell = await debug.kernel.startCell('debugger')
  await debug.event('stopped')
  for (const command of ['scopes', 'evaluate'])
    expect(await debug.refused(command, { frameId: 4_000_000, expression: '1' })).toMatch(/frame is gone/)
  await debug.ask('continue')
  await debug.kernel.until(() => debug.kernel.answered(cell))
})

test('a cell that is no TypeScript has no places to stop at, and a text that nobody knows has none either', async () => {
  const { sourcePath } = await debug.ask('dumpCell', { code: 'const = 1' })
  const breakpoints = [{ line: 1 }]
  expect(await debug.ask('setBreakpoints', { source: { path: sourcePath }, breakpoints })).toMatchObject({
    breakpoints: [{ verified: false, line: 1, message: expect.any(String) as string }],
  })
  const path = String(sourcePath).replace(/\d+\.ts$/, '1.ts')
  expect(await debug.ask('setBreakpoints', { source: { path }, breakpoints })).toMatchObject({
    breakpoints: [{ verified: false, message: expect.stringContaining('dumpCell') as string }],
  })
})
