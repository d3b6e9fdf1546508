// Items and annotations changed by a query: one UPDATE in one transaction. The patch is merged into each, null deletes.
//
//   const { total, first } = await database.write(() => updateMatches(store, query, datasetN, update, user))
import type { Body } from '../http/body.ts'
import { badRequest } from '../http/errors.ts'
import { metadataPatch } from '../items/metadata.ts'
import { isObject } from '../query/dql.ts'
import { shapes } from '../query/fields.ts'
import type { Query } from '../query/query.ts'
import { join, raw, sql, type Sql } from '../query/sql.ts'
import type { Store } from '../store/store.ts'
import { whereOf } from './where.ts'

export interface Patch {
  /** SET clauses on the resource's own columns. */
  columns: Sql[]
  metadata: Body
}

/** Checks an update's body; done before anything is written. */
export function readUpdate(query: Query, update: unknown, systemSpace: boolean): Patch {
  if (!isObject(update)) throw badRequest("'update' must be an object: { metadata: { user: { … } } }")
  if (query.resource !== 'items' && query.resource !== 'annotations')
    throw badRequest(`${query.resource} cannot be updated by a query`)
  const { metadata, ...fields } = update
  const columns = Object.entries(fields).map(([field, value]) =>
    columnOf(query.resource as 'items' | 'annotations', field, value),
  )
  return { columns, metadata: metadataPatch(metadata, { system: systemSpace }) }
}

function columnOf(resource: 'items' | 'annotations', field: string, value: unknown): Sql {
  if (resource === 'items' && field === 'hidden' && typeof value === 'boolean') return sql`hidden = ${value ? 1 : 0}`
  if (field === 'description' && (value === null || typeof value === 'string')) return sql`description = ${value}`
  if (resource === 'annotations' && field === 'label' && typeof value === 'string' && value !== '')
    return sql`label = ${value}`
  const known = resource === 'items' ? 'metadata, hidden, description' : 'metadata, label, description'
  throw badRequest(`update: '${field}' cannot be changed by a query, or not to this value (known: ${known})`)
}

/** Inside a write: how many were changed, and the row numbers of the first ones. */
export function updateMatches(
  store: Store,
  query: Query,
  datasetN: number,
  patch: Patch,
  user: string,
): { total: number; first: number[] } {
  const { database } = store
  const { table, alias } = shapes[query.resource]
  const where = whereOf(store, query, datasetN)
  const first = database
    .all(
      `SELECT ${alias}.n FROM ${table} ${alias} WHERE ${where.text} ORDER BY ${alias}.n LIMIT ?`,
      ...where.values,
      query.pageSize,
    )
    .map((row) => Number(row['n']))
  store.arrays.learn(patch.metadata)
  const sets = [
    ...patch.columns,
    sql`updated_at = ${store.stamp()}`,
    sql`updated_by = ${user}`,
    ...(Object.keys(patch.metadata).length > 0
      ? [sql`metadata = jsonb_patch(metadata, ${JSON.stringify(patch.metadata)})`]
      : []),
  ]
  const statement = sql`UPDATE ${raw(table)} AS ${raw(alias)} SET ${join(sets, ', ')} WHERE ${where}`
  const total = first.length === 0 ? 0 : database.run(statement.text, ...statement.values)
  return { total, first }
}
