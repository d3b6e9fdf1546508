// Runs a query: its page of rows and its count, in one snapshot. Counts are remembered until the next write, and a page taken
// by "id after the last one" knows its count from the page before: a client that pages through a million items counts once.
//
//   const { rows, total } = runQuery(store, memory, query, sql`i.dataset_n = ${n}`, 'i.*')
import type { Row } from '../store/database.ts'
import type { Store } from '../store/store.ts'
import { selection, type Plan, type Query, type Selection } from './query.ts'
import type { Condition } from './dql.ts'
import { always, and, raw, sql, type Sql } from './sql.ts'
import { PathUse } from './path-use.ts'
import { plansOf } from './plan.ts'

export interface Found {
  rows: Row[]
  total: number
}

/** Row numbers at the table's end among which the last rows are looked for first. */
const near = 20_000
/** Row numbers that are listed at most to take the last of them. */
const longest = 200_000

export class QueryRunner {
  readonly #store: Store
  readonly #uses: PathUse
  #counts = new Map<string, unknown>()
  #version = ''

  constructor(store: Store) {
    this.#store = store
    this.#uses = new PathUse()
  }

  /** The page's rows, with the columns asked for, and how many there are in all (-1 when nobody asked). */
  run(query: Query, scope: Sql, columns: string): Found {
    const { database, arrays, indexes } = this.#store
    return database.read(() => {
      arrays.refresh()
      indexes.refresh()
      this.#refresh()
      this.#uses.note(query)
      const plans = plansOf(this.#store, query, scope, (key, count) => this.#remembered(key, count))
      const found = selection(query, arrays, scope, plans.page)
      const offset = query.page * query.pageSize
      const { rows, total } = this.#page(found, columns, query.pageSize, offset)
      if (!query.countTotal) return { rows, total: -1 }
      if (total !== undefined) return { rows, total }
      // A page that is not full is the last one, and says the count; but one past the end doesn't.
      if (rows.length < query.pageSize && (rows.length > 0 || offset === 0))
        return { rows, total: offset + rows.length }
      return { rows, total: this.#total(query, scope, rows, plans.count) }
    })
  }

  /** Indexes that queries were found to want, since last asked; makeIndex() makes them. */
  wanted(): string[] {
    return this.#uses.take()
  }

  /** What a key stands for, computed again after a write only. */
  remember<T>(key: string, compute: () => T): T {
    return this.#store.database.read(() => {
      this.#refresh()
      return this.#remembered(key, compute)
    })
  }

  #page(found: Selection, columns: string, limit: number, offset: number): { rows: Row[]; total?: number } {
    const { shape, from, where, order, byRow } = found
    const { database } = this.#store
    const table = raw(`${shape.table} ${shape.alias}`)
    const n = raw(`${shape.alias}.n`)
    const pick = (numbers: Sql): Row[] => {
      const statement = sql`SELECT ${raw(columns)} FROM (${numbers}) page CROSS JOIN ${table} ON ${n} = page.n`
      return database.all(statement.text, ...statement.values)
    }
    const all = sql`FROM ${from} WHERE ${where} ORDER BY ${order} LIMIT ${limit} OFFSET ${offset}`
    // A sort carries what it selects: row numbers only, and whole rows for the page afterwards.
    if (!byRow) return { rows: pick(sql`SELECT ${n} AS n ${all}`) }
    const direct = (condition: Sql): Row[] => {
      const statement = sql`SELECT ${raw(columns)} FROM ${from} WHERE ${and([where, condition])} ORDER BY ${order} LIMIT ${limit} OFFSET ${offset}`
      return database.all(statement.text, ...statement.values)
    }
    if (byRow === 'ASC' || offset > 0) return { rows: direct(always) }
    // SQLite reads a table backwards at half the speed: what the end doesn't hold is looked for from the start, and all of it.
    const last = this.#last(found)
    const rows = direct(sql`${n} > ${last - near}`)
    if (rows.length === limit || last <= near) return { rows }
    const list = sql`SELECT json_group_array(n) AS list FROM (SELECT ${n} AS n FROM ${from} WHERE ${where} LIMIT ${longest})`
    const numbers = JSON.parse(String(database.get(list.text, ...list.values)?.['list'])) as number[]
    if (numbers.length === longest) return { rows: direct(always) }
    const page = numbers.toSorted((a, b) => b - a).slice(0, limit)
    return {
      rows: page.length === 0 ? [] : pick(sql`SELECT value AS n FROM json_each(${JSON.stringify(page)})`),
      total: numbers.length,
    }
  }

  /** The number of the last row that may be meant: usually a visible file. */
  #last({ shape, scope }: Selection): number {
    const kind = shape.table === 'items' ? sql`${scope} AND i.type = 'file' AND i.hidden = 0` : always
    const statement = sql`SELECT max(${raw(shape.alias)}.n) AS n FROM ${raw(`${shape.table} ${shape.alias}`)} WHERE ${kind}`
    return Number(this.#store.database.get(statement.text, ...statement.values)?.['n'] ?? 0)
  }

  #total(query: Query, scope: Sql, rows: readonly Row[], plan: Plan): number {
    const key = keyOf(query, scope)
    const known = this.#counts.get(key)
    if (typeof known === 'number') return known
    const { shape, from, where, byRow } = selection(query, this.#store.arrays, scope, plan)
    const last = rows.at(-1)?.['n']
    // A page in the rows' own order was counted already: what is left begins behind it.
    const isCounted = byRow !== undefined && typeof last === 'number'
    const behind = isCounted ? sql`${raw(`${shape.alias}.n`)} ${raw(byRow === 'ASC' ? '>' : '<')} ${last}` : always
    const statement = sql`SELECT count(*) AS count FROM ${from} WHERE ${and([where, behind])}`
    const left = Number(this.#store.database.get(statement.text, ...statement.values)?.['count'])
    const total = isCounted ? query.page * query.pageSize + rows.length + left : left
    this.#remember(key, total)
    const id = rows.at(-1)?.['id']
    if (typeof id === 'string' && query.page === 0 && total > rows.length && sortsById(query))
      this.#remember(keyOf({ ...query, filter: after(query.filter, id) }, scope), total - rows.length)
    return total
  }

  #remembered<T>(key: string, compute: () => T): T {
    const known = (this.#counts.get(key) as T | undefined) ?? compute()
    this.#remember(key, known)
    return known
  }

  #remember(key: string, count: unknown): void {
    if (this.#counts.size > 500) this.#counts.clear()
    this.#counts.set(key, count)
  }

  #refresh(): void {
    const version = this.#store.database.version()
    if (version === this.#version) return
    this.#counts.clear()
    this.#version = version
  }
}

const keyOf = ({ resource, filter, join }: Query, { text, values }: Sql): string =>
  JSON.stringify([resource, filter, join, text, values])

const sortsById = ({ sort }: Query): boolean => sort.length === 1 && sort[0]?.[0] === 'id' && sort[0][1] === 'ASC'

/** The filter of the next page as dtlpy and the library write it: the same, with `id` after the last one. */
function after(filter: Condition, last: string): Condition {
  const condition: Condition = { kind: 'compare', path: ['id'], operator: '$gt', value: last }
  const conditions = filter.kind === 'and' ? filter.conditions.filter((known) => !isAfter(known)) : [filter]
  return { kind: 'and', conditions: [...conditions, condition] }
}

const isAfter = (condition: Condition): boolean =>
  condition.kind === 'compare' && condition.path.join('.') === 'id' && condition.operator === '$gt'
