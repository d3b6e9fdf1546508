// A thrown value as a reader wants it: what in one line, where in their own cell with a caret, the chain of causes, a next step.
// Colours are the terminal's sixteen, which every front end themes. Runs on the I/O thread.
//
//   describeError(raw, (url) => cells.get(url))
//   // TypeError: Cannot read properties of undefined (reading 'name')
//   //   Cell [3], line 2
//   //     1 │ const cat = animals.find((animal) => animal.kind === 'cow')
//   //   > 2 │ cat!.name.toUpperCase()
//   //       │      ^
//   // hint: what stands before .name has no value here; …
import { readFileSync } from 'node:fs'
import { displayWidth } from '../../src/text/index.ts'
import type { CompiledCell } from '../compile/index.ts'
import { cellId } from '../compile/name.ts'
import { framesOf } from './frames.ts'
import type { Frame } from './frames.ts'
import { printedStacks } from './printed.ts'
import { hintOf } from './hints.ts'
import type { HintContext } from './hints.ts'
import type { RawError } from './raw.ts'

export interface DescribedError {
  ename: string
  evalue: string
  traceback: string[]
}

export interface Place {
  /** Execution count of the cell; undefined for a file. */
  cell: number | undefined
  path: string
  line: number
  /** From 0. */
  column: number
  endColumn?: number
  function: string | undefined
  source: string
}

type Cells = (url: string) => CompiledCell | undefined

const red = '\u001B[31m'
const bold = '\u001B[1m'
const dim = '\u001B[2m'
const cyan = '\u001B[36m'
const off = '\u001B[0m'
const mostFrames = 8

export function describeError(error: RawError, cells: Cells, context: HintContext = {}): DescribedError {
  const ename = error.thrown === undefined ? error.name : 'Thrown'
  const evalue = error.message
  const traceback = [...describe(error, cells), ...hintLines(error, { ...context, line: lineOf(error, cells) })]
  return { ename, evalue, traceback }
}

/** As describeError, for an error whose place is known, such as a syntax error. */
export function describeAt(error: RawError, place: Place, context: HintContext = {}): DescribedError {
  const line = { text: place.source.split('\n')[place.line - 1] ?? '', column: place.column }
  const traceback = [title(error), ...placeLines(place, true), ...hintLines(error, { ...context, line })]
  return { ename: error.name, evalue: error.message, traceback }
}

function describe(error: RawError, cells: Cells): string[] {
  const places = framesOf(error.stack).flatMap((frame) => placeOf(frame, cells))
  places.push(...reachedPlace(error, places, cells))
  const lines = [printedStacks(title(error), cells)]
  const calls = folded(places)
  for (const [index, { place, times }] of calls.slice(0, mostFrames).entries())
    lines.push(...placeLines(place, index === 0, times))
  if (calls.length > mostFrames) lines.push(`${dim}  … ${calls.length - mostFrames} more calls${off}`)
  // Node's own assertions say both in their message.
  if (error.assertion && !error.message.includes('\n'))
    lines.push(`  expected: ${oneLine(error.assertion.expected)}`, `  actual:   ${oneLine(error.assertion.actual)}`)
  for (const [index, member] of (error.errors ?? []).entries()) {
    lines.push(`${dim}[${index + 1}]${off}`, ...describe(member, cells).map((line) => `  ${line}`))
  }
  if (error.cause) lines.push(`${dim}caused by${off}`, ...describe(error.cause, cells))
  return lines
}

/** A recursion's calls stand together; a callback's caller on the same line says nothing new. */
function folded(places: readonly Place[]): { place: Place; times: number }[] {
  const calls: { place: Place; times: number }[] = []
  for (const place of places) {
    const last = calls.at(-1)
    const sameLine = last?.place.path === place.path && last.place.line === place.line
    if (last && sameLine && (last.place.function === place.function || place.function === undefined)) last.times++
    else calls.push({ place, times: 1 })
  }
  return calls
}

function title(error: RawError): string {
  if (error.thrown !== undefined) return `${red}Thrown${off}: ${error.thrown}`
  const message = error.message === '' ? '' : `: ${error.message}`
  return `${red}${bold}${error.name}${off}${message}${error.code === undefined || error.message.includes(error.code) || ownWords.test(error.code) ? '' : ` ${dim}(${error.code})${off}`}`
}

/** Codes that add nothing to the message. */
const ownWords = /^ERR_(?:MODULE_NOT_FOUND|REMOTE_MODULE|PACKAGE_|UNSUPPORTED_|ASSERTION)/

function hintLines(error: RawError, context: HintContext): string[] {
  for (let link: RawError | undefined = error; link; link = link.cause) {
    const hint = hintOf(link, context)
    if (hint !== undefined) return [`${cyan}hint:${off} ${hint}`]
  }
  return []
}

/** The line where it happened, which tells hints what the user wrote. */
function lineOf(error: RawError, cells: Cells): HintContext['line'] {
  for (const frame of framesOf(error.stack)) {
    const [place] = placeOf(frame, cells)
    const text = place?.source.split('\n')[place.line - 1]
    if (place && text !== undefined) return { text, column: place.column }
  }
  return undefined
}

/** The statement or await that failed, where no call says so. */
function reachedPlace({ reached }: RawError, places: readonly Place[], cells: Cells): Place[] {
  if (!reached || places.some(({ path }) => path === reached.url)) return []
  const cell = cells(reached.url)
  const position = cell?.reachedPosition(reached.offset)
  if (!cell || !position) return []
  const { url, source } = cell
  return [{ ...position, cell: cellId(url), path: url, function: undefined, source }]
}

function placeOf(frame: Frame, cells: Cells): Place[] {
  if (!frame.url.startsWith('cell:///')) {
    return [{ ...frame, cell: undefined, path: frame.url, column: frame.column - 1, source: fileText(frame.url) }]
  }
  const cell = cells(frame.url)
  const place = cell?.originalPosition(frame.line, frame.column - 1)
  if (!cell || !place) return []
  return [
    {
      ...place,
      cell: cellId(frame.url),
      path: frame.url,
      function: frame.function,
      source: cell.source,
    },
  ]
}

function placeLines(place: Place, framed: boolean, times = 1): string[] {
  const file = place.cell === undefined ? place.path : place.cell > 0 ? `Cell [${place.cell}]` : 'Cell'
  const where = `${file}, line ${place.line}`
  const head = `  ${cyan}${where}${off}${place.function === undefined ? '' : `${dim} in ${place.function}${times > 2 ? ` (${times} times)` : ''}${off}`}`
  return framed ? [head, ...codeFrame(place)] : [head]
}

/** The line with a caret, and the two before it. */
export function codeFrame(place: Pick<Place, 'source' | 'line' | 'column' | 'endColumn'>): string[] {
  const source = place.source.split('\n')
  if (source[place.line - 1] === undefined) return []
  const first = Math.max(1, place.line - 2)
  const wide = String(place.line).length
  const lines: string[] = []
  for (let line = first; line <= place.line; line++) {
    const marked = line === place.line
    const { text } = window(source[line - 1]!, marked ? place.column : 0)
    lines.push(`  ${marked ? `${red}>${off}` : ' '} ${dim}${String(line).padStart(wide)} │${off} ${text}`)
  }
  const { text, column } = window(source[place.line - 1]!, place.column)
  const long = Math.max(1, Math.min((place.endColumn ?? place.column + 1) - place.column, text.length - column))
  const before = text.slice(0, column).replaceAll(/[^\t]+/g, (part) => ' '.repeat(displayWidth(part)))
  lines.push(`    ${' '.repeat(wide)} ${dim}│${off} ${before}${red}${'^'.repeat(long)}${off}`)
  return lines
}

/** Minified lines are shown around the caret only. */
function window(line: string, column: number): { text: string; column: number } {
  if (line.length <= 160) return { text: line, column: Math.min(column, line.length) }
  const start = Math.max(0, column - 70)
  return {
    text: `${start > 0 ? '…' : ''}${line.slice(start, start + 150)}…`,
    column: column - start + (start > 0 ? 1 : 0),
  }
}

function fileText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function oneLine(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
