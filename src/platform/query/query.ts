// A whole query as a client sends it (filter, join, sort, page), checked; and the statements it becomes.
//
//   const query = readQuery(body, 'items')
//   const { where, order } = selection(query, shapes.items, arrays, sql`i.dataset_n = ${n}`)
import { isObject, readFilter, type Condition } from './dql.ts'
import { badRequest } from '../http/errors.ts'
import { compile, type Arrays } from './compile.ts'
import { leafAt } from './document.ts'
import { joins, shapes, type Shape } from './fields.ts'
import { and, join, raw, scopeFor, sql, type Sql } from './sql.ts'

export interface Query {
  resource: keyof typeof shapes
  filter: Condition
  join?: Condition
  sort: readonly (readonly [field: string, direction: 'ASC' | 'DESC'])[]
  page: number
  pageSize: number
  countTotal: boolean
}

const largestPage = 1000

export function readQuery(body: unknown, resource?: keyof typeof shapes): Query {
  if (!isObject(body)) throw badRequest('the query must be a JSON object')
  const name = body['resource'] ?? resource ?? 'items'
  if (typeof name !== 'string' || !(name in shapes))
    throw badRequest(`unknown resource ${JSON.stringify(name)} (known: ${Object.keys(shapes).join(', ')})`)
  const joined = readJoin(body['join'], name)
  return {
    resource: name as keyof typeof shapes,
    filter: readFilter(body['filter'] ?? {}),
    ...(joined ? { join: joined } : {}),
    sort: readSort(body['sort']),
    page: whole(body['page'], 'page', 0, 0, Number.MAX_SAFE_INTEGER / largestPage),
    pageSize: whole(body['pageSize'], 'pageSize', 100, 1, largestPage),
    countTotal: body['countTotal'] !== false,
  }
}

/** A query for what tasks and copies take. */
export function readItemQuery(body: unknown): Query {
  const query = readQuery(body, 'items')
  if (query.resource !== 'items') throw badRequest(`a query for items is needed here, not for ${query.resource}`)
  return query
}

function readJoin(value: unknown, resource: string): Condition | undefined {
  if (value === undefined || value === null) return undefined
  if (!isObject(value)) throw badRequest('join must be an object')
  const on = value['on']
  const target = isObject(on) ? on['resource'] : resource === 'items' ? 'annotations' : 'items'
  if (!joins[`${resource}<${String(target)}`])
    throw badRequest(`join: ${resource} cannot be joined with ${JSON.stringify(target)}`)
  if (isObject(on)) {
    const [local, foreign] = resource === 'items' ? ['itemId', 'id'] : ['id', 'itemId']
    if ((on['local'] ?? local) !== local || (on['forigen'] ?? on['foreign'] ?? foreign) !== foreign)
      throw badRequest(`join: ${resource} are joined on local '${local}' and forigen '${foreign}'`)
  }
  return readFilter(value['filter'] ?? {})
}

function readSort(value: unknown): Query['sort'] {
  if (value === undefined || value === null) return []
  if (!isObject(value)) throw badRequest("sort must be an object: { field: 'ascending' }")
  const entries = Object.entries(value)
  if (entries.length > 8) throw badRequest('sort takes at most 8 fields')
  return entries.map(([field, direction]) => {
    if (direction === 'ascending' || direction === 1 || direction === 'asc') return [field, 'ASC'] as const
    if (direction === 'descending' || direction === -1 || direction === 'desc') return [field, 'DESC'] as const
    throw badRequest(`sort: '${field}' must be 'ascending' or 'descending'`)
  })
}

function whole(value: unknown, name: string, missing: number, least: number, most: number): number {
  if (value === undefined || value === null) return missing
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isInteger(number) || number < least || number > most)
    throw badRequest(
      `${name} must be a whole number${most <= largestPage ? ` from ${least} to ${most}` : ` from ${least}`}`,
    )
  return number
}

export interface Selection {
  shape: Shape
  scope: Sql
  /** The table with its alias, and what it is found through. */
  from: Sql
  where: Sql
  order: Sql
  /** Row numbers come in this order by themselves. */
  byRow?: 'ASC' | 'DESC'
}

/**
 * How a query's rows are found (plan.ts). Joined rows by IN, when they are few; by EXISTS, when nearly every row has one; or
 * first, each once, when an index gives them in order. Metadata paths through indexes, by path.
 */
export interface Plan {
  join: 'in' | 'exists' | 'first'
  indexes: ReadonlyMap<string, string>
  /** The sort's index. */
  sort?: string
}

export const plain: Plan = { join: 'in', indexes: new Map() }

export function selection(query: Query, arrays: Arrays, scope: Sql, plan: Plan = plain): Selection {
  const shape = shapes[query.resource]
  const table = raw(`${shape.table} ${shape.alias}`)
  const conditions = [scope, compile(query.filter, shape, arrays, { scope, tables: plan.indexes })]
  const joined = joinOf(query, arrays, scope, plan)
  let from = table
  if (joined && plan.join === 'first')
    from = sql`(SELECT DISTINCT ${joined.inner} AS n FROM ${joined.table} WHERE ${joined.where}) joined CROSS JOIN ${table} ON ${joined.outer} = joined.n`
  else if (joined) conditions.push(joinCondition(joined, plan.join))
  if (plan.sort !== undefined) {
    from = sql`${raw(plan.sort)} sorted CROSS JOIN ${from} ON ${raw(shape.alias)}.n = sorted.n`
    conditions.push(scopeFor(scope, 'sorted'))
  }
  return {
    shape,
    scope,
    from,
    where: and(conditions.filter(({ text }) => text !== '1')),
    ...orderOf(query, shape, plan),
  }
}

interface Joined {
  inner: Sql
  outer: Sql
  table: Sql
  /** Of the joined resource's own rows. */
  condition: Sql
  where: Sql
}

function joinOf(query: Query, arrays: Arrays, scope: Sql, plan: Plan): Joined | undefined {
  const found = query.join && joins[query.resource === 'items' ? 'items<annotations' : 'annotations<items']
  if (!found || !query.join) return undefined
  const { shape } = found
  const inner = scopeFor(scope, shape.alias)
  const condition = compile(query.join, shape, arrays, { scope: inner, tables: plan.indexes })
  return {
    inner: raw(found.inner),
    outer: raw(found.outer),
    table: raw(`${shape.table} ${shape.alias}`),
    condition,
    where: and([inner, condition]),
  }
}

function joinCondition({ inner, outer, table, condition, where }: Joined, way: Plan['join']): Sql {
  return way === 'exists'
    ? sql`EXISTS (SELECT 1 FROM ${table} WHERE ${inner} = ${outer} AND ${condition})`
    : sql`${outer} IN (SELECT ${inner} FROM ${table} WHERE ${where})`
}

function orderOf(query: Query, shape: Shape, plan: Plan): Pick<Selection, 'order' | 'byRow'> {
  const row = `${shape.alias}.n`
  const keys: Sql[] = []
  const sort = query.sort.length > 0 ? query.sort : ([['createdAt', 'DESC']] as const)
  for (const [field, direction] of sort) {
    const column = shape.columns[field]
    if (column?.isCreation) {
      keys.push(raw(`${row} ${direction}`))
      // Nothing sorts after a row number: it is unique.
      return { order: join(keys, ', '), ...(keys.length === 1 ? { byRow: direction } : {}) }
    }
    keys.push(sql`${plan.sort === undefined ? sortKey(field, shape) : raw('sorted.value')} ${raw(direction)}`)
  }
  keys.push(raw(plan.sort === undefined ? row : 'sorted.n'))
  return { order: join(keys, ', ') }
}

function sortKey(field: string, shape: Shape): Sql {
  const column = shape.columns[field]
  if (column)
    return column.refers ? sql`(SELECT id FROM ${raw(column.refers)} WHERE n = ${raw(column.sql)})` : raw(column.sql)
  const [root = '', ...path] = field.split('.')
  const document = shape.documents[root]
  if (!document || path.length === 0 || path.some((step) => step === ''))
    throw badRequest(`sort: '${field}' is no field of ${shape.table}`)
  return leafAt(raw(document.sql), path).value
}
