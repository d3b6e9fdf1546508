/**
 * What happens during a run, as one union of plain values: the runner sends them in order, reporters (pretty, junit,
 * github, …), the cache and the vitest plugin only read them. Every event can be written as JSON.
 *
 * For one notebook: notebook-start, then for each cell cell-start, cell-output…, cell-end, then notebook-end. Events of
 * notebooks that run in parallel interleave; `file` tells them apart. A retry starts again with notebook-start,
 * `attempt: 2`. Cells that are not run get a cell-end alone ('skipped'), so every code cell has exactly one verdict.
 *
 *     for await (const event of run(plan)) if (event.type === 'cell-end') console.log(event.cell.name, event.verdict)
 */
import type { Output } from '../notebook/model.ts'
import type { Mismatch } from './compare/mismatch.ts'

/** How one cell, or a whole notebook, ended. All but passed, skipped and cached are failures. */
export type Verdict =
  | 'passed'
  | 'failed' //          it raised, or its output differs, or it should have raised and didn't
  | 'skipped' //         by tag, or because an earlier cell failed
  | 'timeout' //         cell, notebook or start-up time ran out
  | 'kernel-died' //     the process ended while the cell ran
  | 'aborted' //         the kernel answered 'aborted', or the user interrupted the run
  | 'unrecorded' //      outputs are to be compared, and the file has none
  | 'invalid' //         the file is no notebook, or its parameters are wrong: no kernel was started (notebooks only)
  | 'infrastructure' //  no such kernel, it did not start, the server is down (notebooks only)

/** Which cell: both counts that people use, and the place in the file. */
export interface CellRef {
  /** 0-based position among all cells of the file. */
  readonly index: number
  /** 1-based position among code cells; with `executionCount` it is shown as "cell 4 [3]". */
  readonly codeIndex: number
  readonly id: string
  /** First line of code, shortened; with a `name` in the metadata, that. */
  readonly name: string
  /** 1-based line in the .ipynb where the cell's source begins. */
  readonly line: number
  readonly tags: readonly string[]
}

/** Why a cell or notebook did not pass. `jsonLine` is the line in the .ipynb, `sourceLine` the line in the cell. */
export interface Failure {
  readonly ename: string
  readonly evalue: string
  /** ANSI-coloured lines, as the kernel sent them; empty for failures that the runner found itself. */
  readonly traceback: readonly string[]
  readonly sourceLine?: number
  readonly jsonLine?: number
  readonly jsonColumn?: number
  /** Next step for the reader, without the "hint:". */
  readonly hint?: string
  /** From `application/vnd.loopbook.assertion+json`. */
  readonly assertion?: { readonly actual: unknown; readonly expected: unknown }
  /** Filled when outputs were compared and differ. */
  readonly mismatches?: readonly Mismatch[]
  /** Of a dead kernel: exit code or signal, and whether the kernel was killed for memory. */
  readonly exit?: { readonly code: number | null; readonly signal: string | null; readonly outOfMemory?: boolean }
}

/** A `test('name', …)` within a cell. */
export interface SubTest {
  readonly name: string
  readonly verdict: 'passed' | 'failed' | 'skipped'
  readonly durationMs: number
  readonly failure?: Failure
}

export interface RunStart {
  readonly type: 'run-start'
  /** ISO 8601. */
  readonly at: string
  readonly directory: string
  readonly files: readonly string[]
  readonly workers: number
  readonly seed?: { readonly shard?: string; readonly parameters?: Readonly<Record<string, unknown>> }
}
export interface NotebookStart {
  readonly type: 'notebook-start'
  /** Relative to `directory`, with forward slashes; a parameter row adds ` [year=2024]`. Unique in the run. */
  readonly file: string
  /** Absolute path, for annotations and links. */
  readonly path: string
  readonly kernel: string
  readonly language: string
  /** Code cells that will be considered. */
  readonly cells: number
  readonly attempt: number
}
export interface CellStart {
  readonly type: 'cell-start'
  readonly file: string
  readonly cell: CellRef
}
export interface CellOutput {
  readonly type: 'cell-output'
  readonly file: string
  readonly cell: CellRef
  readonly output: Output
}
export interface CellEnd {
  readonly type: 'cell-end'
  readonly file: string
  readonly cell: CellRef
  readonly verdict: Verdict
  readonly executionCount: number | null
  readonly durationMs: number
  /** Why it was skipped or failed, in one sentence ("skipped: cell 4 failed"). */
  readonly reason?: string
  /** Not run again: in this kernel the result of an earlier run still stands. */
  readonly kept?: boolean
  readonly failure?: Failure
  readonly tests?: readonly SubTest[]
  /** Source and final outputs, for reports that render (html, json); absent for skipped cells. */
  readonly source?: string
  readonly outputs?: readonly Output[]
  /** What the file has, if outputs were compared. */
  readonly expected?: readonly Output[]
}
export interface NotebookEnd {
  readonly type: 'notebook-end'
  readonly file: string
  readonly path: string
  readonly verdict: Verdict
  readonly durationMs: number
  /** Of the last attempt. */
  readonly counts: Readonly<Partial<Record<Verdict, number>>>
  readonly attempts: number
  /** Passed, but not at the first attempt. */
  readonly flaky?: boolean
  /** Not run: an earlier pass of the same code, parameters, kernel and files still stands. */
  readonly cached?: boolean
  /** A failure that belongs to no cell (kernel did not start, invalid file). */
  readonly failure?: Failure
  /** Where the executed copy was written. */
  readonly saved?: string
  readonly notes?: readonly string[]
}
export interface RunEnd {
  readonly type: 'run-end'
  readonly durationMs: number
  readonly notebooks: Readonly<Partial<Record<Verdict | 'flaky' | 'cached', number>>>
  readonly cells: Readonly<Partial<Record<Verdict | 'kept', number>>>
  /** 0 pass, 1 failed, 2 usage or parameters, 3 infrastructure, 4 nothing matched, 130/143 interrupted. */
  readonly exitCode: number
  readonly interrupted?: 'SIGINT' | 'SIGTERM'
}
/** Something worth a line that belongs to no cell: a warning, a cut output, a slow shutdown. */
export interface Note {
  readonly type: 'note'
  readonly file?: string
  readonly level: 'info' | 'warning'
  readonly message: string
}

export type RunnerEvent = RunStart | NotebookStart | CellStart | CellOutput | CellEnd | NotebookEnd | RunEnd | Note
