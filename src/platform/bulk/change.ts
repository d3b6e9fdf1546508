// A change to many rows as plain data, so that the journal can keep it and any process can carry it on; and what it does to some
// of its rows.
//
//   applyChange(store, { resource: 'items', kind: 'update', columns: {}, metadata: { user: { k: 1 } }, at, user }, [7, 8, 9])
import type { Body } from '../http/body.ts'
import { join, raw, sql, type Sql } from '../query/sql.ts'
import type { Store } from '../store/store.ts'
import { deleteAnnotations, deleteItems } from './delete.ts'

export interface Update {
  kind: 'update'
  resource: 'items' | 'annotations'
  /** Values of the resource's own columns. */
  columns: Readonly<Record<string, string | number | null>>
  /** Merged into each row's metadata; null deletes. */
  metadata: Body
  at: string
  user: string
}

export interface Removal {
  kind: 'delete'
  resource: 'items' | 'annotations'
}

export type Change = Update | Removal

/** Inside a write, for ascending rows; how many there still were. */
export function applyChange(store: Store, change: Change, rows: readonly number[]): number {
  if (rows.length === 0) return 0
  if (change.kind === 'update') return update(store, change, rows)
  return change.resource === 'items'
    ? deleteItems(store, among(raw('i.n'), rows))
    : deleteAnnotations(store, among(raw('a.n'), rows))
}

function update(store: Store, change: Update, rows: readonly number[]): number {
  const sets = [
    ...Object.entries(change.columns).map(([column, value]) => sql`${raw(column)} = ${value}`),
    sql`updated_at = ${change.at}`,
    sql`updated_by = ${change.user}`,
    ...(Object.keys(change.metadata).length > 0
      ? [sql`metadata = jsonb_patch(metadata, ${JSON.stringify(change.metadata)})`]
      : []),
  ]
  const statement = sql`UPDATE ${raw(change.resource)} SET ${join(sets, ', ')} WHERE ${among(raw('n'), rows)}`
  return store.database.run(statement.text, ...statement.values)
}

export function among(column: Sql, rows: readonly number[]): Sql {
  const [first = 0] = rows
  const last = rows.at(-1) ?? 0
  return last - first === rows.length - 1
    ? sql`${column} BETWEEN ${first} AND ${last}`
    : sql`${column} IN (SELECT value FROM json_each(${JSON.stringify(rows)}))`
}
