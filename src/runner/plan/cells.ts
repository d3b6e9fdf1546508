// Names and places of a notebook's code cells: what events, filters and reports call them.
//
//   const cells = codeCells(file, notebook)   // [{ cell, ref: { index: 1, codeIndex: 1, name: 'const a = 1', line: 12, … } }]
import type { CellPosition, CodeCell, Notebook, NotebookFile } from '../../notebook/index.ts'
import { cellPositions } from '../../notebook/index.ts'
import type { CellRef } from '../events.ts'

export interface JobCell {
  readonly cell: CodeCell
  readonly ref: CellRef
  /** Absent for a cell that is not in the file: injected parameters. */
  readonly position?: CellPosition
}

/** `notebook` may have cells that the file has not; those take the line of the cell before them. */
export function codeCells(file: NotebookFile, notebook: Notebook): JobCell[] {
  const positions = cellPositions(file)
  const places = new Map(file.notebook.cells.map((cell, index) => [cell.id, index]))
  const cells: JobCell[] = []
  let line = 1
  for (const [index, cell] of notebook.cells.entries()) {
    const position = positions[places.get(cell.id) ?? -1]
    line = position?.source.line ?? line
    if (cell.cell_type !== 'code' || cell.source.trim() === '') continue
    const ref: CellRef = {
      index,
      codeIndex: cells.length + 1,
      id: cell.id,
      name: cellName(cell),
      line,
      tags: cell.metadata.tags ?? [],
    }
    cells.push(position === undefined ? { cell, ref } : { cell, ref, position })
  }
  return cells
}

function cellName({ source, metadata }: CodeCell): string {
  if (typeof metadata['name'] === 'string' && metadata['name'] !== '') return metadata['name']
  const lines = source.split('\n').map((line) => line.trim())
  const line =
    lines.find((candidate) => candidate !== '' && !/^(\/\/|#|\/\*)/.test(candidate)) ?? lines.find(Boolean) ?? ''
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}
