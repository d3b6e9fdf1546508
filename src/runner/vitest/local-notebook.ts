// A notebook under test, in this process: one kernel, each cell run at most once in it and only after those before it, a failed
// notebook tried again as a whole in a fresh kernel. Errors are Failures, because they may have to go to another process.
//
//   const notebook = new LocalNotebook({ path, directory, settings });  await notebook.open();  await notebook.run(1, signal)
import { ClientError, readServer } from '../../client/index.ts'
import type { JupyterServer } from '../../client/index.ts'
import type { CellEnd } from '../events.ts'
import type { NotebookJob } from '../plan/job.ts'
import { planJob } from '../plan/job.ts'
import { Kernels } from '../schedule/kernels.ts'
import type { KeptNotebooks } from '../schedule/kept.ts'
import type { CellRun } from '../session/cell.ts'
import { importedByKernel } from '../session/imported.ts'
import { NotebookSession } from '../session/notebook.ts'
import { layer, loadConfig, readRunConfig } from '../settings/index.ts'
import type { NotebookSource, TestAnswer, TestNotebook } from './test-notebook.ts'
import { OpenFailure } from './test-notebook.ts'

interface Options {
  /** Folder for V8's record of what ran. */
  readonly coverage?: string | undefined
  /** Where the kernel goes when it isn't needed any more, for the next run. */
  readonly kept?: KeptNotebooks | undefined
}

export class LocalNotebook implements TestNotebook {
  readonly #source: NotebookSource
  readonly #options: Options
  readonly #stop = new AbortController()
  readonly #asked = new Set<number>()
  #kernels: Kernels | undefined
  #job: NotebookJob | undefined
  #session: NotebookSession | undefined
  #attempts = 1
  /** Tests of a file may be shuffled or concurrent; cells never are. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(source: NotebookSource, options: Options = {}) {
    this.#source = source
    this.#options = options
  }

  async open(): Promise<void> {
    const { directory } = this.#source
    try {
      const { job, server } = await this.#plan()
      this.#job = job
      this.#kernels = new Kernels({ directory, server, coverage: this.#options.coverage, signal: this.#stop.signal })
      const before = this.#options.kept?.take(job)
      await this.#start(before?.kernel)
      if (before !== undefined) this.#session!.keep(before.runs)
    } catch (error) {
      if (error instanceof OpenFailure) throw error
      const { hint } = error as { hint?: string }
      const ename = error instanceof ClientError ? 'KernelNotStarted' : (error as Error).name
      const more = hint === undefined ? {} : { hint }
      throw new OpenFailure({ ename, evalue: (error as Error).message, traceback: [], ...more })
    }
  }

  async run(codeIndex: number, signal: AbortSignal | undefined): Promise<TestAnswer> {
    this.#asked.add(codeIndex)
    const mine = this.#turn.then(async () => {
      let run = await this.#through(codeIndex, signal)
      const { retry } = this.#job!.settings
      while (isFailed(run) && this.#attempts <= retry && signal?.aborted !== true) {
        this.#kernels!.release(this.#session!.kernel)
        await this.#start()
        this.#attempts++
        run = await this.#through(codeIndex, signal)
      }
      return this.#needed(run).end
    })
    this.#turn = mine.catch(() => {})
    const end = await mine
    return this.#attempts > 1 ? { end, attempts: this.#attempts } : { end }
  }

  /** Whatever runs is interrupted. */
  abort(): void {
    this.#stop.abort()
  }

  async close(): Promise<void> {
    await this.#turn
    const { kept } = this.#options
    if (this.#session !== undefined) {
      const { kernel, runs } = this.#session
      if (kept === undefined) this.#kernels!.release(kernel)
      else kept.put(this.#job!, kernel, runs, await importedByKernel(kernel))
    }
    await this.#kernels?.close()
  }

  async #start(running?: NotebookSession['kernel']): Promise<void> {
    const kernel = running ?? (await this.#kernels!.take(this.#job!))
    this.#session = new NotebookSession(this.#job!, kernel, { emit: () => {}, stop: this.#stop.signal })
  }

  async #through(codeIndex: number, signal: AbortSignal | undefined): Promise<CellRun> {
    const session = this.#session!
    while (session.runs.length < codeIndex && (await session.next(signal)) !== undefined);
    return session.runs[codeIndex - 1]!
  }

  /** A cell that was skipped because of one that has no test in this run (`x.ipynb:41`) fails with that one's failure. */
  #needed(run: CellRun): CellRun {
    if (run.end.verdict !== 'skipped' || run.planned.settings.skip !== false) return run
    const failed = this.#session!.runs.find(
      (earlier) => isFailed(earlier) && !this.#asked.has(earlier.end.cell.codeIndex),
    )
    return failed ?? run
  }

  async #plan(): Promise<{ job: NotebookJob; server: JupyterServer | undefined }> {
    const { path, directory, settings, server: asked, tokenEnv, environment = {} } = this.#source
    const config = await loadConfig(directory)
    const server = readServer(asked ?? readRunConfig(config, directory).server, tokenEnv)
    const layers = [layer('loopbook/vitest', settings)]
    const context = { directory, config: config.layer, layers, onServer: server !== undefined }
    const job = await planJob({ path, places: [] }, context)
    if ('bad' in job) throw new OpenFailure(job.bad.failure)
    const env = { ...environment, ...job.settings.env }
    return { job: { ...job, settings: { ...job.settings, env } }, server }
  }
}

function isFailed({ end }: { end: CellEnd }): boolean {
  return end.verdict !== 'passed' && end.verdict !== 'skipped'
}
