// A dataset's query endpoint: lists items or annotations, or changes or deletes all that the query finds. The answer is made
// into JSON here, on the thread that read the rows.
//
//   const json = await runDatasetQuery(tools, { datasetN, body, base, user })
import { annotation, annotationColumns } from '../entities/annotation.ts'
import { itemColumns, items } from '../entities/item.ts'
import { badRequest } from '../http/errors.ts'
import { isObject } from '../query/dql.ts'
import { readQuery, type Query } from '../query/query.ts'
import type { QueryRunner } from '../query/run.ts'
import type { Row } from '../store/database.ts'
import type { Store } from '../store/store.ts'
import { carryOut } from './journal.ts'
import { readUpdate } from './update.ts'
import { matching, scopeOf, stillMatching, withContents } from './where.ts'

export interface DatasetQuery {
  datasetN: number
  body: unknown
  base: string
  user: string
}

export const isChange = (body: unknown): boolean =>
  isObject(body) && (body['update'] !== undefined || body['delete'] === true)

export async function runDatasetQuery(
  { store, queries }: { store: Store; queries: QueryRunner },
  args: DatasetQuery,
): Promise<string> {
  const { body, datasetN, base } = args
  const query = readQuery(body, 'items')
  if (query.resource !== 'items' && query.resource !== 'annotations')
    throw badRequest(`a dataset is asked for items or annotations, not for ${query.resource}`)
  if (isObject(body) && body['update'] !== undefined) return update(store, query, args)
  if (isObject(body) && body['delete'] === true) return remove(store, query, args)
  const { rows, total } = queries.run(query, scopeOf(query, datasetN), columnsOf(query))
  return page(query, payloads(store, query, rows, base), total)
}

async function update(store: Store, query: Query, { body, datasetN, base, user }: DatasetQuery): Promise<string> {
  const { update, systemSpace } = body as { update: unknown; systemSpace?: unknown }
  const patch = readUpdate(query, update, systemSpace === true)
  const rows = store.database.read(() => matching(store, query, datasetN))
  const total = await carryOut(store, {
    rows,
    still: () => stillMatching(store, query, datasetN, rows),
    change: () => {
      store.arrays.learn(patch.metadata)
      return { kind: 'update', resource: resourceOf(query), ...patch, at: store.stamp(), user }
    },
  })
  return page(query, payloads(store, query, byNumber(store, query, rows.slice(0, query.pageSize)), base), total)
}

async function remove(store: Store, query: Query, { datasetN, base }: DatasetQuery): Promise<string> {
  const { found, rows, shown } = store.database.read(() => {
    const found = matching(store, query, datasetN)
    const first = byNumber(store, query, found.slice(0, query.pageSize))
    return {
      found,
      rows: query.resource === 'items' ? withContents(store, query, datasetN, found) : found,
      shown: payloads(store, query, first, base),
    }
  })
  const total = await carryOut(store, {
    rows,
    // What is in their folders is found again, too.
    still: () => stillMatching(store, query, datasetN, found),
    change: () => ({ kind: 'delete', resource: resourceOf(query) }),
  })
  return page(query, shown, total)
}

const resourceOf = ({ resource }: Query): 'items' | 'annotations' => (resource === 'items' ? 'items' : 'annotations')

const columnsOf = ({ resource }: Query): string => (resource === 'items' ? itemColumns : annotationColumns)

function byNumber(store: Store, query: Query, numbers: number[]): Row[] {
  const [table, alias] = query.resource === 'items' ? ['items', 'i'] : ['annotations', 'a']
  const sql = `SELECT ${columnsOf(query)} FROM ${table} ${alias} WHERE ${alias}.n IN (SELECT value FROM json_each(?)) ORDER BY ${alias}.n`
  return store.database.all(sql, JSON.stringify(numbers))
}

function payloads(store: Store, query: Query, rows: readonly Row[], base: string): unknown[] {
  return query.resource === 'items' ? items(store, rows, base) : rows.map((row) => annotation(row, base))
}

/** One page's answer; a total of -1 was not asked for. */
export function page(query: Pick<Query, 'page' | 'pageSize'>, shown: readonly unknown[], total: number): string {
  if (total < 0) return JSON.stringify({ hasNextPage: shown.length === query.pageSize, items: shown })
  const pages = Math.ceil(total / query.pageSize)
  return JSON.stringify({
    totalItemsCount: total,
    totalPagesCount: pages,
    hasNextPage: query.page + 1 < pages,
    items: shown,
  })
}
