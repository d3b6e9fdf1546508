// A table for programs: application/vnd.dataresource+json (frictionlessdata.io), which front ends with a data grid read.
// Only when all of it is under 64 KB; half a table would be a lie.
//
//   dataResource({ columns: [{ key: 'size', kind: 'number' }], rows: [{ size: 1 }] })
import { cellOf, formatCell } from './cell.ts'
import { dateWords } from './date.ts'
import { layoutTable } from './table.ts'
import type { Table } from './table.ts'

export interface DataResource {
  schema: { fields: { name: string; type: string }[] }
  data: Record<string, unknown>[]
}

const types: Readonly<Record<string, string>> = {
  number: 'number',
  boolean: 'boolean',
  date: 'datetime',
  json: 'object',
}

export function dataResource(table: Table, bytes: number = 65_536): DataResource | undefined {
  if ((table.total ?? 0) > table.rows.length || table.rows.length > 5_000 || table.columns.length > 200)
    return undefined
  const { columns } = layoutTable(table, { columns: table.columns.length })
  const fields = columns.map(({ key, kind }) => ({ name: key.toWellFormed(), type: types[kind] ?? 'string' }))
  const data: Record<string, unknown>[] = []
  let size = 0
  for (const row of table.rows) {
    const entry = Object.fromEntries(
      columns.map((column) => [column.key.toWellFormed(), plain(cellOf(row, column).value)]),
    )
    size += JSON.stringify(entry).length
    if (size > bytes) return undefined
    data.push(entry)
  }
  return { schema: { fields }, data }
}

function plain(value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'string') return value.length > 1_000 ? formatCell(value).text : value.toWellFormed()
  if (typeof value === 'boolean') return value
  if (value instanceof Date) return dateWords(value)?.iso ?? null
  return formatCell(value).text
}
