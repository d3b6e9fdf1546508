// Runs a query: its page of rows and its count, in one snapshot. Counts are remembered until the next write, and a page taken
// by "id after the last one" knows its count from the page before: a client that pages through a million items counts once.
//
//   const { rows, total } = runQuery(store, memory, query, sql`i.dataset_n = ${n}`, 'i.*')
import type { Row } from '../store/database.ts'
import type { Store } from '../store/store.ts'
import { joinOf, selection, type JoinStrategy, type Query, type Selection } from './query.ts'
import type { Condition } from './dql.ts'
import { raw, sql, type Sql } from './sql.ts'
import { PathUse } from './path-use.ts'

export interface Found {
  rows: Row[]
  total: number
}

/** Joined rows beyond which EXISTS a row is faster than a list of all of them (bench/platform.ts). */
const many = 200_000

export class QueryRunner {
  readonly #store: Store
  readonly #uses: PathUse
  #counts = new Map<string, number>()
  #version = ''

  constructor(store: Store) {
    this.#store = store
    this.#uses = new PathUse()
  }

  /** The page's rows, with the columns asked for, and how many there are in all (-1 when nobody asked). */
  run(query: Query, scope: Sql, columns: string): Found {
    const { database, arrays } = this.#store
    return database.read(() => {
      arrays.refresh()
      this.#refresh()
      this.#uses.note(query)
      const strategy = this.#strategy(query, scope)
      const offset = query.page * query.pageSize
      const rows = this.#page(selection(query, arrays, scope, strategy.page), columns, query.pageSize, offset)
      if (!query.countTotal) return { rows, total: -1 }
      // A page that is not full is the last one, and says the count; but one past the end doesn't.
      if (rows.length < query.pageSize && (rows.length > 0 || offset === 0))
        return { rows, total: offset + rows.length }
      return { rows, total: this.#total(query, scope, rows, strategy.count) }
    })
  }

  /** Indexes that queries were found to want, since last asked; makeIndex() makes them. */
  wanted(): string[] {
    return this.#uses.take()
  }

  #page({ shape, where, order, byRow }: Selection, columns: string, limit: number, offset: number): Row[] {
    const { database } = this.#store
    const from = `${shape.table} ${shape.alias}`
    const page = sql`FROM ${raw(from)} WHERE ${where} ORDER BY ${order} LIMIT ${limit} OFFSET ${offset}`
    // A sort carries what it selects: row numbers only, and whole rows for the page afterwards.
    const statement = byRow
      ? sql`SELECT ${raw(columns)} ${page}`
      : sql`SELECT ${raw(columns)} FROM (SELECT ${raw(shape.alias)}.n ${page}) page CROSS JOIN ${raw(from)} ON ${raw(shape.alias)}.n = page.n`
    return database.all(statement.text, ...statement.values)
  }

  #total(query: Query, scope: Sql, rows: readonly Row[], strategy: JoinStrategy): number {
    const { arrays } = this.#store
    const total = this.#count(selection(query, arrays, scope, strategy))
    const last = rows.at(-1)?.['id']
    if (typeof last === 'string' && query.page === 0 && total > rows.length && sortsById(query)) {
      const rest = selection({ ...query, filter: after(query.filter, last) }, arrays, scope, strategy)
      this.#remember(keyOf(rest), total - rows.length)
    }
    return total
  }

  #count(found: Selection): number {
    const key = keyOf(found)
    const known = this.#counts.get(key)
    if (known !== undefined) return known
    const { shape, where } = found
    const statement = sql`SELECT count(*) AS count FROM ${raw(shape.table)} ${raw(shape.alias)} WHERE ${where}`
    const total = Number(this.#store.database.get(statement.text, ...statement.values)?.['count'])
    this.#remember(key, total)
    return total
  }

  #remember(key: string, count: number): void {
    if (this.#counts.size > 500) this.#counts.clear()
    this.#counts.set(key, count)
  }

  #refresh(): void {
    const version = this.#store.database.version()
    if (version === this.#version) return
    this.#counts.clear()
    this.#version = version
  }

  /** IN reads all joined rows, EXISTS one a row of the page (or of the table): which is less depends on how many there are. */
  #strategy(query: Query, scope: Sql): { page: JoinStrategy; count: JoinStrategy } {
    const joined = joinOf(query, this.#store.arrays)
    if (!joined) return { page: 'in', count: 'in' }
    const rows = this.#joinedRows(joined, scope)
    const all = Number(this.#store.database.get('SELECT n FROM clock')?.['n'])
    const wanted = (query.page + 1) * query.pageSize
    const count = rows >= many ? 'exists' : 'in'
    const { byRow } = selection(query, this.#store.arrays, scope)
    return { page: byRow && (wanted * all) / Math.max(rows, 1) < rows ? 'exists' : count, count }
  }

  #joinedRows({ shape, condition }: NonNullable<ReturnType<typeof joinOf>>, scope: Sql): number {
    const key = `join ${condition.text} ${JSON.stringify(condition.values)} ${scope.text} ${JSON.stringify(scope.values)}`
    const known = this.#counts.get(key)
    if (known !== undefined) return known
    const inner = scope.text.replace(/^\w+\./, `${shape.alias}.`)
    const text = `SELECT count(*) AS count FROM (SELECT 1 FROM ${shape.table} ${shape.alias} WHERE ${inner} AND ${condition.text} LIMIT ${many})`
    const rows = Number(this.#store.database.get(text, ...scope.values, ...condition.values)?.['count'])
    this.#remember(key, rows)
    return rows
  }
}

const keyOf = ({ where }: Selection): string => `${where.text} ${JSON.stringify(where.values)}`

const sortsById = ({ sort }: Query): boolean => sort.length === 1 && sort[0]?.[0] === 'id' && sort[0][1] === 'ASC'

/** The filter of the next page as dtlpy and the library write it: the same, with `id` after the last one. */
function after(filter: Condition, last: string): Condition {
  const condition: Condition = { kind: 'compare', path: ['id'], operator: '$gt', value: last }
  const conditions = filter.kind === 'and' ? filter.conditions.filter((known) => !isAfter(known)) : [filter]
  return { kind: 'and', conditions: [...conditions, condition] }
}

const isAfter = (condition: Condition): boolean =>
  condition.kind === 'compare' && condition.path.join('.') === 'id' && condition.operator === '$gt'
