// A whole run: plan the notebooks, execute them in parallel, report every step as an event, give the exit code. Writes nothing but
// what was asked for.
//
//   const { exitCode } = await runNotebooks({ patterns: ['notebooks'] }, (event) => console.log(event.type))
import { resolve } from 'node:path'
import { writeAtomic } from '../notebook/index.ts'
import { PassCache } from './cache.ts'
import type { RunEnd, RunnerEvent } from './events.ts'
import { isFailure, leaveOut, reportBadJob, runNotebook } from './notebook-run.ts'
import type { NotebookResult, RunOptions, RunResult } from './options.ts'
import type { BadJob, NotebookJob } from './plan/job.ts'
import type { Plan } from './plan/plan.ts'
import { planRun } from './plan/plan.ts'
import { exitCode, totals } from './result.ts'
import { createSave } from './save.ts'
import { Kernels } from './schedule/kernels.ts'
import { defaultWorkers, runWorkers } from './schedule/workers.ts'

/** @throws RunnerError for wrong options alone; whatever happens to a notebook is in the result. */
export async function runNotebooks(
  options: RunOptions,
  onEvent: (event: RunnerEvent) => void = () => {},
): Promise<RunResult> {
  const started = performance.now()
  const directory = resolve(options.directory ?? process.cwd())
  const plan = await planRun(directory, options)
  const workers = Math.max(1, options.workers ?? defaultWorkers())
  const files = plan.jobs.map((job) => job.file)
  onEvent({ type: 'run-start', at: new Date().toISOString(), directory, files, workers })

  const results = await execute(plan, workers, directory, options, onEvent)
  const notebooks = plan.jobs.map((job) => results.get(job)!)
  if (plan.complete) await writeDurations(directory, options.durations, notebooks)

  const interrupted = interruption(options.signal)
  const durationMs = performance.now() - started
  const code = exitCode(notebooks, interrupted)
  const end: RunEnd = {
    type: 'run-end',
    durationMs,
    ...totals(notebooks),
    exitCode: code === 4 && options.passWithNoTests === true ? 0 : code,
    ...(interrupted === undefined ? {} : { interrupted }),
  }
  onEvent(end)
  return { exitCode: end.exitCode, notebooks, durationMs }
}

type Results = ReadonlyMap<NotebookJob | BadJob, NotebookResult>

async function execute(
  plan: Plan,
  workers: number,
  directory: string,
  options: RunOptions,
  emit: (event: RunnerEvent) => void,
): Promise<Results> {
  const { signal, bail, kept } = options
  const coverage = options.coverage === undefined ? undefined : resolve(directory, options.coverage)
  const results = new Map<NotebookJob | BadJob, NotebookResult>()
  const kernels = new Kernels({ directory, signal, server: options.server, coverage })
  const save = createSave(directory, options)
  // A cached notebook makes no executed copy, so a run that wants copies asks nothing of the record.
  const read = options.cache === true && save === undefined
  const cache =
    options.cache === undefined || options.cache === false
      ? undefined
      : new PassCache(directory, { read, server: options.server?.url })
  let failed = 0
  const one = (job: NotebookJob | BadJob, next: () => NotebookJob | BadJob | undefined): Promise<NotebookResult> => {
    if ('bad' in job) return Promise.resolve(reportBadJob(job, emit))
    if (signal?.aborted === true) return Promise.resolve(leaveOut(job, 'the run was interrupted', emit))
    if (bail !== undefined && failed >= bail) return Promise.resolve(leaveOut(job, 'the run was ended (--bail)', emit))
    const onKernelReady = (): void => {
      const following = next()
      const enough = bail !== undefined && failed >= bail
      if (following === undefined || 'bad' in following || enough || kept?.has(following) === true) return
      kernels.prepare(following)
    }
    return runNotebook(job, { kernels, emit, stop: signal, save, cache, kept, onKernelReady })
  }
  await runWorkers(
    plan.jobs,
    workers,
    async (job, next) => {
      const result = await one(job, next)
      if (isFailure(result.verdict)) failed++
      results.set(job, result)
    },
    (job) => !('bad' in job) && (job.settings.serial || job.cells.some((cell) => cell.settings.serial)),
  )
  await kernels.close()
  return results
}

async function writeDurations(
  directory: string,
  path: string | undefined,
  notebooks: readonly NotebookResult[],
): Promise<void> {
  if (path === undefined) return
  const entries = notebooks.map(({ file, durationMs }) => [file, Math.round(durationMs)] as const)
  const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : 1))
  await writeAtomic(resolve(directory, path), `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`)
}

function interruption(signal: AbortSignal | undefined): 'SIGINT' | 'SIGTERM' | undefined {
  if (signal?.aborted !== true) return undefined
  return signal.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT'
}
