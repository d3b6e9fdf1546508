// `--watch`: runs, then runs again what a change of a file concerns: a changed notebook, from its first changed cell on, in the kernel
// of the run before; or the notebooks that import or depend on the file, as a whole. Changes are collected for a moment, because
// editors write in several steps; those that come during a run are looked at after it.
//
//   await watchNotebooks(options, run)   // until options.signal is aborted
import { watch } from 'node:fs/promises'
import { resolve, sep } from 'node:path'
import type { RunOptions } from './options.ts'
import { hashOf } from './plan/file-hash.ts'
import { dependencies, planRun } from './plan/plan.ts'
import { KeptNotebooks } from './schedule/kept.ts'

const settle = 150

/** @param run executes these patterns and reports; gives the exit code. @returns the last run's code. */
export async function watchNotebooks(
  options: RunOptions,
  run: (options: RunOptions) => Promise<number>,
): Promise<number> {
  const directory = resolve(options.directory ?? process.cwd())
  const changed = new Set<string>()
  let wake: (() => void) | undefined
  const events = watch(directory, { recursive: true, ...(options.signal ? { signal: options.signal } : {}) })
  const listen = (async () => {
    for await (const { filename } of events) {
      if (filename === null || /(^|[/\\])(\.|node_modules)/.test(filename) || filename.endsWith('.tmp')) continue
      const path = resolve(directory, filename)
      if (isOutput(path, directory, options)) continue
      changed.add(path)
      wake?.()
    }
  })().catch(() => wake?.())
  const stopped = (): boolean => options.signal?.aborted === true
  const kept = new KeptNotebooks()
  const written = new Map<string, string>()
  let code = await run({ ...options, kept })
  while (!stopped()) {
    if (changed.size === 0) await new Promise<void>((done) => (wake = done))
    if (stopped()) break
    await new Promise((done) => setTimeout(done, settle))
    const paths = [...changed].filter((path) => written.get(path) !== hashOf(path))
    changed.clear()
    const patterns = await concerned(directory, options, kept, paths)
    if (patterns.length === 0) continue
    code = await run({ ...options, patterns, kept })
    // What the run itself wrote into the notebooks is no change.
    if (options.update === true || options.inPlace === true)
      for (const path of patterns) written.set(path, hashOf(path))
  }
  await Promise.all([listen, kept.close()])
  return code
}

function isOutput(path: string, directory: string, { out }: RunOptions): boolean {
  return out !== undefined && path.startsWith(resolve(directory, out) + sep)
}

/** Paths of the notebooks that these files concern. */
async function concerned(
  directory: string,
  options: RunOptions,
  kept: KeptNotebooks,
  paths: readonly string[],
): Promise<string[]> {
  if (paths.length === 0) return []
  const { jobs } = await planRun(directory, options)
  const hit = jobs.filter(
    (job) =>
      paths.includes(job.path) ||
      (!('bad' in job) &&
        (dependencies(job, directory).some((path) => paths.includes(path)) ||
          paths.some((path) => kept.hasLoaded(job, path)))),
  )
  return [...new Set(hit.map((job) => job.path))]
}
