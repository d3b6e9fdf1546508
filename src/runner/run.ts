// A whole run: find notebooks, plan them, execute them in parallel, report every step as an event, give the exit code. Writes
// nothing but the copies that were asked for.
//
//   const { exitCode } = await runNotebooks({ patterns: ['notebooks'] }, (event) => console.log(event.type))
import { dirname, resolve } from 'node:path'
import { mkdir } from 'node:fs/promises'
import type { Notebook } from '../notebook/index.ts'
import { formatNotebook, serializeNotebook, writeAtomic, writeNotebook } from '../notebook/index.ts'
import { RunnerError } from './error.ts'
import type { RunEnd, RunnerEvent } from './events.ts'
import { isFailure, reportBadJob, runNotebook } from './notebook-run.ts'
import type { NotebookResult, RunOptions, RunResult } from './options.ts'
import { exitCode, totals } from './result.ts'
import { findNotebooks } from './plan/files.ts'
import type { BadJob, NotebookJob } from './plan/job.ts'
import { planJob } from './plan/job.ts'
import { Kernels } from './schedule/kernels.ts'
import { defaultWorkers, runWorkers } from './schedule/workers.ts'
import { layer, loadConfig } from './settings/index.ts'

/** @throws RunnerError for wrong options alone; whatever happens to a notebook is in the result. */
export async function runNotebooks(
  options: RunOptions,
  onEvent: (event: RunnerEvent) => void = () => {},
): Promise<RunResult> {
  const started = performance.now()
  const directory = resolve(options.directory ?? process.cwd())
  const jobs = await plan(directory, options)
  const workers = Math.max(1, options.workers ?? defaultWorkers())
  const files = jobs.map((job) => job.file)
  onEvent({ type: 'run-start', at: new Date().toISOString(), directory, files, workers })

  const results = new Map<NotebookJob | BadJob, NotebookResult>()
  const kernels = new Kernels({ directory, signal: options.signal })
  let failed = 0
  await runWorkers(
    jobs,
    workers,
    async (job, next) => {
      const enough = options.bail !== undefined && failed >= options.bail
      const reason =
        options.signal?.aborted === true ? 'the run was interrupted' : enough ? 'the run was ended (--bail)' : ''
      const result =
        'bad' in job
          ? reportBadJob(job, onEvent)
          : reason === ''
            ? await runNotebook(job, {
                kernels,
                emit: onEvent,
                stop: options.signal,
                save: saver(directory, options),
                onKernelReady: () => {
                  const following = next()
                  if (following !== undefined && !('bad' in following)) kernels.prepare(following)
                },
              })
            : leftOut(job, reason, onEvent)
      if (isFailure(result.verdict)) failed++
      results.set(job, result)
    },
    (job) => !('bad' in job) && (job.settings.serial || job.cells.some((cell) => cell.settings.serial)),
  )
  await kernels.close()

  const notebooks = jobs.map((job) => results.get(job)!)
  const interrupted = interruption(options.signal)
  const durationMs = performance.now() - started
  const end: RunEnd = {
    type: 'run-end',
    durationMs,
    ...totals(notebooks),
    exitCode: exitCode(notebooks, interrupted),
    ...(interrupted === undefined ? {} : { interrupted }),
  }
  onEvent(end)
  return { exitCode: end.exitCode, notebooks, durationMs }
}

async function plan(directory: string, options: RunOptions): Promise<(NotebookJob | BadJob)[]> {
  const config = await loadConfig(directory, options.config)
  const found = await findNotebooks(directory, options.patterns ?? [])
  const [unmatched] = found.unmatched
  if (unmatched !== undefined && found.notebooks.length > 0) {
    throw new RunnerError(`nothing matches "${unmatched}"`, {
      hint: 'is the path right, relative to the working directory?',
    })
  }
  const layers = [...(options.layers ?? []), layer('the options', options.settings ?? {})]
  return Promise.all(found.notebooks.map((one) => planJob(one, { directory, config: config.layer, layers })))
}

function leftOut(job: NotebookJob, reason: string, emit: (event: RunnerEvent) => void): NotebookResult {
  const { file, path, spec } = job
  emit({
    type: 'notebook-start',
    file,
    path,
    kernel: spec.name,
    language: spec.language,
    cells: job.cells.length,
    attempt: 1,
  })
  const cells = job.cells.map(({ ref }) => {
    const end = {
      type: 'cell-end',
      file,
      cell: ref,
      verdict: 'skipped',
      executionCount: null,
      durationMs: 0,
      reason,
    } as const
    emit(end)
    return end
  })
  const counts = { skipped: cells.length }
  emit({
    type: 'notebook-end',
    file,
    path,
    verdict: 'skipped',
    durationMs: 0,
    counts,
    attempts: 0,
    notes: [`not run: ${reason}`],
  })
  return { file, path, verdict: 'skipped', cells, durationMs: 0 }
}

function saver(
  directory: string,
  { out, inPlace }: RunOptions,
): ((job: NotebookJob, executed: Notebook) => Promise<string | undefined>) | undefined {
  if (out !== undefined) {
    return async (job, executed) => {
      const path = resolve(directory, out, job.file)
      await mkdir(dirname(path), { recursive: true })
      await writeAtomic(
        path,
        job.source.format.major === 4 ? serializeNotebook(job.source, executed) : formatNotebook(executed),
      )
      return path
    }
  }
  return inPlace === true
    ? async (job, executed) => {
        await writeNotebook(job.source, executed)
        return job.path
      }
    : undefined
}

function interruption(signal: AbortSignal | undefined): 'SIGINT' | 'SIGTERM' | undefined {
  if (signal?.aborted !== true) return undefined
  return signal.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT'
}
