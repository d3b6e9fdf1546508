/**
 * JUnit XML: a suite for each notebook, a case for each cell, with file and line. Failures carry the kind as `type`
 * (failed, timeout, kernel-died, unrecorded, …); what never started is an `error`; a flaky notebook has Surefire's
 * `flakyFailure`. Written at the end of the run.
 *
 *     <testcase name="[3] load" classname="etl.ipynb" file="etl.ipynb" line="41" time="0.012"/>
 */
import { stripVTControlCharacters } from 'node:util'
import type { CellEnd, RunnerEvent } from '../events.ts'
import { describeFailure, describeWhole, failureTitle } from './failure.ts'
import { type NotebookRecord, RunRecord, isFailure, verdictWords } from './record.ts'
import type { Reporter } from './reporter.ts'

export class JunitReporter implements Reporter {
  readonly #record = new RunRecord({ keepOutputs: true })

  report(event: RunnerEvent): string {
    this.#record.add(event)
    return event.type === 'run-end' ? junitXml(this.#record) : ''
  }
}

function junitXml(record: RunRecord): string {
  const suites = record.ordered().map((notebook) => suite(notebook, record.start?.at))
  const count = (name: 'tests' | 'failures' | 'errors' | 'skipped'): number =>
    suites.reduce((sum, { counts }) => sum + counts[name], 0)
  const head = attributes({
    name: 'loopbook',
    tests: count('tests'),
    failures: count('failures'),
    errors: count('errors'),
    skipped: count('skipped'),
    time: seconds(record.end?.durationMs ?? 0),
  })
  const body = suites.map(({ xml }) => xml).join('')
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${head}>\n${body}</testsuites>\n`
}

interface Suite {
  readonly xml: string
  readonly counts: {
    readonly tests: number
    readonly failures: number
    readonly errors: number
    readonly skipped: number
  }
}

function suite(notebook: NotebookRecord, at: string | undefined): Suite {
  const { cells, end, file } = notebook
  const whole = wholeCase(notebook)
  const cases = cells.map((cell) => testcase(notebook, cell)).concat(whole)
  const counts = {
    tests: cells.length + (whole === '' ? 0 : 1),
    failures: cells.filter(({ verdict }) => isFailure(verdict)).length,
    errors: whole.includes('<error') ? 1 : 0,
    skipped: cells.filter(({ verdict }) => verdict === 'skipped').length,
  }
  const head = attributes({ name: file, ...counts, time: seconds(end?.durationMs ?? 0), timestamp: at, file })
  const properties = { kernel: notebook.start?.kernel, attempts: end?.attempts, cached: end?.cached, saved: end?.saved }
  const lines = Object.entries(properties).flatMap(([name, value]) =>
    value === undefined ? [] : [`      <property${attributes({ name, value: String(value) })}/>\n`],
  )
  const inside = lines.length > 0 ? `    <properties>\n${lines.join('')}    </properties>\n` : ''
  return { xml: `  <testsuite${head}>\n${inside}${cases.join('')}  </testsuite>\n`, counts }
}

function testcase({ file, end, earlier }: NotebookRecord, cell: CellEnd): string {
  const number = cell.executionCount === null ? `cell ${cell.cell.codeIndex}` : `[${cell.executionCount}]`
  const head = attributes({
    name: `${number} ${cell.cell.name}`.trim(),
    classname: file,
    file,
    line: cell.failure?.jsonLine ?? cell.cell.line,
    id: cell.cell.id,
    time: seconds(cell.durationMs),
  })
  const children: string[] = []
  if (cell.verdict === 'skipped') children.push(`<skipped${attributes({ message: cell.reason })}/>`)
  else if (isFailure(cell.verdict)) {
    const message = cell.failure ? failureTitle(cell.failure) : (cell.reason ?? verdictWords[cell.verdict])
    children.push(element('failure', { message, type: cell.verdict }, describeFailure(cell, { color: false })))
  } else if (end?.flaky === true)
    for (const attempt of earlier.filter((candidate) => candidate.cell.id === cell.cell.id)) {
      const message = attempt.failure ? failureTitle(attempt.failure) : verdictWords[attempt.verdict]
      const text = describeFailure(attempt, { color: false })
      children.push(element('flakyFailure', { message, type: attempt.verdict }, text))
    }
  for (const [stream, name] of [['stdout', 'system-out'] as const, ['stderr', 'system-err'] as const]) {
    const text = streamText(cell, stream)
    if (text !== '') children.push(element(name, {}, text))
  }
  if (children.length === 0) return `    <testcase${head}/>\n`
  return `    <testcase${head}>\n${children.map((child) => `      ${child}\n`).join('')}    </testcase>\n`
}

/** A case of its own for what belongs to no cell: no kernel, invalid file, a timeout of the whole notebook. */
function wholeCase({ file, end, cells }: NotebookRecord): string {
  if (!end?.failure || !isFailure(end.verdict) || cells.some(({ verdict }) => isFailure(verdict))) return ''
  const head = attributes({
    name: 'notebook',
    classname: file,
    file,
    line: end.failure.jsonLine,
    time: seconds(end.durationMs),
  })
  const values = { message: failureTitle(end.failure), type: end.verdict }
  const error = element('error', values, describeWhole(end.failure, { color: false }))
  return `    <testcase${head}>\n      ${error}\n    </testcase>\n`
}

function streamText(cell: CellEnd, name: string): string {
  const texts = (cell.outputs ?? []).flatMap((output) =>
    output.output_type === 'stream' && output.name === name ? [output.text] : [],
  )
  const text = texts.join('')
  return text.length <= 20_000
    ? text
    : `${text.slice(0, 10_000)}\n… ${text.length - 20_000} characters left out\n${text.slice(-10_000)}`
}

function element(name: string, values: Readonly<Record<string, unknown>>, text: string): string {
  return `<${name}${attributes(values)}>${escape(stripVTControlCharacters(text))}</${name}>`
}

function attributes(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${escape(String(value)).replaceAll('"', '&quot;').replaceAll('\n', '&#10;')}"`)
    .join('')
}

// oxlint-disable-next-line no-control-regex -- XML 1.0 has no way to write these
const impossible = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g

function escape(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(impossible, '�')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3)
}
