/**
 * Reports for programs. `json`: one document at the end, notebooks in the order of the plan. `events`: each event as a
 * line at once, for tools that follow a run. `tap`: TAP 14, a subtest for each notebook.
 *
 *     loopbook test --reporter json=report.json --reporter tap
 */
import { stripVTControlCharacters } from 'node:util'
import type { CellEnd, RunnerEvent } from '../events.ts'
import { describeFailure, failureTitle } from './failure.ts'
import { RunRecord, cellLabel, isFailure, verdictWords } from './record.ts'
import type { Reporter } from './reporter.ts'

export class JsonReporter implements Reporter {
  readonly #record = new RunRecord()

  report(event: RunnerEvent): string {
    this.#record.add(event)
    if (event.type !== 'run-end') return ''
    const { start, notes } = this.#record
    const notebooks = this.#record.ordered().map(({ file, start: begun, end, cells, earlier }) => ({
      file,
      path: begun?.path ?? end?.path,
      kernel: begun?.kernel,
      language: begun?.language,
      verdict: end?.verdict,
      durationMs: end?.durationMs,
      attempts: end?.attempts,
      ...(end?.flaky === true && { flaky: true, earlierFailures: earlier.map(cellJson) }),
      ...(end?.cached === true && { cached: true }),
      ...(end?.failure && { failure: end.failure }),
      ...(end?.saved !== undefined && { saved: end.saved }),
      cells: cells.map(cellJson),
    }))
    const { type: _type, ...totals } = event
    const report = { format: 'loopbook-report', version: 1, at: start?.at, directory: start?.directory, ...totals }
    return `${JSON.stringify({ ...report, notes: notes.map(({ type: _note, ...note }) => note), results: notebooks }, null, 2)}\n`
  }
}

function cellJson({
  type: _type,
  file: _file,
  cell,
  outputs: _outputs,
  expected: _expected,
  ...rest
}: CellEnd): object {
  return { ...cell, ...rest }
}

/** Each event as a line of JSON. */
export class EventsReporter implements Reporter {
  report(event: RunnerEvent): string {
    return `${JSON.stringify(event)}\n`
  }
}

export class TapReporter implements Reporter {
  readonly #record = new RunRecord()
  #count = 0

  report(event: RunnerEvent): string {
    this.#record.add(event)
    if (event.type === 'run-start') return `TAP version 14\n1..${event.files.length}\n`
    if (event.type === 'run-end') return event.interrupted === undefined ? '' : `Bail out! ${event.interrupted}\n`
    if (event.type !== 'notebook-end') return ''
    const { cells } = this.#record.notebook(event.file)
    const number = ++this.#count
    const ok = isFailure(event.verdict) ? 'not ok' : 'ok'
    const name = `${ok} ${number} - ${escape(event.file)}`
    if (cells.length === 0) {
      const reason = event.cached === true ? ' # cached' : ''
      return `${name}${event.verdict === 'skipped' ? ' # SKIP' : reason}\n${event.failure ? yaml({ message: failureTitle(event.failure), kind: event.verdict }, '  ') : ''}`
    }
    const lines = cells.map((cell, index) => `    ${tapLine(cell, index + 1)}`).join('')
    const flaky = event.flaky === true ? ' # flaky' : ''
    return `# Subtest: ${escape(event.file)}\n    1..${cells.length}\n${lines}${name}${flaky}\n`
  }
}

function tapLine(cell: CellEnd, number: number): string {
  const name = escape(cellLabel(cell.cell, cell.executionCount))
  if (cell.verdict === 'skipped') return `ok ${number} - ${name} # SKIP ${cell.reason ?? ''}`.trimEnd().concat('\n')
  const note = cell.kept === true ? 'kept' : `time=${cell.durationMs.toFixed(1)}ms`
  if (!isFailure(cell.verdict)) return `ok ${number} - ${name} # ${note}\n`
  const message = cell.failure ? failureTitle(cell.failure) : (cell.reason ?? verdictWords[cell.verdict])
  const at = { line: cell.failure?.jsonLine ?? cell.cell.line, file: cell.file }
  const details = stripVTControlCharacters(describeFailure(cell, { color: false }))
  return `not ok ${number} - ${name}\n${yaml({ message, kind: cell.verdict, ...at, details }, '      ')}`
}

function yaml(values: Readonly<Record<string, string | number>>, margin: string): string {
  const lines = Object.entries(values).map(([name, value]) =>
    typeof value === 'string' && value.includes('\n')
      ? `${margin}${name}: |\n${value
          .split('\n')
          .map((line) => `${margin}  ${line}`)
          .join('\n')}`
      : `${margin}${name}: ${JSON.stringify(value)}`,
  )
  return `${margin}---\n${lines.join('\n')}\n${margin}...\n`
}

function escape(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('#', String.raw`\#`)
    .replaceAll('\n', ' ')
}
