// A cell may declare any of JavaScript's and Node's own names: its cells see its own, every library and the kernel the real one.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startKernel } from '../start.ts'
import { CellSession } from './cell-session.ts'

let session: CellSession
beforeAll(async () => void (session = await CellSession.start()))
afterAll(() => session[Symbol.asyncDispose]())

test.each<[cells: string[], value: string]>([
  [[`const URL = 'text'`, 'const all = { URL }; all'], `{ URL: 'text' }`],
  [[`import { setTimeout } from 'node:timers/promises'`, `await setTimeout(1, 'slept')`], `'slept'`],
  [[`import * as Event from 'node:path'`, `Event.join('a', 'b')`], `'a/b'`],
  [[`import Blob, { sep as File } from 'node:path'`, 'File + Blob.sep'], `'//'`],
  [
    [
      'class Map { again() { return new Map() }; static own = () => Map }',
      '[Map.name, new Map().again(), Map.own() === Map]',
    ],
    `[ 'Map', Map {}, true ]`,
  ],
  [['function fetch(n: number): string { return n > 0 ? fetch(n - 1) : fetch.name }', 'fetch(2)'], `'fetch'`],
  [['function fetch() { return 1 }; function fetch() { return 2 }', 'fetch()'], '2'],
  [['function* Iterator() { yield 7 }', '[...Iterator()]'], '[ 7 ]'],
  [['var Date = 1', 'var Date; Date'], '1'],
  [['for (var Date of [1, 2]);', 'Date'], '2'],
  [
    [
      'let { JSON, Set = 5 } = { JSON: 3 } as any',
      '({ JSON, Set } = { JSON: JSON + 1, Set: [Set] }); JSON++; [JSON, Set]',
    ],
    '[ 5, [ 5 ] ]',
  ],
  [['enum Number { A, B }', 'Number.B'], '1'],
  [['namespace Math { export const a = 3 }', 'Math.a'], '3'],
  [['export const Headers = 1, Request = 2', '[Headers, Request]'], '[ 1, 2 ]'],
  [['export default class FormData {}', 'new FormData()'], 'FormData {}'],
  [['using Response = { [Symbol.dispose]() {} }', 'typeof Response'], `'object'`],
  [['const Promise = 5; await 1', 'await 2; Promise'], '5'],
  [
    [`let escape = 'outer'; { let escape = 'inner'; escape }`, '((escape: string) => escape)("given") + escape'],
    `'givenouter'`,
  ],
  [['const performance = 1', 'performance ||= 2; performance'], '1'],
  [['const process = 1', '[process, globalThis.process.title !== undefined]'], '[ 1, true ]'],
])('%j gives %s', async (cells, value) => {
  for (const cell of cells.slice(0, -1)) await session.run(cell)
  expect(await session.value(cells.at(-1)!)).toBe(value)
})

test('errors name them as they were written', async () => {
  await session.run('const Buffer = 1; let unescape = () => { throw new Error("no") }')
  expect(await session.failure('Buffer = 2')).toMatch(
    /^TypeError: Assignment to constant variable[^]*hint: declare Buffer with let/,
  )
  expect(await session.failure('Buffer.from("x")')).toMatch(
    /^TypeError: Buffer\.from is not a function\n[^]*hint: Buffer has no/,
  )
  expect(await session.failure('unescape()')).toMatch(/line 1 in unescape\n/)
  expect(await session.failure('AbortSignal; let AbortSignal = 1')).toMatch(
    /^ReferenceError: AbortSignal is not defined\n[^]*hint: the cell that declares AbortSignal stopped before/,
  )
})

test('the kernel and its libraries go on with the real ones', async () => {
  await using kernel = await startKernel()
  const names = Object.getOwnPropertyNames(globalThis).filter((name) => !/^(?:undefined|NaN|Infinity|eval)$/.test(name))
  const { status } = await kernel.run(names.map((name) => `class ${name} {}`).join('\n'))
  expect(status).toBe('ok')
  const { outputs } = await kernel.run(
    `(0, eval)('console').log('printed')\nconst shown = await $\`echo shell\`; [Map.name, shown.stdout, DateTime.now().isValid]`,
  )
  expect(outputs).toEqual(['stdout: printed\n', `execute_result: [ 'Map', 'shell\\n', true ]`])
  await kernel.run('const performance = { ownField: 1 }')
  const complete = async (): Promise<unknown> => {
    const answer = await kernel.request('shell', 'complete_request', { code: 'performance.own', cursor_pos: 15 })
    return answer.find(({ channel }) => channel === 'shell')!.content['matches']
  }
  await expect.poll(complete, { timeout: 20_000 }).toContain('ownField')
})
