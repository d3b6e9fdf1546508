// Which cells of a notebook were asked for: by place (`x.ipynb:41`, `x.ipynb#id`), by name (`-t`), by tag. The cells before the last
// of them run too, because a cell alone lacks its state. Slow cells run only when they are asked for.
//
//   selectCells(source, cells, { places: [{ line: 41 }] }, 'x.ipynb')   // Set { 4 }
import type { NotebookFile } from '../../notebook/index.ts'
import { cellAtLine, cellPositions } from '../../notebook/index.ts'
import { RunnerError } from '../error.ts'
import type { JobCell } from './cells.ts'
import type { Place } from './files.ts'

export interface Selection {
  readonly places?: readonly Place[] | undefined
  /** Looked for in names, ids and tags. */
  readonly pattern?: RegExp | undefined
  readonly tags?: readonly string[] | undefined
}

/** Code indexes; undefined: all are meant. @throws RunnerError for a place where no code cell is. */
export function selectCells(
  source: NotebookFile,
  cells: readonly JobCell[],
  { places = [], pattern, tags = [] }: Selection,
  file: string,
): ReadonlySet<number> | undefined {
  if (places.length === 0 && pattern === undefined && tags.length === 0) return undefined
  const positions = places.length === 0 ? [] : cellPositions(source)
  const placed = places.map((place) => {
    const index = place.line === undefined ? undefined : cellAtLine(positions, place.line)
    const cell = cells.find(({ ref }) => (place.cellId === undefined ? ref.index === index : ref.id === place.cellId))
    if (cell !== undefined) return cell.ref.codeIndex
    throw place.cellId === undefined
      ? new RunnerError(`line ${place.line} of ${file} is in no code cell`)
      : new RunnerError(`${file} has no code cell with the id "${place.cellId}"`)
  })
  const chosen = cells.filter(({ ref }) => {
    const named = pattern === undefined || pattern.test([ref.name, ref.id, ...ref.tags].join('\n'))
    return named && (tags.length === 0 || tags.some((tag) => ref.tags.includes(tag)))
  })
  const filtered = chosen.map(({ ref }) => ref.codeIndex)
  if (places.length === 0) return new Set(filtered)
  return new Set(
    pattern === undefined && tags.length === 0 ? placed : placed.filter((index) => filtered.includes(index)),
  )
}
