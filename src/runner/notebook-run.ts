// One notebook from its plan to its result: kernel, cells, retries in a fresh kernel, the executed copy, and the two events that
// frame it. Whatever goes wrong becomes a verdict; nothing here throws.
//
//   const result = await runNotebook(job, { kernels, emit, save })
import type { Kernel } from '../client/index.ts'
import { ClientError } from '../client/index.ts'
import type { PassCache } from './cache.ts'
import type { CellEnd, Failure, NotebookEnd, RunnerEvent, Verdict } from './events.ts'
import type { NotebookResult } from './options.ts'
import type { BadJob, NotebookJob } from './plan/job.ts'
import type { Save } from './save.ts'
import type { Kernels } from './schedule/kernels.ts'
import type { KeptNotebooks } from './schedule/kept.ts'
import { executedNotebook } from './session/executed.ts'
import { canTellImports, importedByKernel } from './session/imported.ts'
import type { CellRun } from './session/cell.ts'
import { lateFailure } from './session/late.ts'
import { countVerdicts, NotebookSession, notebookVerdict } from './session/notebook.ts'
import type { Notebook } from '../notebook/index.ts'

export interface NotebookContext {
  readonly kernels: Kernels
  readonly emit: (event: RunnerEvent) => void
  readonly save?: Save | undefined
  /** Asked before, told after; absent without --cache. */
  readonly cache?: PassCache | undefined
  /** Asked for a kernel and results to go on with, given them afterwards; absent but in a watch. */
  readonly kept?: KeptNotebooks | undefined
  readonly stop?: AbortSignal | undefined
  /** Called once the kernel runs: time to start the next one. */
  onKernelReady?: (() => void) | undefined
}

interface Attempt {
  readonly verdict: Verdict
  readonly runs: readonly CellRun[]
  readonly executed: Notebook
  /** Files that the kernel loaded; absent when it could have told and didn't, or nobody wants to know. */
  readonly imported?: readonly string[] | undefined
  /** Some cells' results are of an earlier run. */
  readonly continued?: boolean
  readonly failure?: Failure
}

export async function runNotebook(job: NotebookJob, context: NotebookContext): Promise<NotebookResult> {
  const started = performance.now()
  const startedAt = Date.now()
  if ((await context.cache?.has(job)) === true) return reportCached(job, context.emit)
  for (const message of job.warnings) context.emit({ type: 'note', file: job.file, level: 'warning', message })
  const attempts = 1 + Math.max(job.settings.retry, job.cells.some((cell) => cell.settings.flaky) ? 1 : 0)
  let attempt = await runAttempt(job, context, 1)
  let count = 1
  while (count < attempts && isFailure(attempt.verdict) && context.stop?.aborted !== true) {
    attempt = await runAttempt(job, context, ++count)
  }
  const { runs, executed } = attempt
  let { verdict, failure } = attempt
  let saved: string | undefined
  try {
    saved = await context.save?.(job, executed, runs)
  } catch (error) {
    const why = notSaved(error as Error)
    // A notebook that failed has its own reason to tell; this is one more.
    if (verdict !== 'passed') context.emit({ type: 'note', file: job.file, level: 'warning', message: why.evalue })
    else [verdict, failure] = ['infrastructure', why]
  }
  if (verdict !== 'passed' || count > 1) await context.cache?.forget(job)
  // A pass is one of the whole notebook, and of files that are known.
  else if (attempt.continued !== true && attempt.imported !== undefined)
    await context.cache?.record(job, attempt.imported, startedAt)
  const flaky = count > 1 && verdict === 'passed'
  const end: NotebookEnd = {
    type: 'notebook-end',
    file: job.file,
    path: job.path,
    verdict,
    durationMs: performance.now() - started,
    counts: countVerdicts(runs),
    attempts: count,
    ...(flaky ? { flaky } : {}),
    ...(failure === undefined ? {} : { failure }),
    ...(saved === undefined ? {} : { saved }),
  }
  context.emit(end)
  return {
    file: job.file,
    path: job.path,
    verdict: end.verdict,
    cells: runs.map((run) => run.end),
    notebook: executed,
    durationMs: end.durationMs,
    ...(failure === undefined ? {} : { failure }),
    ...(flaky ? { flaky } : {}),
  }
}

function notSaved(error: Error): Failure {
  const { reason, hint, message } = error as Error & { reason?: string; hint?: string }
  const evalue = `The executed notebook could not be saved: ${reason ?? message}.`
  return { ename: 'NotSaved', evalue, traceback: [], ...(hint === undefined ? {} : { hint }) }
}

/** A notebook that could not even be planned: two events, no kernel. */
export function reportBadJob(job: BadJob, emit: (event: RunnerEvent) => void): NotebookResult {
  const { file, path } = job
  const { verdict, failure } = job.bad
  emit({ type: 'notebook-start', file, path, kernel: '', language: '', cells: 0, attempt: 1 })
  emit({ type: 'notebook-end', file, path, verdict, failure, durationMs: 0, counts: {}, attempts: 1 })
  return { file, path, verdict, failure, cells: [], durationMs: 0 }
}

function reportCached(
  { file, path, spec, cells: { length } }: NotebookJob,
  emit: (event: RunnerEvent) => void,
): NotebookResult {
  const { name: kernel, language } = spec
  emit({ type: 'notebook-start', file, path, kernel, language, cells: length, attempt: 1 })
  const verdict = 'passed'
  emit({ type: 'notebook-end', file, path, verdict, durationMs: 0, counts: {}, attempts: 0, cached: true })
  return { file, path, verdict, cells: [], durationMs: 0, cached: true }
}

/** A notebook whose turn never came: every cell skipped, for the reason given. */
export function leaveOut(job: NotebookJob, reason: string, emit: (event: RunnerEvent) => void): NotebookResult {
  const { file, path, spec } = job
  const { name: kernel, language } = spec
  emit({ type: 'notebook-start', file, path, kernel, language, cells: job.cells.length, attempt: 1 })
  const cells = job.cells.map(({ ref: cell }): CellEnd => ({
    type: 'cell-end',
    file,
    cell,
    verdict: 'skipped',
    executionCount: null,
    durationMs: 0,
    reason,
  }))
  for (const end of cells) emit(end)
  const verdict = 'skipped'
  const counts = { skipped: cells.length }
  emit({ type: 'notebook-end', file, path, verdict, durationMs: 0, counts, attempts: 0, notes: [`not run: ${reason}`] })
  return { file, path, verdict, cells, durationMs: 0 }
}

async function runAttempt(job: NotebookJob, context: NotebookContext, attempt: number): Promise<Attempt> {
  const { file, path, spec } = job
  const { emit, kernels, stop, cache, kept } = context
  const before = attempt === 1 ? kept?.take(job) : undefined
  emit({
    type: 'notebook-start',
    file,
    path,
    kernel: spec.name,
    language: spec.language,
    cells: job.cells.length,
    attempt,
  })
  let kernel: Kernel
  try {
    kernel = before?.kernel ?? (await kernels.take(job))
  } catch (error) {
    return notStarted(job, error as Error, stop)
  }
  context.onKernelReady?.()
  const session = new NotebookSession(job, kernel, { emit, stop })
  if (before !== undefined) {
    const count = before.runs.length
    const message = `goes on at cell ${count + 1} in the kernel of the run before; the cells up to there are kept`
    emit({ type: 'note', file, level: 'info', message })
    session.keep(before.runs)
  }
  while ((await session.next()) !== undefined);
  const { runs } = session
  // Before the outputs are taken: warnings about types come when they are known.
  if (stop?.aborted !== true) await kernel.settled()
  const executed = executedNotebook(job, runs, kernel)
  const asked = (cache ?? kept) !== undefined && stop?.aborted !== true
  const told = asked ? await importedByKernel(kernel) : undefined
  if (kept === undefined) kernels.release(kernel)
  else kept.put(job, kernel, runs, told)
  const imported = told ?? (canTellImports(kernel) ? undefined : [])
  const verdict = notebookVerdict(runs)
  const late = verdict === 'passed' ? lateFailure(runs) : undefined
  const failed = late === undefined ? { verdict } : ({ verdict: 'failed', failure: late } as const)
  return { ...failed, runs, executed, imported, continued: before !== undefined }
}

function notStarted(job: NotebookJob, error: Error, stop: AbortSignal | undefined): Attempt {
  const hint = error instanceof ClientError && error.hint !== undefined ? { hint: error.hint } : {}
  const failure = { ename: 'KernelNotStarted', evalue: error.message, traceback: [], ...hint }
  const verdict = stop?.aborted === true ? 'aborted' : 'infrastructure'
  return { verdict, runs: [], executed: job.notebook, failure }
}

export function isFailure(verdict: Verdict): boolean {
  return verdict !== 'passed' && verdict !== 'skipped'
}
