// Kernels and results of notebooks that may be run again soon, for a watch: the next run continues at the first cell that changed, in
// the same kernel. A kernel that died, was set up differently, or has loaded a file that changed since is not used again.
//
//   const kept = new KeptNotebooks();  const before = kept.take(job);  …;  kept.put(job, kernel, runs, imported);  await kept.close()
import type { Kernel } from '../../client/index.ts'
import { hashOf } from '../plan/file-hash.ts'
import { kernelFingerprint } from '../plan/fingerprint.ts'
import type { NotebookJob } from '../plan/job.ts'
import type { CellRun } from '../session/cell.ts'
import { keptRuns } from '../session/resume.ts'
import { availableMemory, defaultWorkers, memoryForOne } from './workers.ts'

interface Entry {
  readonly job: NotebookJob
  readonly kernel: Kernel
  readonly runs: readonly CellRun[]
  /** Path → hash of what the kernel has loaded. */
  readonly files: ReadonlyMap<string, string>
}

export class KeptNotebooks {
  /** By name, the longest unused first. */
  readonly #entries = new Map<string, Entry>()
  readonly #ending = new Set<Promise<unknown>>()

  /** What of this notebook need not be run again, and where to go on; it is the caller's then. */
  take(job: NotebookJob): { kernel: Kernel; runs: readonly CellRun[] } | undefined {
    const entry = this.#entries.get(job.file)
    if (entry === undefined) return undefined
    this.#entries.delete(job.file)
    const { kernel } = entry
    // Saved without any change: whoever does that wants to see everything run.
    const changed = entry.job.source.text !== job.source.text
    const usable = changed && kernel.death === undefined && kernelFingerprint(entry.job) === kernelFingerprint(job)
    const runs = usable && isCurrent(entry.files) ? keptRuns(entry.runs, job) : []
    if (runs.length > 0) return { kernel, runs }
    this.#end(kernel)
    return undefined
  }

  /** @param imported files that the kernel has loaded; undefined if nobody knows, and then nothing is kept. */
  put(job: NotebookJob, kernel: Kernel, runs: readonly CellRun[], imported: readonly string[] | undefined): void {
    this.#drop(job.file)
    if (imported === undefined || kernel.death !== undefined) return this.#end(kernel)
    const files = new Map(imported.map((path) => [path, hashOf(path)] as const))
    this.#entries.set(job.file, { job, kernel, runs, files })
    while (this.#entries.size > 2 * defaultWorkers() || (this.#entries.size > 1 && availableMemory() < memoryForOne))
      this.#drop(this.#entries.keys().next().value!)
  }

  has(job: NotebookJob): boolean {
    return this.#entries.has(job.file)
  }

  /** Whether a run of this notebook loaded the file. */
  hasLoaded(job: NotebookJob, path: string): boolean {
    return this.#entries.get(job.file)?.files.has(path) === true
  }

  async close(): Promise<void> {
    for (const file of this.#entries.keys()) this.#drop(file)
    await Promise.all(this.#ending)
  }

  #drop(file: string): void {
    const entry = this.#entries.get(file)
    this.#entries.delete(file)
    if (entry !== undefined) this.#end(entry.kernel)
  }

  #end(kernel: Kernel): void {
    const end = kernel.shutdown()
    this.#ending.add(end)
    void end.finally(() => this.#ending.delete(end))
  }
}

function isCurrent(files: ReadonlyMap<string, string>): boolean {
  return [...files].every(([path, hash]) => hashOf(path) === hash)
}
