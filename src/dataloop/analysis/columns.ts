// Entities as plain data: records with dotted paths for keys, and columns (one array a key). Pure.
//
//   columnsOf([{ a: 1 }, { b: 2 }])      // { a: [1, null], b: [null, 2] }
import { isRecord } from '../values/diff.ts'

/** Dotted path → value. */
export type FlatRecord = Record<string, unknown>
/** Dotted path → one value a row; null where a row has none. */
export type Columns = Record<string, unknown[]>

/** What an entity says of itself as JSON. */
function plain(entity: object): object {
  return 'toJSON' in entity && typeof entity.toJSON === 'function' ? (entity.toJSON() as object) : entity
}

export function recordsOf(entities: Iterable<object>): FlatRecord[] {
  return Array.from(entities, (entity) => flatRecord(plain(entity)))
}

/** One level of keys: nested objects become dotted paths; arrays stay values. */
export function flatRecord(value: object): FlatRecord {
  const flat: FlatRecord = {}
  const put = (inner: object, path: string, depth: number): void => {
    for (const [key, entry] of Object.entries(inner)) {
      const here = path === '' ? key : `${path}.${key}`
      if (isRecord(entry) && depth < 8 && Object.keys(entry).length > 0) put(entry, here, depth + 1)
      else if (entry !== undefined && !isRecord(entry)) flat[here] = entry
    }
  }
  put(value, '', 0)
  return flat
}

/** Every key of any record, in order of appearance. */
export function columnsOf(records: readonly FlatRecord[]): Columns {
  const columns: Columns = Object.create(null) as Columns
  for (const [row, record] of records.entries()) {
    for (const key of Object.keys(record)) {
      columns[key] ??= Array.from({ length: records.length }, () => null)
      columns[key][row] = record[key] ?? null
    }
  }
  return columns
}

/** The value at a dotted path of an entity or record; undefined where there is none. */
export function valueAt(entity: object, path: string): unknown {
  const json = plain(entity) as Record<string, unknown>
  if (Object.hasOwn(json, path)) return json[path]
  let here: unknown = json
  for (const key of path.split('.')) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined
    here = (here as Record<string, unknown>)[key]
  }
  return here
}
