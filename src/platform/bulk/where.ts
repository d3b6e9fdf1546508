// The rows that a bulk operation is about: its query's, in the dataset, without page and sort.
//
//   const where = whereOf(store, readQuery(body, 'items'), datasetN)
//   const numbers = matching(store, query, datasetN)
import { numberOf, textOf } from '../entities/row.ts'
import type { Store } from '../store/store.ts'
import { plansOf } from '../query/plan.ts'
import { plain, selection, type Plan, type Query } from '../query/query.ts'
import { shapes } from '../query/fields.ts'
import { raw, sql, type Sql } from '../query/sql.ts'
import { among } from './change.ts'

export function scopeOf(query: Query, datasetN: number): Sql {
  return sql`${raw(shapes[query.resource].alias)}.dataset_n = ${datasetN}`
}

export function whereOf(store: Store, query: Query, datasetN: number, few = false): Sql {
  store.arrays.refresh()
  store.indexes.refresh()
  const scope = scopeOf(query, datasetN)
  const { join, indexes } = plansOf(store, query, scope).count
  // A clause alone can't start from the joined rows.
  const plan: Plan = few ? { ...plain, join: 'exists' } : { join: join === 'first' ? 'in' : join, indexes }
  return selection(query, store.arrays, scope, plan).where
}

/** Ascending row numbers. A million of them come out of SQLite faster as one JSON text than row by row. */
export function matching(store: Store, query: Query, datasetN: number): number[] {
  return numbers(store, query, whereOf(store, query, datasetN))
}

/** Those of a few rows that the query finds now. */
export function stillMatching(store: Store, query: Query, datasetN: number, rows: readonly number[]): number[] {
  const column = raw(`${shapes[query.resource].alias}.n`)
  return numbers(store, query, sql`${among(column, rows)} AND ${whereOf(store, query, datasetN, true)}`)
}

/** With what is in the folders among them. */
export function withContents(store: Store, query: Query, datasetN: number, rows: number[]): number[] {
  const { database } = store
  const where = whereOf(store, query, datasetN)
  const folders = database
    .all(`SELECT i.n FROM items i WHERE i.type = 'dir' AND ${where.text}`, ...where.values)
    .map((row) => numberOf(row, 'n'))
  if (folders.length === 0) return rows
  const inside = database
    .all(
      `SELECT c.n FROM json_each(?) x CROSS JOIN items d ON d.n = x.value
       CROSS JOIN items c ON c.dataset_n = d.dataset_n AND c.filename > d.filename || '/' AND c.filename < d.filename || '0'`,
      JSON.stringify(folders),
    )
    .map((row) => numberOf(row, 'n'))
  return [...new Set([...rows, ...inside])].sort((a, b) => a - b)
}

function numbers(store: Store, { resource }: Query, where: Sql): number[] {
  const { table, alias } = shapes[resource]
  const rows = `SELECT ${alias}.n AS n FROM ${table} ${alias} WHERE ${where.text} ORDER BY ${alias}.n`
  const found = store.database.get(`SELECT json_group_array(n) AS list FROM (${rows})`, ...where.values)
  return JSON.parse(textOf(found ?? {}, 'list')) as number[]
}
