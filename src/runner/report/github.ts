/**
 * GitHub Actions: an annotation at the exact line of the .ipynb, and the job summary as markdown: a table of notebooks,
 * each failure with its diff or traceback. Annotations go to standard output, the summary to GITHUB_STEP_SUMMARY.
 *
 *     ::error file=notebooks/etl.ipynb,line=43,col=7,title=cell 4 [3] #load::TypeError%3A rows is not iterable
 */
import { stripVTControlCharacters } from 'node:util'
import { relative } from 'node:path'
import { formatDuration } from '../settings/units.ts'
import type { CellEnd, Failure, Note, RunnerEvent } from '../events.ts'
import { describeFailure, describeWhole, failureTitle } from './failure.ts'
import { type NotebookRecord, RunRecord, cellLabel, isFailure, verdictWords } from './record.ts'
import type { Reporter, ReporterOptions } from './reporter.ts'
import { cutLines, plural } from './style.ts'

export class GithubReporter implements Reporter {
  readonly #record = new RunRecord()
  readonly #options: ReporterOptions

  constructor(options: ReporterOptions) {
    this.#options = options
  }

  report(event: RunnerEvent): string {
    this.#record.add(event)
    if (event.type === 'note' && event.level === 'warning') return this.#note(event)
    if (event.type !== 'notebook-end') return ''
    const notebook = this.#record.notebook(event.file)
    const failed = notebook.cells.filter(({ verdict }) => isFailure(verdict))
    const lines = failed.map((cell) => this.#cell('error', event.path, cell))
    if (event.flaky === true)
      lines.push(...notebook.earlier.map((cell) => this.#cell('warning', event.path, cell, 'flaky: ')))
    if (failed.length === 0 && event.failure) lines.push(this.#whole(event.path, event.failure))
    return lines.join('')
  }

  #note({ file, message }: Note): string {
    const path = file === undefined ? undefined : this.#record.notebook(file).start?.path
    return annotation('warning', { file: path === undefined ? file : this.#path(path), title: 'loopbook' }, message)
  }

  #cell(level: 'error' | 'warning', path: string, cell: CellEnd, prefix = ''): string {
    const { failure } = cell
    const place = { file: this.#path(path), line: failure?.jsonLine ?? cell.cell.line, col: failure?.jsonColumn }
    const number = cell.executionCount === null ? '' : ` [${cell.executionCount}]`
    const title = `cell ${cell.cell.codeIndex}${number} #${cell.cell.id}`
    const message = failure ? failureTitle(failure) : (cell.reason ?? verdictWords[cell.verdict])
    const text = stripVTControlCharacters(describeFailure(cell, { color: false }))
    const body = cutLines(text.split('\n'), 10, 20).join('\n')
    return annotation(level, { ...place, title }, `${prefix}${message}\n\n${body}`)
  }

  #whole(path: string, failure: Failure): string {
    const place = { file: this.#path(path), line: failure.jsonLine ?? 1 }
    const hint = failure.hint === undefined ? '' : `\nhint: ${failure.hint}`
    return annotation('error', { ...place, title: failure.ename }, failure.evalue + hint)
  }

  #path(path: string): string {
    return relative(this.#options.directory, path).replaceAll('\\', '/') || path
  }
}

function annotation(level: string, values: Readonly<Record<string, unknown>>, message: string): string {
  const properties = Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapeData(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`)
  return `::${level} ${properties.join(',')}::${escapeData(stripVTControlCharacters(message))}\n`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

export class SummaryReporter implements Reporter {
  readonly #record = new RunRecord()

  report(event: RunnerEvent): string {
    this.#record.add(event)
    return event.type === 'run-end' ? summary(this.#record) : ''
  }
}

function summary(record: RunRecord): string {
  const notebooks = record.ordered()
  const failed = notebooks.filter(({ end }) => end && isFailure(end.verdict))
  const title =
    failed.length > 0 ? `${plural(failed.length, 'notebook')} of ${notebooks.length} failed` : 'All notebooks passed'
  const rows = notebooks.map(({ file, end, cells }) => {
    const bad = cells.find(({ verdict }) => isFailure(verdict))
    const state = end?.cached === true ? 'cached' : end?.flaky === true ? 'flaky' : (end?.verdict ?? 'not run')
    const mark = end && !isFailure(end.verdict) ? '✅' : '❌'
    const failure = bad?.failure ?? end?.failure
    const where = bad ? cellLabel(bad.cell, bad.executionCount) : ''
    const what = failure ? failureTitle(failure) : (bad?.reason ?? '')
    const cellsOf = [code(file), `${mark} ${state}`, formatDuration(end?.durationMs ?? 0), text(where), text(what)]
    return `| ${cellsOf.join(' | ')} |`
  })
  const table = ['| notebook | verdict | time | cell | error |', '| --- | --- | ---: | --- | --- |', ...rows].join('\n')
  return [`## ${title}`, table, ...failed.map(details)].join('\n\n').concat('\n')
}

function details({ file, cells, end }: NotebookRecord): string {
  const bad = cells.filter(({ verdict }) => isFailure(verdict))
  const parts = bad.map((cell) => {
    const body = stripVTControlCharacters(describeFailure(cell, { color: false }))
    const isDiff = (cell.failure?.mismatches?.length ?? 0) > 0
    return `**${text(cellLabel(cell.cell, cell.executionCount))}**, line ${cell.failure?.jsonLine ?? cell.cell.line}\n\n${fence(body, isDiff)}`
  })
  if (bad.length === 0 && end?.failure) parts.push(fence(describeWhole(end.failure, { color: false }), false))
  const saved = end?.saved === undefined ? '' : `\n\nExecuted notebook: ${code(end.saved)}`
  return `<details open><summary>${text(file)}</summary>\n\n${parts.join('\n\n')}${saved}\n\n</details>`
}

function fence(body: string, isDiff: boolean): string {
  const longest = Math.max(2, ...[...body.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const ticks = '`'.repeat(longest + 1)
  // GitHub colours a diff by its first column.
  const lines = cutLines(body.split('\n'), 40, 40).map((line) => (isDiff ? line.replace(/^ {2}([-+])/, '$1') : line))
  return `${ticks}${isDiff ? 'diff' : ''}\n${lines.join('\n')}\n${ticks}`
}

function code(value: string): string {
  return `\`${value.replaceAll('`', "'").replaceAll('|', '\\|')}\``
}

function text(value: string): string {
  return value.replaceAll(/[\\`*_{}[\]<>#|~]/g, String.raw`\$&`).replaceAll('\n', ' ')
}
