// What a generated test module runs in vitest's worker: one kernel for the file, started when its first test runs and ended after
// the last. A test that is run alone (`-t`, `x.ipynb:41`) first runs the cells before it; a cell is never run twice in one kernel.
//
//   const notebook = openTestFile(path, settings, { beforeAll, afterAll })
//   await notebook.runCell(1, context)   // in test('[1] const a = 1', notebook.options, …)
import type { Kernel } from '../../client/index.ts'
import type { Failure } from '../events.ts'
import type { NotebookJob } from '../plan/job.ts'
import { planJob } from '../plan/job.ts'
import { Kernels } from '../schedule/kernels.ts'
import type { CellRun } from '../session/cell.ts'
import { NotebookSession } from '../session/notebook.ts'
import { layer, loadConfig } from '../settings/index.ts'
import { coverageFolder } from './coverage-folder.ts'
import { toTestError } from './error.ts'

/** As much of vitest's test context as we use. */
interface TestContext {
  readonly signal?: AbortSignal
  skip(note?: string): never
  annotate?(message: string, type?: string): unknown
}
interface Hooks {
  beforeAll(hook: () => Promise<void>, timeout: number): void
  afterAll(hook: () => Promise<void>, timeout: number): void
}
export interface TestFile {
  /** For each test: our own timeouts count, and a cell is never repeated in a kernel that has run it. */
  readonly options: { readonly timeout: number; readonly retry: 0 }
  runCell(codeIndex: number, context: TestContext): Promise<void>
}

/** Vitest's own limits must never be first: they would leave the kernel running. */
const never = 2 ** 31 - 1

export function openTestFile(path: string, settings: Readonly<Record<string, unknown>>, hooks: Hooks): TestFile {
  const directory = process.cwd()
  const kernels = new Kernels({ directory, coverage: coverageFolder() })
  let job: NotebookJob | undefined
  let session: NotebookSession | undefined
  let attempts = 1
  // Tests of a file may be shuffled or concurrent; cells never are.
  let turn: Promise<unknown> = Promise.resolve()
  const asked = new Set<number>()

  const start = async (): Promise<void> => {
    job ??= await plan(path, directory, settings)
    const kernel: Kernel = await kernels.take(job)
    session = new NotebookSession(job, kernel, { emit: () => {} })
  }
  const runThrough = async (codeIndex: number, signal: AbortSignal | undefined): Promise<CellRun> => {
    while (session!.runs.length < codeIndex && (await session!.next(signal)) !== undefined);
    return session!.runs[codeIndex - 1]!
  }
  const retry = async (codeIndex: number, signal: AbortSignal | undefined): Promise<CellRun> => {
    kernels.release(session!.kernel)
    await start()
    attempts++
    return runThrough(codeIndex, signal)
  }

  hooks.beforeAll(start, never)
  hooks.afterAll(async () => {
    if (session !== undefined) kernels.release(session.kernel)
    await kernels.close()
  }, never)
  exitWithParent()

  return {
    options: { timeout: never, retry: 0 },
    async runCell(codeIndex, context) {
      const mine = turn.then(async () => {
        let run = await runThrough(codeIndex, context.signal)
        while (isFailed(run) && attempts <= job!.settings.retry && context.signal?.aborted !== true) {
          run = await retry(codeIndex, context.signal)
          if (!isFailed(run)) await context.annotate?.(`passed at attempt ${attempts}, in a fresh kernel`, 'flaky')
        }
        return run
      })
      turn = mine.catch(() => {})
      asked.add(codeIndex)
      report(needed(await mine, session!.runs, asked), path, context)
    },
  }
}

/** A cell that was skipped because of one that has no test in this run (`x.ipynb:41`) fails with that one's failure. */
function needed(run: CellRun, runs: readonly CellRun[], asked: ReadonlySet<number>): CellRun {
  if (run.end.verdict !== 'skipped' || run.planned.settings.skip !== false) return run
  return runs.find((earlier) => isFailed(earlier) && !asked.has(earlier.end.cell.codeIndex)) ?? run
}

function isFailed({ end }: CellRun): boolean {
  return end.verdict !== 'passed' && end.verdict !== 'skipped'
}

function report({ end }: CellRun, path: string, context: TestContext): void {
  if (end.verdict === 'passed') return
  if (end.verdict === 'skipped') context.skip(end.reason)
  // oxlint-disable-next-line no-console -- what a failing test printed is part of its report
  for (const output of end.outputs ?? []) if (output.output_type === 'stream') console.log(output.text.trimEnd())
  const failure: Failure = end.failure ?? { ename: 'Aborted', evalue: end.reason ?? end.verdict, traceback: [] }
  throw toTestError({ jsonLine: end.cell.line, ...failure }, path)
}

async function plan(
  path: string,
  directory: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<NotebookJob> {
  const config = await loadConfig(directory)
  const layers = [layer('loopbook/vitest', settings)]
  const job = await planJob({ path, places: [] }, { directory, config: config.layer, layers })
  if ('bad' in job) throw toTestError(job.bad.failure, path)
  return job
}

/** When vitest itself is killed its workers live on; ours must not, and its kernel is ended by the guard. */
let watching = false
function exitWithParent(): void {
  if (watching) return
  watching = true
  process.once('disconnect', () => process.exit(1))
}
