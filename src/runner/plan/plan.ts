// The jobs of a run, in the order in which they are best taken: found, filtered, sharded, read and checked. Nothing has been
// started when this returns.
//
//   const { jobs, durations } = await planRun('/work', { patterns: ['notebooks'], shard: '1/2' })
import { resolve } from 'node:path'
import { RunnerError } from '../error.ts'
import type { RunOptions } from '../options.ts'
import { layer, loadConfig } from '../settings/index.ts'
import { changedFiles } from './changed.ts'
import { findNotebooks } from './files.ts'
import { importedFiles } from './imports.ts'
import type { BadJob, NotebookJob } from './job.ts'
import { planJob, workingFolder } from './job.ts'
import { parseShard, readDurations, shardOf } from './shard.ts'

export interface Plan {
  readonly jobs: readonly (NotebookJob | BadJob)[]
  /** Recorded milliseconds by file. */
  readonly durations: ReadonlyMap<string, number>
  /** Whether these are all notebooks that the patterns give, each whole. */
  readonly complete: boolean
}

/** @throws RunnerError for wrong options. */
export async function planRun(directory: string, options: RunOptions): Promise<Plan> {
  const shard = options.shard === undefined ? undefined : parseShard(options.shard)
  const config = await loadConfig(directory, options.config)
  const found =
    options.input === undefined
      ? await findNotebooks(directory, options.patterns ?? [])
      : { notebooks: [{ path: resolve(directory, '-'), places: [], bytes: options.input }], unmatched: [] }
  const [unmatched] = found.unmatched
  if (unmatched !== undefined && (found.notebooks.length > 0 || options.passWithNoTests !== true)) {
    throw new RunnerError(
      unmatched === '.' ? 'there is no notebook in this folder' : `nothing matches "${unmatched}"`,
      {
        hint: 'is the path right, relative to the working directory?',
        exitCode: 4,
      },
    )
  }
  const layers = [...(options.layers ?? []), layer('the options', options.settings ?? {})]
  const selection = { pattern: options.pattern, tags: options.tags }
  const context = {
    directory,
    config: config.layer,
    layers,
    selection,
    parameters: options.parameters,
    onServer: options.server !== undefined,
  }
  const rows = options.matrix ?? [undefined]
  const planned = await Promise.all(found.notebooks.flatMap((one) => rows.map((row) => planJob(one, context, row))))
  const matching = planned.filter((job) => 'bad' in job || job.selected === undefined || job.selected.size > 0)
  const wanted = options.changed === undefined ? matching : await onlyChanged(matching, directory, options.changed)
  const durations =
    options.durations === undefined ? new Map<string, number>() : readDurations(resolve(directory, options.durations))
  const weightOf = (job: NotebookJob | BadJob): number =>
    durations.get(job.file) ?? ('bad' in job ? 0 : 100 + 10 * job.cells.length)
  const mine = shard === undefined ? wanted : shardOf(wanted, shard, weightOf)
  // The longest first: a long one that is taken last is waited for by all.
  const jobs = durations.size === 0 ? mine : mine.toSorted((a, b) => weightOf(b) - weightOf(a))
  const complete = shard === undefined && jobs.length === planned.length && jobs.every((job) => !('selected' in job))
  return { jobs, durations, complete }
}

async function onlyChanged(
  jobs: readonly (NotebookJob | BadJob)[],
  directory: string,
  since: string,
): Promise<(NotebookJob | BadJob)[]> {
  const changed = await changedFiles(directory, since)
  if (changed.size === 0) return []
  return jobs.filter(
    (job) =>
      changed.has(job.path) || (!('bad' in job) && dependencies(job, directory).some((path) => changed.has(path))),
  )
}

/** What the notebook's results depend on beside its text: files that its cells import, and those that `deps` names. */
export function dependencies(job: NotebookJob, directory: string): string[] {
  const folder = workingFolder(job, directory)
  const sources = ['typescript', 'javascript'].includes(job.spec.language)
    ? job.cells.map(({ cell }) => cell.source)
    : []
  return [...importedFiles(sources, folder), ...job.settings.deps.map((path) => resolve(directory, path))]
}
