// Cells that would bring the native parser down: brackets nested deeper than a thread's stack (the process dies), and so much code
// that its syntax tree fills the memory. Long strings and comments are fine: 50 MB of pasted data compile in 4 s.
//
//   checkLimits('['.repeat(100_000))   // CellSyntaxError
import { CellSyntaxError, placeOf } from './errors.ts'

const deepest = 3_000
/** Characters outside of strings and comments; their tree takes a hundred times as much memory. */
const longest = 16_000_000

/** @throws CellSyntaxError */
export function checkLimits(source: string): void {
  if (source.length <= 2 * deepest) return
  let depth = 0
  let code = 0
  for (let at = 0; at < source.length; at++) {
    const letter = source.charCodeAt(at)
    if (letter === 0x28 || letter === 0x5b || letter === 0x7b) {
      if (++depth > deepest)
        throw refuse(source, at, 'The brackets are nested too deep', 'build the value with a loop.')
    } else if (letter === 0x29 || letter === 0x5d || letter === 0x7d) depth--
    else if (letter === 0x22 || letter === 0x27) at = endOfString(source, at, letter)
    else if (letter === 0x2f && source.charCodeAt(at + 1) === 0x2a) at = endOf(source, '*/', at + 2)
    else if (letter === 0x2f && source.charCodeAt(at + 1) === 0x2f) at = endOf(source, '\n', at)
    if (++code > longest)
      throw refuse(source, 0, 'The cell is too long', 'keep the data in a file beside the notebook and read it.')
  }
}

/** A quote that no other closes on its line opens no string: it stands in a template or in a regular expression. */
function endOfString(source: string, from: number, quote: number): number {
  for (let at = from + 1; at < source.length; at++) {
    const letter = source.charCodeAt(at)
    if (letter === quote) return at
    if (letter === 0x0a) return from
    if (letter === 0x5c) at++
  }
  return from
}

function endOf(source: string, end: string, from: number): number {
  const found = source.indexOf(end, from)
  return found < 0 ? source.length : found
}

function refuse(source: string, at: number, message: string, hint: string): CellSyntaxError {
  const { line, column } = placeOf(source, at)
  return new CellSyntaxError(message, { line, column, endColumn: column + 1 }, hint)
}
