// `--watch`: runs, then runs again what a change of a file concerns: a changed notebook, or the notebooks that import or depend on
// it; anything else in the folder means all. Changes are collected for a moment, because editors write in several steps.
//
//   await watchNotebooks(options, run)   // until options.signal is aborted
import { watch } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { RunOptions } from './options.ts'
import { dependencies, planRun } from './plan/plan.ts'

const settle = 150

/** @param run executes these patterns and reports; gives the exit code. @returns the last run's code. */
export async function watchNotebooks(
  options: RunOptions,
  run: (options: RunOptions) => Promise<number>,
): Promise<number> {
  const directory = resolve(options.directory ?? process.cwd())
  let code = await run(options)
  const changed = new Set<string>()
  let wake: (() => void) | undefined
  const events = watch(directory, { recursive: true, ...(options.signal ? { signal: options.signal } : {}) })
  const listen = (async () => {
    for await (const { filename } of events) {
      if (filename === null || /(^|[/\\])(\.|node_modules)/.test(filename) || filename.endsWith('.tmp')) continue
      changed.add(resolve(directory, filename))
      wake?.()
    }
  })().catch(() => wake?.())
  const stopped = (): boolean => options.signal?.aborted === true
  while (!stopped()) {
    if (changed.size === 0) await new Promise<void>((done) => (wake = done))
    if (stopped()) break
    await new Promise((done) => setTimeout(done, settle))
    const paths = [...changed]
    changed.clear()
    const patterns = await concerned(directory, options, paths)
    if (patterns.length > 0) code = await run({ ...options, patterns })
    // What the run itself wrote is no change.
    await new Promise((done) => setTimeout(done, settle))
    for (const path of patterns) changed.delete(path)
  }
  await listen
  return code
}

/** Paths of the notebooks that these files concern. */
async function concerned(directory: string, options: RunOptions, paths: readonly string[]): Promise<string[]> {
  const { jobs } = await planRun(directory, options)
  const hit = jobs.filter(
    (job) =>
      paths.includes(job.path) ||
      (!('bad' in job) && dependencies(job, directory).some((path) => paths.includes(path))),
  )
  return [...new Set(hit.map((job) => job.path))]
}
