// Which way to a query's rows is the shortest, for its page and for its count: by the few rows that an index finds, by those that
// a joined row names, or by looking at each. SQLite keeps no statistics of expressions and none of this home's values, so the rows
// of an index are counted here, up to a bound.
//
//   const { page, count } = plansOf(store, query, scope, (key, count) => count())
import type { Store } from '../store/store.ts'
import { answersByIndex, compile } from './compile.ts'
import { conjuncts, type Comparison, type Condition } from './dql.ts'
import { shapes, type Shape } from './fields.ts'
import { indexable } from './path-use.ts'
import type { Plan, Query } from './query.ts'
import { and, raw, scopeFor, sql, type Sql } from './sql.ts'

export interface Plans {
  page: Plan
  count: Plan
}

type Remember = (key: string, count: () => number) => number

/** Columns that an index of the schema leads to. */
const sought: Readonly<Record<string, readonly string[]>> = {
  items: ['id', 'filename', 'dir'],
  annotations: ['id', 'label', 'itemId'],
}

/** Inside a read. */
export function plansOf(store: Store, query: Query, scope: Sql, remember: Remember = (_, count) => count()): Plans {
  const shape = shapes[query.resource]
  const all = Number(store.database.get('SELECT n FROM clock')?.['n'])
  // Rows beyond which looking at each row of the table is faster than seeking those (bench/platform.ts).
  const many = Math.max(50_000, all / 8)
  const indexes = indexesOf(store, query)
  const count = (shape: Shape, condition: Condition): number | undefined => {
    const seek = seekable(shape, condition, indexes)
    return seek && remember(...counting(store, shape, seek, scope, indexes, many))
  }
  const wanted = (query.page + 1) * query.pageSize
  const byRow = query.sort.every(([field]) => shape.columns[field]?.isCreation)
  // Rows come by their numbers: how many are looked at until the page is full, if its rows are spread evenly.
  const isSooner = (rows: number): boolean => byRow && (wanted * all) / Math.max(rows, 1) < rows
  const own = count(shape, query.filter) ?? Infinity
  const other = query.resource === 'items' ? shapes.annotations : shapes.items
  const joined = (query.join && count(other, query.join)) ?? Infinity
  const usable = (isPage: boolean): ReadonlyMap<string, string> => {
    const rows = (name: string): number => (name.startsWith(`${shape.table} `) ? own : joined)
    return new Map([...indexes].filter(([name]) => rows(name) < many && !(isPage && isSooner(rows(name)))))
  }
  const sort = own < many ? undefined : sortIndex(store, query)
  const page = { indexes: usable(true), ...(sort === undefined ? {} : { sort }) }
  const total = { indexes: usable(false) }
  if (!query.join) return { page: { join: 'in', ...page }, count: { join: 'in', ...total } }
  const way = own < joined / 4 || joined >= many ? 'exists' : 'in'
  // The index on labels gives items in order, each once.
  const isFirst = query.resource === 'items' && hasOneLabel(query.join) && own >= joined / 4
  return {
    page: { join: isSooner(joined) ? 'exists' : way, ...page },
    count: { join: isFirst ? 'first' : way, ...total },
  }
}

/** Complete indexes of paths that the query compares and that hold no arrays anywhere, by 'items metadata.user.k'. */
function indexesOf({ indexes, arrays }: Store, { resource, filter, join }: Query): ReadonlyMap<string, string> {
  const other = resource === 'items' ? 'annotations' : 'items'
  const used = [...names(resource, filter), ...(join ? names(other, join) : [])]
  const found = new Map<string, string>()
  for (const { of, path } of used) {
    const table = indexes.find(of, path.join('.'))
    const inArray = path.slice(1).some((_, index) => arrays.has(path.slice(1, index + 2).join('.')))
    if (table !== undefined && !inArray) found.set(`${of} ${path.join('.')}`, table)
  }
  return found
}

const names = (of: string, condition: Condition): { of: string; path: readonly string[] }[] =>
  conjuncts(condition)
    .filter(({ path }) => indexable(path))
    .map(({ path }) => ({ of, path }))

/** What of a condition an index finds; undefined when nothing. */
function seekable(shape: Shape, condition: Condition, indexes: ReadonlyMap<string, string>): Condition | undefined {
  const found = conjuncts(condition).filter((one) => isSought(shape, one, indexes))
  return found.length === 0 ? undefined : { kind: 'and', conditions: found }
}

function isSought(shape: Shape, { path, operator, value }: Comparison, indexes: ReadonlyMap<string, string>): boolean {
  const name = path.join('.')
  if (indexes.has(`${shape.table} ${name}`)) return answersByIndex(operator, value)
  if (!sought[shape.table]?.includes(name) || !/^\$(eq|in|glob)$/.test(operator)) return false
  // A wildcard at the start leads nowhere.
  return (Array.isArray(value) ? value : [value]).every((one) => typeof one === 'string' && !/^\*|^.?\*/.test(one))
}

function counting(
  { database, arrays }: Store,
  shape: Shape,
  seek: Condition,
  scope: Sql,
  tables: ReadonlyMap<string, string>,
  limit: number,
): [key: string, count: () => number] {
  const own = scopeFor(scope, shape.alias)
  const where = and([own, compile(seek, shape, arrays, { scope: own, tables })])
  const rows = sql`SELECT 1 FROM ${raw(`${shape.table} ${shape.alias}`)} WHERE ${where} LIMIT ${Math.ceil(limit)}`
  const statement = sql`SELECT count(*) AS count FROM (${rows})`
  return [
    `${statement.text} ${JSON.stringify(statement.values)}`,
    () => Number(database.get(statement.text, ...statement.values)?.['count']),
  ]
}

function hasOneLabel(join: Condition): boolean {
  return conjuncts(join).some(
    ({ path, operator, value }) =>
      path.join('.') === 'label' && operator === '$eq' && typeof value === 'string' && !value.includes('*'),
  )
}

/** The index of the one field that a query sorts by. */
function sortIndex({ indexes }: Store, { resource, sort }: Query): string | undefined {
  const [first, ...more] = sort
  return first && more.length === 0 ? indexes.find(resource, first[0]) : undefined
}
