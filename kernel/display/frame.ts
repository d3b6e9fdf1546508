// Data frames of other libraries (Apache Arrow, nodejs-polars, Arquero) as tables. Recognised by shape, for none of them is
// a dependency; of a million rows only those that are shown are read.
//
//   frameBundle(tableFromArrays({ a: [1, 2] }))
import { dataResource, inspectValue, readProperty, tableBundle } from '../../src/text/index.ts'
import type { Column, Kind, Table } from '../../src/text/index.ts'
import type { MimeBundle, Recogniser } from './bundle.ts'

type Row = Readonly<Record<string, unknown>>
const head = 8
const tail = 2

export const frameBundle: Recogniser = (value, options) => {
  const table = arrow(value) ?? arquero(value) ?? polars(value)
  if (!table) return arrowVector(value)
  const bundle: MimeBundle = tableBundle(table, options.width === undefined ? {} : { width: options.width })
  const resource = table.rows.length <= head + tail + 1 ? dataResource(table) : undefined
  return resource ? { ...bundle, 'application/vnd.dataresource+json': resource } : bundle
}

interface ArrowTable {
  numRows: number
  schema: { fields: readonly { name: string; type: unknown }[] }
  get(index: number): { toJSON(): Row } | null
}

function arrow(value: object): Table | undefined {
  if (!shaped<ArrowTable>(value, { numRows: 'number', schema: 'object', get: 'function' })) return undefined
  if (!Array.isArray(value.schema.fields)) return undefined
  const columns = value.schema.fields.map((field) => typed(field.name, String(field.type)))
  return { caption: 'Arrow table', columns, rows: sparse(value.numRows, (index) => value.get(index)?.toJSON() ?? {}) }
}

interface ArrowVector {
  type: object
  length: number
  nullCount: number
}

const mostElements = 100

/** inspect prints its hundred internals, and none of its elements. */
function arrowVector(value: object): MimeBundle | undefined {
  const shape = {
    type: 'object',
    length: 'number',
    nullCount: 'number',
    toArray: 'function',
    toJSON: 'function',
  }
  if (!shaped<ArrowVector>(value, shape) || !isVector(value) || ArrayBuffer.isView(value)) return undefined
  const elements: unknown[] = []
  for (const element of value) {
    if (elements.length === mostElements) break
    elements.push(element)
  }
  const more = value.length > mostElements ? ` … ${value.length - mostElements} more` : ''
  const nulls = value.nullCount > 0 ? ` · ${value.nullCount} null` : ''
  const text = inspectValue(elements)
  return { 'text/plain': `Arrow vector · ${String(value.type)} · ${value.length} long${nulls}\n${text}${more}` }
}

interface ArqueroTable {
  numRows(): number
  columnNames(): string[]
  get(name: string, row: number): unknown
}

function arquero(value: object): Table | undefined {
  if (!shaped<ArqueroTable>(value, { numRows: 'function', columnNames: 'function', get: 'function' })) return undefined
  const names = value.columnNames()
  const row = (index: number): Row => Object.fromEntries(names.map((name) => [name, value.get(name, index)]))
  return { caption: 'Arquero table', columns: names.map((key) => ({ key })), rows: sparse(value.numRows(), row) }
}

interface PolarsFrame {
  height: number
  schema: Record<string, unknown>
  head(rows: number): { toRecords(): Row[] }
  tail(rows: number): { toRecords(): Row[] }
}

const polarsShape = { height: 'number', schema: 'object', head: 'function', tail: 'function', toRecords: 'function' }

export function isPolars(value: object): value is PolarsFrame {
  const found = readProperty(value, 'toRecords')
  return 'value' in found && shaped<PolarsFrame>(value, polarsShape)
}

function polars(value: object): Table | undefined {
  if (!isPolars(value)) return undefined
  const columns = Object.entries(value.schema).map(([name, type]) => typed(name, polarsType(type)))
  const whole = value.height <= head + tail + 1
  const first = value.head(whole ? value.height : head).toRecords()
  const last = whole ? [] : value.tail(tail).toRecords()
  const rows = sparse(value.height, (index) => first[index] ?? last[index - (value.height - tail)] ?? {})
  return { caption: 'Polars data frame', columns, rows }
}

function polarsType(type: unknown): string {
  const found = typeof type === 'object' && type !== null ? readProperty(type, 'variant') : { error: undefined }
  return 'value' in found && typeof found.value === 'string' ? found.value : String(type)
}

function shaped<T>(value: object, shape: Readonly<Record<keyof T | string, string>>): value is object & T {
  return Object.entries(shape).every(([key, type]) => {
    const found = readProperty(value, key)
    return 'value' in found && typeof found.value === type && found.value !== null
  })
}

const kinds: readonly [RegExp, Kind][] = [
  [/^(?:u?int|float|decimal)/i, 'number'],
  [/^(?:timestamp|date)/i, 'date'],
  [/^bool/i, 'boolean'],
]

function typed(key: string, type: string): Column {
  const kind = kinds.find(([pattern]) => pattern.test(type))?.[1]
  return { key, type, ...(kind ? { kind } : {}) }
}

/** As long as the whole, but only the rows that a table shows are in it. */
function sparse(length: number, read: (index: number) => Row): Row[] {
  const rows: Row[] = []
  rows.length = length
  const whole = length <= head + tail + 1
  for (let index = 0; index < length; index++) {
    if (!whole && index === head) index = length - tail
    rows[index] = plain(read(index))
  }
  return rows
}

/** Lists inside a cell are vectors with a hundred internals: their elements are meant. */
function plain(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, isVector(value) ? [...value] : value]))
}

function isVector(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && 'toArray' in value && Symbol.iterator in value
}
