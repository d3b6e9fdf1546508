import { expect, test } from 'vitest'
import type { CellEnd, RunnerEvent } from '../../src/runner/index.ts'
import { runNotebooks } from '../../src/runner/index.ts'
import type { NotebookResult, RunOptions } from '../../src/runner/options.ts'
import type { TestCell } from './workspace.ts'
import { workspace } from './workspace.ts'

/** Runs one notebook of these cells in our kernel. */
async function run(
  cells: readonly TestCell[],
  options: RunOptions = {},
): Promise<NotebookResult & { exitCode: number; events: RunnerEvent[] }> {
  using work = workspace({ 'a.ipynb': cells })
  const events: RunnerEvent[] = []
  const { notebooks, exitCode } = await runNotebooks({ directory: work.directory, ...options }, (event) =>
    events.push(event),
  )
  return { ...notebooks[0]!, exitCode, events }
}
const verdicts = (cells: readonly CellEnd[]): string[] => cells.map(({ verdict }) => verdict)
const text = ({ outputs = [] }: CellEnd): string =>
  outputs.map((output) => (output.output_type === 'stream' ? output.text : '')).join('')

test('cells run in order in one kernel, with output, result and count', async () => {
  const { verdict, exitCode, cells } = await run(['const a: number = 20', 'console.log(a)\na + 1'])
  expect({ verdict, exitCode }).toEqual({ verdict: 'passed', exitCode: 0 })
  expect(cells[1]).toMatchObject({ executionCount: 2, verdict: 'passed' })
  expect(text(cells[1]!)).toBe('20\n')
  expect(cells[1]!.outputs![1]).toMatchObject({ output_type: 'execute_result', data: { 'text/plain': '21' } })
})

test('the notebook ends at the first failure; the line is that of the .ipynb', async () => {
  const { cells, exitCode } = await run(['1', 'const b = 1\n\nthrow new TypeError("no")', '3'])
  expect(verdicts(cells)).toEqual(['passed', 'failed', 'skipped'])
  expect(cells[1]!.failure).toMatchObject({ ename: 'TypeError', evalue: 'no', sourceLine: 3 })
  expect(cells[1]!.failure!.jsonLine).toBe(cells[1]!.cell.line + 2)
  expect(cells[2]!.reason).toBe('cell 2 failed')
  expect(exitCode).toBe(1)
})

test("with onError 'continue' the rest runs, and the notebook fails all the same", async () => {
  const { cells, verdict } = await run(['throw new Error("x")', '2'], { settings: { onError: 'continue' } })
  expect(verdicts(cells)).toEqual(['failed', 'passed'])
  expect(verdict).toBe('failed')
})

test('a cell tagged raises-exception must raise', async () => {
  const tags = ['raises-exception']
  expect((await run([{ code: 'throw new Error("x")', tags }, '1'])).verdict).toBe('passed')
  const { verdict, cells } = await run([{ code: '1', tags }])
  expect(verdict).toBe('failed')
  expect(cells[0]!.failure).toMatchObject({ ename: 'DidNotRaise' })
  const lax = { settings: { raisesException: 'allow' } }
  expect((await run([{ code: '1', tags }], lax)).verdict).toBe('passed')
})

test('raises=Name and raises=/regex/ accept that error alone', async () => {
  expect((await run(['// @loopbook raises=TypeError\nthrow new TypeError("x")'])).verdict).toBe('passed')
  expect((await run(['// @loopbook raises=RangeError\nthrow new TypeError("x")'])).verdict).toBe('failed')
  expect((await run(['// @loopbook raises="/no such/"\nthrow new Error("no such file")'])).verdict).toBe('passed')
})

test('skip-execution and nbval-skip are reported as skipped, with the tag', async () => {
  const { cells, verdict } = await run([
    { code: 'throw 1', tags: ['skip-execution'] },
    { code: 'throw 1', tags: ['nbval-skip'] },
    '1',
  ])
  expect(cells.map(({ verdict, reason }) => [verdict, reason])).toEqual([
    ['skipped', 'tag "skip-execution"'],
    ['skipped', 'tag "nbval-skip"'],
    ['passed', undefined],
  ])
  expect(verdict).toBe('passed')
})

test('input is refused with the text of its prompt, or answered by the script', async () => {
  const ask = 'const name = await prompt("Your name: ")\nconsole.log(name)'
  const { cells } = await run([ask])
  expect(cells[0]!.failure).toMatchObject({ ename: 'InputRefused' })
  expect(cells[0]!.failure!.evalue).toContain('"Your name:"')
  const scripted = await run([{ code: ask, loopbook: { stdin: ['Ann'] } }])
  expect(scripted.verdict).toBe('passed')
  expect(text(scripted.cells[0]!)).toBe('Ann\n')
})

test('a cell that ends the process with 0 fails', async () => {
  const { verdict, cells } = await run(['console.log("before")', 'process.exit(0)', '3'])
  expect(['failed', 'kernel-died']).toContain(verdict)
  expect(verdicts(cells).slice(2)).toEqual(['skipped'])
})

test('a kernel killed in the middle of a cell is reported at once, with its last words and its signal', async () => {
  const started = performance.now()
  const { cells, exitCode } = await run([
    'console.log("last words"); await new Promise((done) => setTimeout(done, 100)); process.kill(process.pid, "SIGKILL")',
    '2',
  ])
  expect(cells[0]).toMatchObject({
    verdict: 'kernel-died',
    failure: { exit: { signal: 'SIGKILL', outOfMemory: false } },
  })
  expect(text(cells[0]!)).toBe('last words\n')
  expect(cells[1]).toMatchObject({ verdict: 'skipped', reason: 'cell 1 ended the kernel' })
  expect(exitCode).toBe(1)
  expect(performance.now() - started).toBeLessThan(30_000)
})

test('a kernel that runs out of memory is said to have run out of memory', async () => {
  const settings = { env: { NODE_OPTIONS: '--max-old-space-size=60' } }
  const { cells } = await run(['const all: unknown[] = []\nfor (;;) all.push(new Array(1e5).fill({}))'], { settings })
  expect(cells[0]).toMatchObject({ verdict: 'kernel-died', failure: { exit: { outOfMemory: true } } })
  expect(cells[0]!.failure!.evalue).toContain('ran out of memory')
})

test('a loop is interrupted at the timeout; with onError continue the kernel and its values live on', async () => {
  const { cells } = await run(['let n = 7', '// @loopbook timeout=500ms\nwhile (true) n = 8', 'n'], {
    settings: { onError: 'continue' },
  })
  expect(verdicts(cells)).toEqual(['passed', 'timeout', 'passed'])
  expect(cells[1]!.failure!.evalue).toBe('The cell ran longer than 500 ms.')
})

test('the time of the whole notebook is bounded too', async () => {
  const { cells } = await run(['1', 'await new Promise(() => {})', '3'], { settings: { notebookTimeout: '2s' } })
  expect(verdicts(cells)).toEqual(['passed', 'timeout', 'skipped'])
  expect(cells[1]!.failure!.evalue).toContain('The notebook ran longer than')
})

test('cleared outputs under check fail as unrecorded, recorded ones are compared', async () => {
  const settings = { check: 'all' }
  const result = (value: string): unknown => [
    { output_type: 'execute_result', execution_count: 1, data: { 'text/plain': value }, metadata: {} },
  ]
  expect((await run(['2'], { settings })).verdict).toBe('unrecorded')
  expect((await run([{ code: '2', outputs: result('2'), execution_count: 1 }], { settings })).verdict).toBe('passed')
  const wrong = await run([{ code: '2', outputs: result('3'), execution_count: 1 }], { settings })
  expect(wrong.verdict).toBe('failed')
  expect(wrong.cells[0]!.failure!.mismatches).toMatchObject([{ mime: 'text/plain', expected: '3', actual: '2' }])
})

test('every code cell gets exactly one verdict, and events come in their order', async () => {
  const { events } = await run(['1', 'throw 1', '3'])
  const types = events.map(({ type }) => type).filter((type) => type !== 'cell-output')
  expect(types).toEqual([
    'run-start',
    'notebook-start',
    'cell-start',
    'cell-end',
    'cell-start',
    'cell-end',
    'cell-end',
    'notebook-end',
    'run-end',
  ])
})

test('a failed assertion carries what was expected and what came', async () => {
  const { cells } = await run(['import { strict as assert } from "node:assert"\nassert.deepEqual({ a: 1 }, { a: 2 })'])
  expect(cells[0]!.failure).toMatchObject({ assertion: { actual: '{ a: 1 }', expected: '{ a: 2 }' } })
})

test('a test in a cell is a sub-test, and a failed one fails the cell when the others have run', async () => {
  const passed = await run(['test("adds", () => {})\nawait test("later", async () => { await null })'])
  expect(passed.cells[0]).toMatchObject({
    verdict: 'passed',
    tests: [
      { name: 'adds', verdict: 'passed' },
      { name: 'later', verdict: 'passed' },
    ],
  })
  const code = `test("waits", () => new Promise((done) => setTimeout(done, 50)))
test("is wrong", () => { expect({ a: [1, 2] }).toEqual({ a: [1, 3] }) })
test("is wrong too", async () => { throw new TypeError("no") })
test("is right", () => {})`
  const { cells } = await run([code, '2'])
  expect(cells[0]!.tests!.map(({ name, verdict }) => [name, verdict])).toEqual([
    ['waits', 'passed'],
    ['is wrong', 'failed'],
    ['is wrong too', 'failed'],
    ['is right', 'passed'],
  ])
  expect(cells[0]).toMatchObject({
    verdict: 'failed',
    failure: { ename: 'AssertionError', sourceLine: 2, assertion: { expected: '{ a: [ 1, 3 ] }' } },
  })
  expect(cells[0]!.failure!.evalue).toMatch(/^2 of 4 tests failed, first "is wrong": expected/)
  expect(cells[1]!.verdict).toBe('skipped')
})

test('tests of a cell that failed by its own code are none of the next cell’s', async () => {
  const settings = { onError: 'continue' }
  const slow = 'test("slow", () => new Promise((done, fail) => setTimeout(() => fail(new Error("late")), 100)))'
  const { cells } = await run([`${slow}\nthrow new Error("own")`, 'test("fine", () => {})'], { settings })
  expect(cells[0]!.failure).toMatchObject({ evalue: 'own' })
  expect(cells[1]!.verdict).toBe('passed')
})

test('what another kernel shows as a failed test fails its cell too', async () => {
  const test = { name: 'adds', verdict: 'failed', durationMs: 2, failure: { ename: 'E', evalue: '1 is not 2' } }
  const data = { 'text/plain': 't', 'application/vnd.loopbook.test+json': test }
  const { cells } = await run([`display(${JSON.stringify(data)}, { raw: true })`])
  expect(cells[0]).toMatchObject({ verdict: 'failed', failure: { evalue: 'the test "adds" failed: 1 is not 2' } })
})

test('an error that comes after the end of its cell fails the notebook, and is found in its copy', async () => {
  const late = 'setTimeout(() => Promise.reject(new TypeError("no rows")), 50)\n1'
  const { verdict, failure, cells, exitCode } = await run([late, 'await new Promise((done) => setTimeout(done, 300))'])
  expect({ verdict, exitCode }).toEqual({ verdict: 'failed', exitCode: 1 })
  expect(failure).toMatchObject({ ename: 'TypeError', evalue: 'cell 1, after its end: no rows', sourceLine: 1 })
  expect(failure!.jsonLine).toBe(cells[0]!.cell.line)
})

test("cwd 'tmp' is a fresh folder, 'root' the run's, 'notebook' its own", async () => {
  const where = ['process.cwd()']
  const of = (result: Awaited<ReturnType<typeof run>>): string => JSON.stringify(result.cells[0]!.outputs)
  expect(of(await run(where, { settings: { cwd: 'tmp' } }))).toContain('loopbook-cwd-')
  expect(of(await run(where, { settings: { cwd: 'root' } }))).toContain('runner-')
})
