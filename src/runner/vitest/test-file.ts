// What a generated test module runs in vitest's worker: one notebook for the file, opened when its first test runs and closed after
// the last. A test that is run alone (`-t`, `x.ipynb:41`) first runs the cells before it; a cell is never run twice in one kernel.
//
//   const notebook = openTestFile({ path, settings }, { beforeAll, afterAll })
//   await notebook.runCell(1, context)   // in test('[1] const a = 1', notebook.options, …)
import type { CellEnd, Failure } from '../events.ts'
import { coverageFolder } from './coverage-folder.ts'
import { toTestError } from './error.ts'
import { LocalNotebook } from './local-notebook.ts'
import { RemoteNotebook } from './remote-notebook.ts'
import { OpenFailure } from './test-notebook.ts'
import type { NotebookSource, TestNotebook } from './test-notebook.ts'
import { hostVariable } from './wire.ts'

/** As much of vitest's test context as we use. */
interface TestContext {
  readonly signal?: AbortSignal
  skip(note?: string): never
  annotate?(message: string, type?: string): unknown
  expect?(value: unknown): { toBe(expected: unknown): void }
}
interface Hooks {
  beforeAll(hook: () => Promise<void>, timeout: number): void
  afterAll(hook: () => Promise<void>, timeout: number): void
}
export interface TestFile {
  /** For each test: our own timeouts count, and a cell is never repeated in a kernel that has run it. */
  readonly options: { readonly timeout: number; readonly retry: 0; readonly repeats: 0 }
  runCell(codeIndex: number, context: TestContext): Promise<void>
}

/** Vitest's own limits must never be first: they would leave the kernel running. */
const never = 2 ** 31 - 1

export function openTestFile(source: Omit<NotebookSource, 'directory'>, hooks: Hooks): TestFile {
  const { path } = source
  const notebook = place({ ...source, directory: process.cwd() })
  hooks.beforeAll(() => notebook.open().catch((error: unknown) => thrown(error, path)), never)
  hooks.afterAll(() => notebook.close(), never)
  exitWithParent()
  return {
    options: { timeout: never, retry: 0, repeats: 0 },
    async runCell(codeIndex, context) {
      const { end, attempts } = await notebook
        .run(codeIndex, context.signal)
        .catch((error: unknown) => thrown(error, path))
      if (attempts !== undefined && end.verdict === 'passed')
        await context.annotate?.(`passed at attempt ${attempts}, in a fresh kernel`, 'flaky')
      if (end.kept === true) await context.annotate?.('not run again: nothing changed up to here', 'kept')
      report(end, path, context)
    },
  }
}

/** In a watch the kernel outlives this worker; its coverage is written at its end, so it must not then. */
function place(source: NotebookSource): TestNotebook {
  const host = process.env[hostVariable]
  const coverage = coverageFolder()
  return host === undefined || coverage !== undefined
    ? new LocalNotebook(source, { coverage })
    : new RemoteNotebook(host, source)
}

function thrown(error: unknown, path: string): never {
  throw error instanceof OpenFailure ? toTestError(error.failure, path) : error
}

function report(end: CellEnd, path: string, context: TestContext): void {
  // With `expect.requireAssertions` a test without any would fail.
  if (end.verdict === 'passed') return context.expect?.(end.verdict).toBe('passed')
  if (end.verdict === 'skipped') context.skip(end.reason)
  // oxlint-disable-next-line no-console -- what a failing test printed is part of its report
  for (const output of end.outputs ?? []) if (output.output_type === 'stream') console.log(output.text.trimEnd())
  const failure: Failure = end.failure ?? { ename: 'Aborted', evalue: end.reason ?? end.verdict, traceback: [] }
  throw toTestError({ jsonLine: end.cell.line, ...failure }, path)
}

/** When vitest itself is killed its workers may live on; ours must not. Guards end their kernels, here and on servers. */
let watching = false
function exitWithParent(): void {
  if (watching) return
  watching = true
  process.once('disconnect', () => process.exit(1))
}
