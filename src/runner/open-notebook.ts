// testbook for TypeScript: a notebook under a test's control. Run it to a cell, replace a cell, patch a name, read a value, look at
// outputs; one kernel, ended when the notebook is closed. Works with TypeScript, JavaScript and Python kernels.
//
//   await using notebook = await openNotebook('etl.ipynb', { parameters: { year: 2024 } })
//   await notebook.runTo('#load')
//   expect(await notebook.get('rows.length')).toBe(1)
import { resolve } from 'node:path'
import type { ExecuteOutcome, Kernel } from '../client/index.ts'
import type { Output } from '../notebook/index.ts'
import { RunnerError } from './error.ts'
import type { CellEnd } from './events.ts'
import type { NotebookJob, PlannedCell } from './plan/job.ts'
import { planJob } from './plan/job.ts'
import { Kernels } from './schedule/kernels.ts'
import { CellFailure } from './open-cell.ts'
import { executeCell } from './session/cell.ts'
import { evaluateExpression, patchStatement } from './session/value.ts'
import { layer, loadConfig } from './settings/index.ts'

export interface OpenOptions {
  readonly directory?: string
  readonly parameters?: Readonly<Record<string, unknown>>
  /** As in loopbook.config.ts: `{ kernel: 'python3', cellTimeout: '10s' }`. */
  readonly settings?: Readonly<Record<string, unknown>>
}

/** `#id`, a tag, a code cell's 1-based number, or a text in its name. */
export type CellSelector = string | number

export interface OpenCell {
  readonly source: string
  readonly outputs: readonly Output[]
  /** The first output's value of that MIME type; `stdout` and `stderr` are types here. */
  output(mime: string): unknown
}

/** @throws RunnerError for a notebook or parameters that are wrong, ClientError when the kernel does not start. */
export async function openNotebook(path: string, options: OpenOptions = {}): Promise<OpenNotebook> {
  const directory = resolve(options.directory ?? process.cwd())
  const config = await loadConfig(directory)
  const layers = [layer('openNotebook', options.settings ?? {})]
  const context = { directory, config: config.layer, layers, parameters: options.parameters }
  const job = await planJob({ path: resolve(directory, path), places: [] }, context)
  if ('bad' in job) {
    const { evalue, hint, jsonLine } = job.bad.failure
    throw new RunnerError(`${path}${jsonLine === undefined ? '' : `:${jsonLine}`}: ${evalue}`, { hint })
  }
  const kernels = new Kernels({ directory })
  return new OpenNotebook(job, await kernels.take(job), kernels)
}

export class OpenNotebook implements AsyncDisposable {
  readonly #job: NotebookJob
  readonly #kernel: Kernel
  readonly #kernels: Kernels
  readonly #replaced = new Map<string, string>()
  readonly #done = new Map<string, { end: CellEnd; outcome: ExecuteOutcome | undefined }>()

  constructor(job: NotebookJob, kernel: Kernel, kernels: Kernels) {
    this.#job = job
    this.#kernel = kernel
    this.#kernels = kernels
  }

  /** Runs every cell that has not been run. @throws CellFailure at the first that fails. */
  async run(): Promise<void> {
    for (const planned of this.#job.cells) await this.#runOnce(planned)
  }

  /** Runs the cells up to and including this one, each once. */
  async runTo(selector: CellSelector): Promise<OpenCell> {
    const target = this.#find(selector)
    for (const planned of this.#job.cells) {
      await this.#runOnce(planned)
      if (planned === target) break
    }
    return this.cell(selector)
  }

  /** Runs this cell alone, again if it ran before. */
  async runCell(selector: CellSelector): Promise<OpenCell> {
    await this.#run(this.#find(selector))
    return this.cell(selector)
  }

  /** From now on the cell has this code; nothing is run. */
  replaceCell(selector: CellSelector, source: string): void {
    const { cell } = this.#find(selector)
    this.#replaced.set(cell.id, source)
    this.#done.delete(cell.id)
  }

  /** Gives a name in the notebook another value: anything that JSON can say, or a function without captured names (TypeScript and JavaScript). */
  async patch(name: string, value: unknown): Promise<void> {
    await this.execute(patchStatement(name, value, this.#language))
  }

  /** Value of an expression, as JSON carries it. */
  async get(expression: string): Promise<unknown> {
    return evaluateExpression(this.#kernel, expression, this.#language)
  }

  /** Runs code of the test's own. @throws CellFailure if it raises. */
  async execute(code: string): Promise<readonly Output[]> {
    const outcome = await this.#kernel.execute(code, { storeHistory: false })
    if (outcome.status === 'ok') return outcome.outputs
    throw CellFailure.ofOutcome(code, outcome)
  }

  cell(selector: CellSelector): OpenCell {
    const { cell } = this.#find(selector)
    const outputs = this.#done.get(cell.id)?.outcome?.laterOutputs() ?? []
    return {
      source: this.#replaced.get(cell.id) ?? cell.source,
      outputs,
      output: (mime) => valueOf(outputs, mime),
    }
  }

  /** Ends the kernel. */
  async close(): Promise<void> {
    this.#kernels.release(this.#kernel)
    await this.#kernels.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  get #language(): string {
    return this.#kernel.info?.language_info.name ?? this.#job.spec.language
  }

  async #runOnce(planned: PlannedCell): Promise<void> {
    if (!this.#done.has(planned.cell.id) && planned.settings.skip === false) await this.#run(planned)
  }

  async #run(planned: PlannedCell): Promise<void> {
    const source = this.#replaced.get(planned.cell.id)
    const cell = source === undefined ? planned.cell : { ...planned.cell, source }
    const { end, outcome } = await executeCell(
      { ...planned, cell },
      { file: this.#job.file, kernel: this.#kernel, emit: () => {}, notebookEndsAt: Infinity },
    )
    this.#done.set(planned.cell.id, { end, outcome })
    if (end.verdict !== 'passed') throw CellFailure.ofEnd(end, this.#job.path)
  }

  #find(selector: CellSelector): PlannedCell {
    const { cells, file } = this.#job
    const text = String(selector)
    const found =
      typeof selector === 'number'
        ? cells.find(({ ref }) => ref.codeIndex === selector)
        : (cells.find(({ ref }) => `#${ref.id}` === text) ??
          cells.find(({ ref, settings }) => ref.tags.includes(text.replace(/^#/, '')) || settings.name === text) ??
          cells.find(({ ref }) => ref.name.includes(text)))
    if (found !== undefined) return found
    const names = cells.slice(0, 8).map(({ ref }) => `${ref.codeIndex} #${ref.id} ${ref.name}`)
    throw new RunnerError(`${file} has no code cell "${text}"`, { hint: `its cells: ${names.join('; ')}` })
  }
}

function valueOf(outputs: readonly Output[], mime: string): unknown {
  for (const output of outputs) {
    if (output.output_type === 'stream') {
      if (output.name === mime) return output.text
    } else if (output.output_type === 'error') {
      if (mime === 'error') return `${output.ename}: ${output.evalue}`
    } else if (Object.hasOwn(output.data, mime)) return output.data[mime]
  }
  return undefined
}
