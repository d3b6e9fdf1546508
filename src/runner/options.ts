// What a run is asked for, by the command line, the vitest plugin or a program, and what it gives back. Durations are in
// milliseconds. `settings` are those of settings/ as a person would write them; notebooks and cells may say otherwise.
//
//   const result = await runNotebooks({ patterns: ['notebooks'], settings: { cellTimeout: '30s' } }, (event) => …)
import type { JupyterServer } from '../client/index.ts'
import type { Notebook } from '../notebook/index.ts'
import type { CellEnd, Failure, Verdict } from './events.ts'
import type { MatrixRow } from './parameters/index.ts'
import type { KeptNotebooks } from './schedule/kept.ts'
import type { Layer } from './settings/index.ts'

export interface RunOptions {
  /** Paths and globs are relative to it; default the working directory. */
  readonly directory?: string | undefined
  /** Files, folders, globs, `file.ipynb:41`, `file.ipynb#cell-id`. Default: every notebook below the directory. */
  readonly patterns?: readonly string[] | undefined
  /** The only notebook itself, instead of patterns; in reports it is called "-". */
  readonly input?: Buffer | undefined
  /** As in the config file: `{ cellTimeout: '30s', onError: 'continue' }`. Stronger than a notebook's, weaker than a cell's. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined
  /** The same, read already, each with its origin (a flag's name). */
  readonly layers?: readonly Layer[] | undefined
  /** Path of a config file; default: looked for from the directory upwards. */
  readonly config?: string | undefined
  /** Cells whose name, id or tags match; the cells before them run too. Notebooks without one are left out. */
  readonly pattern?: RegExp | undefined
  readonly tags?: readonly string[] | undefined
  /** Values for the cells tagged "parameters"; a RawText is read by the declared type. */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined
  /** One run of each notebook a row, beside `parameters`. */
  readonly matrix?: readonly MatrixRow[] | undefined
  /** This machine's part of the notebooks, as "2/5". */
  readonly shard?: string | undefined
  /** JSON file with milliseconds by notebook: balances shards, puts the longest first; a run of all notebooks writes it. */
  readonly durations?: string | undefined
  /** Only notebooks that changed, or import or depend on what changed, since this commit. */
  readonly changed?: string | undefined
  /** Accept outputs: recorded ones are replaced where they differ. */
  readonly update?: boolean | undefined
  /** Notebooks whose code, parameters, kernel and imported files are as at their last pass are not run. 'refresh' runs all and renews the record. */
  readonly cache?: boolean | 'refresh' | undefined
  /** Nothing to run is no failure. */
  readonly passWithNoTests?: boolean | undefined
  /** Kernels of this Jupyter Server or gateway instead of this machine's. */
  readonly server?: JupyterServer | undefined
  /** For runs that follow each other: notebooks go on at the first cell that changed, in the kernels of the run before. */
  readonly kept?: KeptNotebooks | undefined
  /** Folder where kernels that are Node processes leave V8's record of what ran, as NODE_V8_COVERAGE does. */
  readonly coverage?: string | undefined
  /** Notebooks at the same time. Default: two for each core, fewer when memory is short. */
  readonly workers?: number | undefined
  /** Executed copies go here, with the same relative paths; of failures too. */
  readonly out?: string | undefined
  /** Exact path of the executed copy of the only notebook. */
  readonly outputFile?: string | undefined
  /** Is given the executed copy's text, in pieces. */
  readonly onExecuted?: ((text: Iterable<string>) => Promise<void>) | undefined
  /** Writes outputs into the notebooks themselves, each at once or not at all. */
  readonly inPlace?: boolean | undefined
  /** Stop the run after so many failed notebooks. */
  readonly bail?: number | undefined
  /** Aborting it ends the run with reports: running cells are interrupted, the rest is skipped. A reason 'SIGINT' or 'SIGTERM' gives 130 or 143. */
  readonly signal?: AbortSignal | undefined
}

export interface NotebookResult {
  /** As in events: relative to the directory. */
  readonly file: string
  readonly path: string
  readonly verdict: Verdict
  /** Why, if it belongs to no cell. */
  readonly failure?: Failure
  /** One for each code cell, in order, with source and outputs. */
  readonly cells: readonly CellEnd[]
  /** With the outputs of this run; absent if it could not be read. */
  readonly notebook?: Notebook
  readonly durationMs: number
  readonly flaky?: boolean
  readonly cached?: boolean
}

export interface RunResult {
  /** 0 pass, 1 failed, 2 usage or parameters, 3 infrastructure, 4 nothing matched, 130 or 143 interrupted. */
  readonly exitCode: number
  readonly notebooks: readonly NotebookResult[]
  readonly durationMs: number
}
