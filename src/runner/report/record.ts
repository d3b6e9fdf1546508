/**
 * The run so far, put together from events: what every report that is written at the end needs. Of a retried notebook the
 * last attempt counts; failures of earlier ones are kept for "flaky".
 *
 *     const record = new RunRecord()
 *     for (const event of events) record.add(event)
 *     record.notebooks.get('etl.ipynb')?.end?.verdict
 */
import type {
  CellEnd,
  CellRef,
  NotebookEnd,
  NotebookStart,
  Note,
  RunEnd,
  RunStart,
  RunnerEvent,
  Verdict,
} from '../events.ts'

export interface NotebookRecord {
  readonly file: string
  start: NotebookStart | undefined
  end: NotebookEnd | undefined
  /** In the order in which they ended. */
  cells: CellEnd[]
  running: CellRef | undefined
  /** Failed cells of earlier attempts. */
  readonly earlier: CellEnd[]
}

export class RunRecord {
  start: RunStart | undefined
  end: RunEnd | undefined
  readonly notebooks: Map<string, NotebookRecord> = new Map()
  readonly notes: Note[] = []
  readonly #keepOutputs: boolean

  /** Outputs of cells that passed are only kept for reports that show them: they may be most of the memory of a run. */
  constructor(options: { readonly keepOutputs?: boolean } = {}) {
    this.#keepOutputs = options.keepOutputs ?? false
  }

  add(event: RunnerEvent): void {
    switch (event.type) {
      case 'run-start':
        this.start = event
        return
      case 'run-end':
        this.end = event
        return
      case 'note':
        this.notes.push(event)
        return
      case 'notebook-start': {
        const notebook = this.notebook(event.file)
        notebook.earlier.push(...notebook.cells.filter(({ verdict }) => isFailure(verdict)))
        notebook.cells = []
        notebook.start = event
        return
      }
      case 'cell-start':
        this.notebook(event.file).running = event.cell
        return
      case 'cell-end': {
        const notebook = this.notebook(event.file)
        notebook.running = undefined
        notebook.cells.push(this.#keepOutputs || isFailure(event.verdict) ? event : withoutOutputs(event))
        return
      }
      case 'notebook-end': {
        const notebook = this.notebook(event.file)
        notebook.running = undefined
        notebook.end = event
        return
      }
      default:
    }
  }

  notebook(file: string): NotebookRecord {
    const known = this.notebooks.get(file)
    if (known) return known
    const made: NotebookRecord = {
      file,
      start: undefined,
      end: undefined,
      cells: [],
      running: undefined,
      earlier: [],
    }
    this.notebooks.set(file, made)
    return made
  }

  /** In the order of the plan, so that two runs give the same report however notebooks interleaved. */
  ordered(): NotebookRecord[] {
    const plan = new Map(this.start?.files.map((file, index) => [file, index]))
    const place = ({ file }: NotebookRecord): number => plan.get(file) ?? plan.size
    return [...this.notebooks.values()].toSorted((a, b) => place(a) - place(b) || (a.file < b.file ? -1 : 1))
  }

  slowest(count: number): { readonly file: string; readonly path: string; readonly cell: CellEnd }[] {
    return [...this.notebooks.values()]
      .flatMap(({ file, start, cells }) => cells.map((cell) => ({ file, path: start?.path ?? file, cell })))
      .toSorted((a, b) => b.cell.durationMs - a.cell.durationMs)
      .slice(0, count)
  }
}

function withoutOutputs(event: CellEnd): CellEnd {
  const { outputs: _outputs, expected: _expected, source: _source, ...rest } = event
  return rest
}

export function isFailure(verdict: Verdict): boolean {
  return verdict !== 'passed' && verdict !== 'skipped'
}

/** "cell 4 [3] const rows = await load()": place among the code cells, and the number that Jupyter shows. */
export function cellLabel(cell: CellRef, executionCount: number | null = null): string {
  const count = executionCount === null ? '' : ` [${executionCount}]`
  return `cell ${cell.codeIndex}${count}${cell.name === '' ? '' : ` ${cell.name}`}`
}

/** Why a verdict is not "passed", in a few words. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  passed: 'passed',
  failed: 'failed',
  skipped: 'skipped',
  timeout: 'timed out',
  'kernel-died': 'kernel died',
  aborted: 'aborted',
  unrecorded: 'has no recorded output',
  invalid: 'is not valid',
  infrastructure: 'could not be run',
}
