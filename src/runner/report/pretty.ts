/**
 * The report for a terminal: one line a notebook as it ends, failures in full after the last one, slowest cells, totals.
 * On a live terminal the notebooks that run are shown below, with the cell they are at and a bar.
 *
 *      ✓ notebooks/01-first-cells.ipynb  9 cells  412 ms
 *      ✗ notebooks/etl.ipynb  cell 4 [4] failed: TypeError: rows is not iterable  1.24 s
 */
import { formatDuration } from '../settings/units.ts'
import type { CellEnd, NotebookEnd, RunEnd, RunnerEvent } from '../events.ts'
import { describeFailure, describeWhole, failureTitle } from './failure.ts'
import { LiveView } from './live.ts'
import { type NotebookRecord, RunRecord, cellLabel, isFailure, verdictWords } from './record.ts'
import type { Reporter, ReporterOptions } from './reporter.ts'
import { type Painter, indent, painter, plural } from './style.ts'

export class PrettyReporter implements Reporter {
  readonly #record = new RunRecord()
  readonly #options: ReporterOptions
  readonly #paint: Painter
  readonly #live: LiveView | undefined

  constructor(options: ReporterOptions) {
    this.#options = options
    this.#paint = painter(options.color)
    this.#live = options.live ? new LiveView(this.#record, options) : undefined
  }

  report(event: RunnerEvent): string {
    this.#record.add(event)
    this.#live?.see(event)
    const text = this.#text(event)
    if (!this.#live) return text
    return event.type === 'run-end' ? this.#live.clear() + text : this.#live.draw(text)
  }

  tick(): string {
    return this.#live?.draw('') ?? ''
  }

  #text(event: RunnerEvent): string {
    if (event.type === 'notebook-end') return `${this.#notebook(this.#record.notebook(event.file), event)}\n`
    if (event.type === 'note') {
      const place = event.file === undefined ? '' : `${event.file}: `
      const line = `${place}${event.message}\n`
      return event.level === 'warning' ? this.#paint.yellow(` ! ${line}`) : this.#paint.dim(` · ${line}`)
    }
    return event.type === 'run-end' ? this.#ending(event) : ''
  }

  #notebook(notebook: NotebookRecord, end: NotebookEnd): string {
    const paint = this.#paint
    const time = paint.dim(formatDuration(end.durationMs))
    const file = notebook.file
    const retried = end.attempts > 1 ? paint.yellow(` (attempt ${end.attempts})`) : ''
    if (end.cached === true) return ` ${paint.green('✓')} ${file}  ${paint.dim('cached')}`
    if (end.verdict === 'skipped') return ` ${paint.dim('↷')} ${file}  ${paint.dim('skipped')}`
    const run = notebook.cells.filter(({ verdict }) => verdict !== 'skipped').length
    const kept = notebook.cells.filter((cell) => cell.kept === true).length
    const cells = paint.dim(plural(run, 'cell') + (kept > 0 ? `, ${kept} of them kept` : ''))
    if (!isFailure(end.verdict)) {
      const flaky = end.flaky === true ? paint.yellow(' flaky') : ''
      return ` ${paint.green('✓')} ${file}  ${cells}${flaky}${retried}  ${time}`
    }
    const failed = notebook.cells.filter(({ verdict }) => isFailure(verdict))
    const [first] = failed
    const what = first ? this.#brief(first, failed.length) : `${verdictWords[end.verdict]}${titleOf(end)}`
    return ` ${paint.red('✗')} ${paint.bold(file)}  ${what}${retried}  ${time}`
  }

  #brief(cell: CellEnd, count: number): string {
    const number = cell.executionCount === null ? '' : ` [${cell.executionCount}]`
    const words = `cell ${cell.cell.codeIndex}${number} ${verdictWords[cell.verdict]}${titleOf(cell)}`
    return this.#paint.red(words) + (count > 1 ? this.#paint.red(`, and ${count - 1} more`) : '')
  }

  #ending(end: RunEnd): string {
    const paint = this.#paint
    const blocks: string[] = []
    for (const notebook of this.#record.ordered()) {
      for (const cell of notebook.cells) if (isFailure(cell.verdict)) blocks.push(this.#failure(notebook.file, cell))
      const failure = notebook.end?.failure
      const told = notebook.cells.some(({ verdict }) => isFailure(verdict))
      if (failure && !told) {
        const line = failure.jsonLine === undefined ? '' : `:${failure.jsonLine}`
        const text = describeWhole(failure, this.#options)
        blocks.push(
          `${paint.red(paint.inverse(' FAIL '))} ${paint.bold(notebook.file + line)}\n${indent(text.split('\n'))}`,
        )
      }
    }
    const failures = blocks.length > 0 ? `\n${blocks.join('\n\n')}\n` : ''
    return `${failures}${this.#slowest()}\n${this.#totals(end)}\n`
  }

  #failure(file: string, cell: CellEnd): string {
    const paint = this.#paint
    const line = cell.failure?.jsonLine ?? cell.cell.line
    const column = cell.failure?.jsonColumn === undefined ? '' : `:${cell.failure.jsonColumn}`
    const label = cellLabel(cell.cell, cell.executionCount)
    const text = describeFailure(cell, this.#options)
    return [
      `${paint.red(paint.inverse(' FAIL '))} ${paint.bold(`${file}:${line}${column}`)}  ${label}`,
      indent(text.split('\n')),
    ].join('\n')
  }

  #slowest(): string {
    // Below a tenth of a second nobody wants to know.
    const cells = this.#record.slowest(this.#options.slowest).filter(({ cell }) => cell.durationMs >= 100)
    if (cells.length === 0) return ''
    const rows = cells.map(
      ({ file, cell }) =>
        `  ${formatDuration(cell.durationMs).padStart(8)}  ${file}:${cell.cell.line}  ${cellLabel(cell.cell, cell.executionCount)}`,
    )
    return `\n${this.#paint.dim('Slowest cells')}\n${this.#paint.dim(rows.join('\n'))}\n`
  }

  #totals(end: RunEnd): string {
    const paint = this.#paint
    const rows = [
      [' Notebooks', this.#counts(end.notebooks)],
      ['     Cells', this.#counts(end.cells)],
      ['  Duration', formatDuration(end.durationMs)],
    ]
    if (end.interrupted !== undefined) rows.push(['', paint.yellow(`interrupted by ${end.interrupted}`)])
    return rows.map(([title = '', value = '']) => `${paint.dim(title)}  ${value}`).join('\n')
  }

  #counts(counts: Readonly<Partial<Record<string, number>>>): string {
    const order = ['failed', 'timeout', 'kernel-died', 'unrecorded', 'aborted', 'invalid', 'infrastructure', 'passed']
    const extra = ['flaky', 'cached', 'kept', 'skipped']
    const total = order.concat('skipped').reduce((sum, name) => sum + (counts[name] ?? 0), 0)
    const parts = [...order, ...extra].flatMap((name) => {
      const count = counts[name] ?? 0
      if (count === 0) return []
      const words = `${count} ${name}`
      if (name === 'passed') return [this.#paint.green(words)]
      return [extra.includes(name) ? this.#paint.yellow(words) : this.#paint.red(words)]
    })
    return `${parts.join(', ') || 'none'} ${this.#paint.dim(`(${total})`)}`
  }
}

function titleOf({ failure, reason }: { failure?: NotebookEnd['failure']; reason?: string }): string {
  if (failure) return `: ${failureTitle(failure)}`
  return reason === undefined ? '' : `: ${reason}`
}
