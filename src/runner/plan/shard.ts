// A part of the notebooks for one of several machines, balanced by recorded durations: the longest first, each to the machine
// with the least so far. Every machine computes the same parts, because all see the same files and the same record; without a
// record the number of cells stands for the time.
//
//   shardOf(jobs, { index: 2, count: 5 }, weightOf)
import { readFileSync } from 'node:fs'
import { RunnerError } from '../error.ts'

export interface Shard {
  /** 1-based. */
  readonly index: number
  readonly count: number
}

/** @throws RunnerError when it isn't like "2/5". */
export function parseShard(text: string): Shard {
  const found = /^(\d+)\/(\d+)$/.exec(text)
  const [index, count] = [Number(found?.[1]), Number(found?.[2])]
  if (index >= 1 && index <= count) return { index, count }
  throw new RunnerError(`--shard must be like 2/5, not "${text}"`, {
    hint: 'the first of five machines has --shard 1/5',
  })
}

export function shardOf<T extends { readonly file: string }>(
  jobs: readonly T[],
  { index, count }: Shard,
  weightOf: (job: T) => number,
): T[] {
  const loads = Array.from({ length: count }, () => 0)
  const chosen = new Set<T>()
  const byWeight = jobs
    .map((job) => ({ job, weight: weightOf(job) }))
    .sort((a, b) => b.weight - a.weight || (a.job.file < b.job.file ? -1 : 1))
  for (const { job, weight } of byWeight) {
    const least = loads.indexOf(Math.min(...loads))
    loads[least]! += weight
    if (least === index - 1) chosen.add(job)
  }
  return jobs.filter((job) => chosen.has(job))
}

/** File → milliseconds, as `--durations` wrote them; empty when there is no such file yet. */
export function readDurations(path: string): ReadonlyMap<string, number> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return new Map()
  }
  try {
    return new Map(Object.entries(JSON.parse(text) as Record<string, number>))
  } catch (cause) {
    throw new RunnerError(`${path} is not JSON; it should be what --durations wrote`, { cause })
  }
}
