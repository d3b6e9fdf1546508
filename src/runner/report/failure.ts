/**
 * One failed cell (or notebook) as text for people: where, what, the traceback or the diff, the last words on stderr, a
 * hint. The same text, without colours, goes into junit, tap and annotations.
 *
 *     describeFailure(cellEnd, { color: false })
 */
import { stripVTControlCharacters } from 'node:util'
import type { CellEnd, Failure, SubTest } from '../events.ts'
import type { Mismatch } from '../compare/mismatch.ts'
import { cutLines, indent, painter } from './style.ts'

export interface FailureStyle {
  readonly color: boolean
}

/** "TypeError: rows is not iterable", the first line only. */
export function failureTitle(failure: Failure): string {
  const [line = ''] = stripVTControlCharacters(failure.evalue).split('\n')
  return line === '' ? failure.ename : `${failure.ename}: ${line}`
}

/** What belongs to no cell: no kernel, an invalid file. */
export function describeWhole(failure: Failure, style: FailureStyle): string {
  const text = describe(failure, style)
  return failure.hint === undefined ? text : `${text}\n${hintLine(failure.hint, style)}`
}

function hintLine(hint: string, style: FailureStyle): string {
  return `${painter(style.color).cyan('hint:')} ${hint}`
}

/** The whole story of a cell that did not pass, without its label. */
export function describeFailure(cell: CellEnd, style: FailureStyle): string {
  const { failure } = cell
  const paint = painter(style.color)
  const parts: string[] = []
  if (failure) parts.push(describe(failure, style, cell.source))
  else if (cell.reason !== undefined) parts.push(paint.red(cell.reason))
  for (const test of cell.tests ?? []) if (test.verdict === 'failed') parts.push(describeTest(test, style))
  const stderr = lastWords(cell)
  if (stderr !== '') parts.push(`${paint.dim('stderr')}\n${stderr}`)
  const told = stripVTControlCharacters(parts.join('\n'))
  // Our kernel's traceback ends with the hint already.
  if (failure?.hint !== undefined && !told.includes(failure.hint)) parts.push(hintLine(failure.hint, style))
  return parts.join('\n')
}

function describe(failure: Failure, style: FailureStyle, source?: string): string {
  const paint = painter(style.color)
  const parts: string[] = []
  const traceback = failure.traceback.flatMap((entry) => entry.split('\n'))
  if (traceback.length > 0) {
    // A timeout's traceback is that of the interrupt, and does not say why there was one.
    if (!stripVTControlCharacters(traceback.join('\n')).includes(failure.ename))
      parts.push(paint.red(failureTitle(failure)))
    parts.push(
      cutLines(style.color ? traceback : traceback.map((line) => stripVTControlCharacters(line)), 12, 28).join('\n'),
    )
  } else {
    parts.push(paint.red(failure.evalue === '' ? failure.ename : `${failure.ename}: ${failure.evalue}`))
    // A difference of outputs has no line of code to blame.
    if (source !== undefined && failure.sourceLine !== undefined && !failure.mismatches)
      parts.push(frame(source, failure.sourceLine, style))
  }
  for (const mismatch of failure.mismatches ?? []) parts.push(describeMismatch(mismatch, style))
  if (failure.exit) parts.push(paint.dim(exitWords(failure.exit)))
  return parts.join('\n')
}

export function describeMismatch(mismatch: Mismatch, style: FailureStyle): string {
  const paint = painter(style.color)
  const words: Record<Mismatch['kind'], string> = {
    changed: 'differs from the recorded one',
    missing: 'is recorded, but was not made',
    extra: 'was made, but is not recorded',
    unrecorded: 'was made, but nothing is recorded',
  }
  const lines = mismatch.diff.split('\n').map((line) => {
    if (line.startsWith('-')) return paint.red(line)
    return line.startsWith('+') ? paint.green(line) : paint.dim(line)
  })
  return `output ${mismatch.output + 1} (${mismatch.mime}) ${words[mismatch.kind]}\n${indent(lines)}`
}

function describeTest(test: SubTest, style: FailureStyle): string {
  const title = painter(style.color).red(`✗ ${test.name}`)
  return test.failure ? `${title}\n${indent(describe(test.failure, style).split('\n'))}` : title
}

function exitWords(exit: NonNullable<Failure['exit']>): string {
  const how = exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`
  return exit.outOfMemory === true ? `the kernel ended with ${how}: out of memory` : `the kernel ended with ${how}`
}

/** Code around a line, for failures that bring no traceback. */
function frame(source: string, line: number, style: FailureStyle): string {
  const paint = painter(style.color)
  const lines = source.split('\n')
  const first = Math.max(1, line - 2)
  const shown = lines.slice(first - 1, line + 2)
  return shown
    .map((text, index) => {
      const number = first + index
      const row = `${number === line ? '>' : ' '} ${String(number).padStart(3)} | ${text}`
      return number === line ? row : paint.dim(row)
    })
    .join('\n')
}

function lastWords(cell: CellEnd): string {
  if (cell.failure?.mismatches?.some(({ mime }) => mime === 'stderr')) return ''
  const texts = (cell.outputs ?? []).flatMap((output) =>
    output.output_type === 'stream' && output.name === 'stderr' ? [stripVTControlCharacters(output.text)] : [],
  )
  const text = texts.join('').trimEnd()
  return text === '' ? '' : indent(cutLines(text.split('\n'), 0, 10))
}
