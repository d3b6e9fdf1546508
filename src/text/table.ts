// A table as data, and the choice of what is shown of it: which columns, which rows, how they are cut. Both renderers
// (table-text.ts, table-html.ts) draw the same choice, so that text and HTML never disagree.
//
//   tableText({ caption: 'Items', columns: [{ key: 'name' }, { key: 'size', kind: 'number' }], rows })
//   tableBundle(tableOf(records))       // columns inferred
import { oneLine } from './one-line.ts'
import { cellOf } from './cell.ts'
import type { Cell, Kind } from './cell.ts'
import { count } from './count.ts'

export interface Column {
  key: string
  title?: string
  kind?: Kind
  /** The rows are in the order of this column: said to screen readers, shown by an arrow. */
  sorted?: 'ascending' | 'descending'
  /** The type that the data itself declares (a data frame's): a second line under the title. */
  type?: string
}

export interface Table {
  caption?: string
  columns: readonly Column[]
  rows: readonly Readonly<Record<string, unknown>>[]
  /** Rows in all, if more exist than are given. */
  total?: number
  /** How to see more, or what to do next: a last line under the table. */
  footer?: string
}

export interface TableOptions {
  /** Columns of the terminal; text only. Default 80. */
  width?: number
  /** Rows shown before and after the gap. Default 8 and 2. */
  head?: number
  tail?: number
  /** Most columns shown. Default 20. */
  columns?: number
  /** Most bytes of HTML. Default 65,536. */
  bytes?: number
}

/** What is shown of a table. */
export interface Layout {
  columns: { title: string; key: string; kind: Kind; type: string | undefined; sorted: Column['sorted'] }[]
  /** The index says which row it is in the whole; a gap stands between two that don't follow each other. */
  rows: { index: number; cells: Cell[] }[]
  /** Rows in all, shown or not. */
  total: number
  hiddenColumns: string[]
}

export function layoutTable(table: Table, options: TableOptions = {}): Layout {
  const { head = 8, tail = 2, columns: most = 20 } = options
  const indices = shownRows(table.rows.length, table.total, { head, tail })
  const shown = table.columns.slice(0, most)
  const rows = indices.map((index) => ({
    index,
    cells: shown.map((column) => cellOf(table.rows[index] ?? {}, column)),
  }))
  return {
    columns: shown.map((column, at) => ({
      key: column.key,
      title: oneLine(column.title || column.key, 60) || '(empty)',
      kind: column.kind ?? columnKind(rows.map((row) => row.cells[at])),
      type: column.type === undefined ? undefined : oneLine(column.type, 60),
      sorted: column.sorted,
    })),
    rows,
    total: Math.max(table.total ?? 0, table.rows.length),
    hiddenColumns: table.columns.slice(most).map((column) => oneLine(column.title ?? column.key, 60)),
  }
}

/** Which rows are shown: the first and the last; of a page the first only, for its last aren't the last of the whole. */
export function shownRows(rows: number, total: number | undefined, options: TableOptions = {}): number[] {
  const { head = 8, tail = 2 } = options
  return (total ?? 0) > rows ? pickRows(rows, head + tail, 0) : pickRows(rows, head, tail)
}

/** One row more than head and tail is shown whole: a gap of one row takes as much room as the row. */
function pickRows(count: number, head: number, tail: number): number[] {
  if (tail === 0) return Array.from({ length: Math.min(count, head) }, (_, index) => index)
  if (count <= head + tail + 1) return Array.from({ length: count }, (_, index) => index)
  return [...Array.from({ length: head }, (_, at) => at), ...Array.from({ length: tail }, (_, at) => count - tail + at)]
}

function columnKind(cells: readonly (Cell | undefined)[]): Kind {
  const kinds = new Set(cells.filter((cell) => cell && !cell.missing).map((cell) => cell!.kind))
  const [only] = kinds
  return kinds.size === 1 && only ? only : 'text'
}

/** A table of records: their keys in order of appearance become the columns. At most 1,000 columns and the first 1,000 rows are looked at. */
export function tableOf(records: readonly unknown[], more: Omit<Table, 'columns' | 'rows'> = {}): Table {
  const keys = new Set<string>()
  const rows = records as readonly Readonly<Record<string, unknown>>[]
  const last = Math.max(0, records.length - 10)
  for (const [index, record] of rows.entries()) {
    if (index > 1_000 && index < last) continue
    for (const key of ownKeys(record)) if (keys.size < 1_000) keys.add(key)
  }
  return { ...more, columns: [...keys].map((key) => ({ key })), rows: rows.map((row) => row ?? {}) }
}

/** Columns that stand beside each other: `{ name: ['cat', 'dog'], size: [1, 2] }`. The longest says how many rows there are. */
function tableOfColumns(
  columns: Readonly<Record<string, ArrayLike<unknown>>>,
  more: Omit<Table, 'columns' | 'rows'> = {},
): Table {
  const keys = Object.keys(columns)
  const length = Math.max(0, ...keys.map((key) => columns[key]?.length ?? 0))
  const rows = Array.from({ length }, (_, at) => Object.fromEntries(keys.map((key) => [key, columns[key]?.[at]])))
  return { ...more, columns: keys.map((key) => ({ key })), rows }
}

/** Whatever reads as a table: records (array, Set, iterable), a Map, columns, or a Table as it is. */
export function toTable(content: Tabular): Table {
  if (content instanceof Map) {
    const rows = Array.from(content, ([key, value]: [unknown, unknown]) => ({ key, value }))
    return { columns: [{ key: 'key' }, { key: 'value' }], rows }
  }
  if (Symbol.iterator in content) return tableOf([...content])
  if ('columns' in content && 'rows' in content && Array.isArray(content.rows)) return content as Table
  return tableOfColumns(content as Readonly<Record<string, ArrayLike<unknown>>>)
}

export type Tabular =
  | Table
  | Iterable<object>
  | ReadonlyMap<unknown, unknown>
  | Readonly<Record<string, ArrayLike<unknown>>>

function ownKeys(record: unknown): string[] {
  try {
    return typeof record === 'object' && record !== null ? Object.keys(record) : []
  } catch {
    return []
  }
}

/** "12 rows × 3 columns", with the caption before it. */
export function captionOf(table: Table, layout: Layout): string {
  const columns = layout.columns.length + layout.hiddenColumns.length
  const size = `${count(layout.total, 'row')} × ${count(columns, 'column')}`
  return table.caption ? `${oneLine(table.caption)} · ${size}` : size
}
