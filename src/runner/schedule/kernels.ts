// Starts kernels for notebooks, one ahead: while a notebook runs, the kernel of the next one is already starting. Shutdowns are not
// waited for until the end of the run; a kernel that does not want to end is ended after a second.
//
//   const kernel = await kernels.take(job);  kernels.prepare(next);  …  kernels.release(kernel);  await kernels.close()
import { posix } from 'node:path'
import type { JupyterServer, Kernel } from '../../client/index.ts'
import { launchKernel, launchServerKernel } from '../../client/index.ts'
import type { NotebookJob } from '../plan/job.ts'
import { workingFolder } from '../plan/job.ts'

interface KernelsOptions {
  readonly directory: string
  readonly signal?: AbortSignal | undefined
  readonly server?: JupyterServer | undefined
  /** Folder where kernels that are Node processes leave their coverage when they end. */
  readonly coverage?: string | undefined
}

/** What a kernel may take to end by itself; one that writes its coverage needs more than a second on a loaded machine. */
const endWithin = { plain: 1000, covered: 20_000 }

export class Kernels {
  readonly #options: KernelsOptions
  readonly #prepared = new Map<NotebookJob, Promise<Kernel>>()
  readonly #ending = new Set<Promise<unknown>>()

  constructor(options: KernelsOptions) {
    this.#options = options
  }

  get directory(): string {
    return this.#options.directory
  }

  /** @throws ClientError when it does not start. */
  take(job: NotebookJob): Promise<Kernel> {
    const prepared = this.#prepared.get(job)
    this.#prepared.delete(job)
    return prepared ?? this.#launch(job)
  }

  /** Starts the kernel of a job that will come soon; at most one is kept ahead. */
  prepare(job: NotebookJob | undefined): void {
    if (job === undefined || this.#prepared.size > 0) return
    const kernel = this.#launch(job)
    // Its failure is reported by take().
    kernel.catch(() => {})
    this.#prepared.set(job, kernel)
  }

  /** Ends a kernel without being waited for. */
  release(kernel: Kernel): void {
    const end = kernel.shutdown(this.#options.coverage === undefined ? endWithin.plain : endWithin.covered)
    this.#ending.add(end)
    void end.finally(() => this.#ending.delete(end))
  }

  /** Ends what was prepared and never taken, and waits until all are gone. */
  async close(): Promise<void> {
    for (const kernel of this.#prepared.values()) {
      const started = await kernel.catch(() => undefined)
      if (started !== undefined) this.release(started)
    }
    this.#prepared.clear()
    await Promise.all(this.#ending)
  }

  #launch(job: NotebookJob): Promise<Kernel> {
    const { settings, spec } = job
    const { server, signal, directory, coverage } = this.#options
    const { types } = settings
    const env = { ...(types === undefined ? {} : { LOOPBOOK_TYPES: types }), ...settings.env }
    const startTimeout = Math.min(settings.startupTimeout, 2 ** 31 - 1)
    if (server === undefined) {
      const local = coverage === undefined ? env : { ...env, NODE_V8_COVERAGE: coverage }
      return launchKernel({ kernel: spec, cwd: workingFolder(job, directory), env: local, startTimeout, signal })
    }
    const path = settings.cwd === 'notebook' ? posix.dirname(job.file) : ''
    const kernel = spec.name === '' ? undefined : spec.name
    return launchServerKernel({ server, kernel, path, env, startTimeout, signal })
  }
}
