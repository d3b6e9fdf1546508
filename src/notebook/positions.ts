/**
 * Where the source lines of each cell stand in the .ipynb: what annotations, stack traces and `file.ipynb:41` need.
 * Works on any layout: one array entry a line, several lines in one string, a notebook in a single line.
 *
 *     const [first] = cellPositions(file)
 *     first.place(3, 5)   // third line, column 5 of the cell → { line: 43, column: 12 } in the file
 */
import { type JsonNode, member, parseJson } from './json/node.ts'
import { type Position, lineIndex } from './json/position.ts'
import type { NotebookFile } from './parse.ts'

export interface CellPosition {
  /** Where the cell's JSON object begins and ends. */
  readonly start: Position
  readonly end: Position
  /** First source line. An empty source gives the place of its JSON value. */
  readonly source: Position
  /** Lines in the file, one for each source line. */
  readonly lines: readonly number[]
  /** 1-based line and column in the cell → place in the file; beyond the end gives the nearest place. */
  place(line: number, column?: number): Position
}

export function cellPositions(file: Pick<NotebookFile, 'text'>): CellPosition[] {
  const { text } = file
  const at = lineIndex(text)
  return cellNodes(parseJson(text)).map((cell) => {
    const source = member(cell, 'source') ?? member(cell, 'input') ?? cell
    const strings = source.kind === 'array' ? source.items : [source]
    const starts = lineStarts(text, strings)
    const first = starts[0] ?? source.start
    return {
      start: at(cell.start),
      end: at(cell.end),
      source: at(first),
      lines: starts.map((offset) => at(offset).line),
      place(line, column = 1) {
        const index = Math.max(0, Math.min(line, starts.length) - 1)
        const offset = starts[index] ?? source.start
        return at(forward(text, offset, column - 1))
      },
    }
  })
}

/** Index of the cell that a line of the file belongs to. */
export function cellAtLine(positions: readonly CellPosition[], line: number): number | undefined {
  const index = positions.findIndex(({ start, end }) => start.line <= line && line <= end.line)
  return index === -1 ? undefined : index
}

function cellNodes(root: JsonNode): readonly JsonNode[] {
  const cells = member(root, 'cells')
  if (cells?.kind === 'array') return cells.items
  const sheets = member(root, 'worksheets')
  if (sheets?.kind !== 'array') return []
  return sheets.items.flatMap((sheet) => {
    const inner = member(sheet, 'cells')
    return inner?.kind === 'array' ? inner.items : []
  })
}

/** Offsets in the file at which the lines of the joined strings begin. */
function lineStarts(text: string, strings: readonly JsonNode[]): number[] {
  const starts: number[] = []
  let open = true
  for (const { kind, start, end } of strings) {
    if (kind !== 'string') continue
    if (open && end - start > 2) {
      starts.push(start + 1)
      open = false
    }
    for (let at = start + 1; at < end - 1; at += unitLength(text, at)) {
      if (!text.startsWith(String.raw`\n`, at) && !text.startsWith(String.raw`\u000a`, at)) continue
      const next = at + unitLength(text, at)
      if (next < end - 1) starts.push(next)
      // A line end that closes the string: the next line begins with the next string, if there is one.
      else open = true
    }
  }
  return starts
}

/** Characters that one UTF-16 unit of the value takes in the JSON text. */
function unitLength(text: string, at: number): number {
  if (text[at] !== '\\') return 1
  return text[at + 1] === 'u' ? 6 : 2
}

function forward(text: string, offset: number, units: number): number {
  let at = offset
  for (let count = 0; count < units && text[at] !== '"' && at < text.length; count++) at += unitLength(text, at)
  return at
}
