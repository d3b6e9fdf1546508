// The rows that a bulk operation is about: its query's, in the dataset, without page and sort.
//
//   const where = whereOf(store, readQuery(body, 'items'), datasetN)
import type { Store } from '../store/store.ts'
import { selection, type Query } from '../query/query.ts'
import { shapes } from '../query/fields.ts'
import { raw, sql, type Sql } from '../query/sql.ts'

export function scopeOf(query: Query, datasetN: number): Sql {
  return sql`${raw(shapes[query.resource].alias)}.dataset_n = ${datasetN}`
}

export function whereOf(store: Store, query: Query, datasetN: number): Sql {
  store.arrays.refresh()
  return selection(query, store.arrays, scopeOf(query, datasetN)).where
}
