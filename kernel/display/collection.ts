// Collections that read best as a table: arrays of records, Maps, Sets of records. An array whose elements know how to be
// a table together, by `[Symbol.for('loopbook.table')](all)`, is shown as they say. Anything mixed stays as Node prints it.
//
//   collectionBundle([{ name: 'cat', size: 3 }])
import { inspect, types } from 'node:util'
import { dataResource, readProperty, tableBundle, tableHtml, tableOf } from '../../src/text/index.ts'
import type { Table, TableOptions } from '../../src/text/index.ts'
import type { BundleOptions, MimeBundle, Recogniser } from './bundle.ts'
import { plainText } from './plain.ts'
import { numbersBundle } from './numbers.ts'

const $table = Symbol.for('loopbook.table')

export const collectionBundle: Recogniser = (value, options) => {
  if (types.isProxy(value)) return undefined
  if (Array.isArray(value)) return togetherBundle(value) ?? recordsBundle(value, options)
  if (types.isTypedArray(value)) return numbersBundle(value, options)
  if (value instanceof Map && value.size > 0) return mapBundle(value, options)
  if (value instanceof Set && value.size > 0 && value.size <= 100_000) return recordsBundle([...value], options)
  return undefined
}

/** Elements of a library that know their table. */
export function togetherBundle(
  values: readonly unknown[],
  options?: TableOptions,
): MimeBundle | Promise<MimeBundle> | undefined {
  const [first] = values
  if (typeof first !== 'object' || first === null) return undefined
  const found = readProperty(first, $table)
  if (!('value' in found) || typeof found.value !== 'function') return undefined
  const kind = Object.getPrototypeOf(first) as unknown
  if (!values.every((one) => typeof one === 'object' && one !== null && Object.getPrototypeOf(one) === kind))
    return undefined
  const bundle: unknown = found.value.call(first, values, options)
  return typeof bundle === 'object' && bundle !== null ? (bundle as MimeBundle | Promise<MimeBundle>) : undefined
}

function recordsBundle(values: readonly unknown[], options: BundleOptions): MimeBundle | undefined {
  if (!areRecords(values)) return undefined
  const more = values.length > 11 ? { footer: 'display.table(rows, { head: 100 }) shows more' } : {}
  const table = tableOf(values, more)
  return withResource(tableBundle(table, options.width === undefined ? {} : { width: options.width }), table)
}

function mapBundle(map: ReadonlyMap<unknown, unknown>, options: BundleOptions): MimeBundle {
  const rows = Array.from(map, ([key, value]) => ({ key, value }))
  const table: Table = { caption: 'Map', columns: [{ key: 'key' }, { key: 'value' }], rows }
  return { 'text/plain': plainText(map, options), 'text/html': tableHtml(table) }
}

function withResource(bundle: MimeBundle, table: Table): MimeBundle {
  const resource = dataResource(table)
  return resource ? { ...bundle, 'application/vnd.dataresource+json': resource } : bundle
}

/** Plain objects, or instances of one class that has no view of its own; holes and nulls among them are empty rows. */
function areRecords(values: readonly unknown[]): boolean {
  const sample = values.length > 1_000 ? [...values.slice(0, 500), ...values.slice(-500)] : values
  let kind: unknown
  let seen = 0
  for (const value of sample) {
    if (value === null || value === undefined) continue
    if (typeof value !== 'object' || types.isProxy(value)) return false
    const own: unknown = Object.getPrototypeOf(value)
    const plain = own === Object.prototype || own === null
    if (!plain && !isOrdinary(value)) return false
    const group = plain ? Object.prototype : own
    if (seen++ > 0 && group !== kind) return false
    kind = group
    if (Object.keys(value).length === 0 && seen === 1) return false
  }
  return seen > 0 && seen * 2 >= sample.length
}

function isOrdinary(value: object): boolean {
  const builtIn =
    Array.isArray(value) || ArrayBuffer.isView(value) || types.isBoxedPrimitive(value) || Symbol.iterator in value
  return !builtIn && !(value instanceof Error) && !types.isPromise(value) && !(inspect.custom in value)
}
