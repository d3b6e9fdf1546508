// A cell that is not TypeScript. Places are those of the cell's own text.

export class CellSyntaxError extends SyntaxError {
  override readonly name = 'SyntaxError'
  /** From 1. */
  readonly line: number
  /** From 0, in UTF-16 units. */
  readonly column: number
  readonly endColumn: number
  readonly hint: string | undefined

  constructor(message: string, place: { line: number; column: number; endColumn: number }, hint?: string) {
    super(message)
    this.line = place.line
    this.column = place.column
    this.endColumn = place.endColumn
    this.hint = hint
  }
}

/** Line (from 1) and column (from 0) of an offset. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset)
  const lines = before.split('\n')
  return { line: lines.length, column: lines[lines.length - 1]!.length }
}

/** The offset of a line (from 1) and column (from 0); past the end is the end. */
export function offsetOf(text: string, line: number, column: number): number {
  let at = 0
  for (let left = line - 1; left > 0; left--) {
    const next = text.indexOf('\n', at)
    if (next < 0) return text.length
    at = next + 1
  }
  return Math.min(at + column, text.length)
}
