// A query: an immutable value that is sent only by its terminal verbs (count, first, all, page, for await). Not a promise:
// `await query` is the query. Shown, it fetches its first page. What only items or only annotations can do is in their own
// files beside this one.
//
//   const query = dataset.items.where({ name: '*.jpg' }).sortBy('createdAt', 'descending').limit(50)
import { createProgress } from '../../text/index.ts'
import type { Client } from '../client.ts'
import { BrokenResponseError, InvalidArgumentError } from '../errors/error.ts'
import { say } from '../values/id.ts'
import type { WirePage } from '../../wire/index.ts'
import type { EntityView } from '../views/entity-view.ts'
import { pending, present } from '../views/protocol.ts'
import { queryBundle, queryText } from '../views/query-view.ts'
import { alternativeOf, conditionsOf } from './condition.ts'
import { dqlOf, largestPage } from './dql.ts'
import type { Dql, DqlCondition, QueryState } from './dql.ts'
import { entitiesOf } from './entities.ts'
import type { Entities } from './entities.ts'
import { checkField } from './field-names.ts'
import type { Direction } from './fields.ts'
import { Filters } from './filters.ts'
import { Page } from './page.ts'
import { pagesOf } from './pages.ts'
import { Selection } from './selection.ts'

/** Where a query goes, and what comes of it. */
export interface Source<P extends { id: string }, E> {
  client: Client
  /** POSTed to. */
  path: string
  /** 'items of dataset Animals', for captions. */
  title: string
  /** The expression that names the query's start, for hints. */
  call: string
  make(payload: P): E
  view: EntityView<E>
  pageSize?: number
  /** Sent with every query of the resource. */
  context?: object
}

/** Options of the verbs that fetch. */
export interface FetchOptions {
  /** Cancels the requests in flight. Interrupting the cell does so, too. */
  signal?: AbortSignal
  /** False: no progress bar. Default true for `all`. */
  progress?: boolean
  /** Entities a page, at most 1000. */
  pageSize?: number
}

/**
 * What all queries have. Immutable: each method gives a new query; only the verbs that are awaited send something.
 * @example
 * await dataset.items.where({ annotated: false }).sortBy('name').limit(10).all()
 */
export abstract class Query<P extends { id: string }, E extends object, C extends object, F extends string> {
  /** @internal */
  protected readonly source: Source<P, E>
  /** @internal */
  protected readonly state: QueryState

  constructor(source: Source<P, E>, state: QueryState) {
    this.source = source
    this.state = state
    Object.defineProperties(this, { source: { enumerable: false }, state: { enumerable: false } })
    Object.freeze(this)
  }

  /** @internal The same kind of query with other parts. */
  protected abstract with(state: QueryState): this

  /**
   * Only those that satisfy all these conditions, besides the ones before. Also takes `Filters`, which replace the ones
   * before, and a DQL object.
   * @example
   * dataset.items.where({ annotated: true, createdAt: { gte: '2026-01-01' } })
   */
  where(conditions: C | Filters | { filter: object }): this {
    const { state } = this
    if (conditions instanceof Filters) return this.#filtered(conditions.state())
    if (isDql(conditions))
      return this.#filtered(new Filters({ resource: state.resource, customFilter: conditions }).state())
    const more = conditionsOf(conditions, state.resource)
    return this.with({ ...state, and: joined(state.and, more) })
  }

  /**
   * Only those that satisfy at least one of these alternatives (besides all of the `where` conditions).
   * @example
   * dataset.items.orWhere({ name: 'a*' }, { annotated: true })   // (name is a* or annotated)
   */
  orWhere(...alternatives: readonly C[]): this {
    const { state } = this
    return this.with({
      ...state,
      or: [...state.or, ...alternatives.map((conditions) => alternativeOf(conditions, state.resource))],
    })
  }

  /**
   * In this order; a later call sorts among equals of the earlier.
   * @example
   * dataset.items.sortBy('metadata.user.dateTime', 'descending')
   */
  sortBy(field: F, direction: Direction = 'ascending'): this {
    checkField(field, this.state.resource)
    if (direction !== 'ascending' && direction !== 'descending') {
      throw new InvalidArgumentError(`Sorting is 'ascending' or 'descending', not ${say(direction)}`)
    }
    return this.with({ ...this.state, sort: { ...this.state.sort, [field]: direction } })
  }

  /**
   * At most so many.
   * @example
   * await dataset.items.limit(10).all()
   */
  limit(most: number): this {
    if (!Number.isInteger(most) || most < 1) {
      throw new InvalidArgumentError(`The limit is ${String(most)}, not a whole number above 0`)
    }
    return this.with({ ...this.state, limit: most })
  }

  /**
   * Only these fields, as plain records instead of entities.
   * @example
   * await dataset.items.select('name', 'metadata.user.dateTime').all()
   */
  select<const K extends F>(...fields: readonly K[]): Selection<K> {
    for (const field of fields) checkField(field, this.state.resource)
    return new Selection(this, fields)
  }

  /**
   * How many there are. One small request.
   * @example
   * await dataset.items.where({ annotated: false }).count()
   */
  count(options: Pick<FetchOptions, 'signal'> = {}): Promise<number> {
    return pending(this.#count(options), `${this.source.call}.count()`)
  }

  /**
   * The first one, or undefined.
   * @example
   * const item = await dataset.items.where({ name: 'test1.jpg' }).first()
   */
  first(options: Pick<FetchOptions, 'signal'> = {}): Promise<E | undefined> {
    return pending(this.#first(options), `${this.source.call}.first()`)
  }

  /**
   * All of them, page by page with a progress bar, as an array that knows how to show itself.
   * @example
   * const items = await dataset.items.all()
   */
  all(options: FetchOptions = {}): Promise<Entities<E>> {
    return pending(this.#all(options), `${this.source.call}.all()`)
  }

  /**
   * One page, numbered from 0, with the count of the whole.
   * @example
   * const { items, total } = await dataset.items.page(0, 50)
   */
  page(number: number = 0, size: number = 100, options: Pick<FetchOptions, 'signal'> = {}): Promise<Page<E>> {
    return pending(this.#page(number, size, options), `${this.source.call}.page(${number})`)
  }

  /**
   * One after the other; at most two pages are in memory. Breaking off cancels what is in flight.
   * @example
   * for await (const item of dataset.items) console.log(item.name)
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<E, void, undefined> {
    for await (const { items } of this.#pages({})) for (const item of items) yield this.source.make(item)
  }

  /**
   * The query as the platform's DQL, a copy.
   * @example
   * dataset.items.where({ annotated: true }).toDql().filter
   */
  toDql(): Dql {
    return structuredClone(this.dql({}))
  }

  toJSON(): Dql {
    return this.toDql()
  }

  /** @internal */
  protected dql(window: { page?: number; pageSize?: number }): Dql {
    const { context } = this.source
    const dql = dqlOf(this.state, { page: 0, pageSize: this.source.pageSize ?? largestPage, ...window })
    return context ? { ...dql, context } : dql
  }

  /** @internal In the order of `all`, so that pages neither overlap nor miss anything. */
  protected ordered({ filter, ...rest }: Dql): Dql {
    const sorted = Object.keys(this.state.sort).length > 0 || this.state.custom !== undefined
    return { filter, ...(sorted ? {} : { sort: { id: 'ascending' } }), ...rest }
  }

  /** @internal POSTs a DQL to the query's address. */
  protected async post(dql: Dql, signal: AbortSignal | undefined): Promise<WirePage<P>> {
    const { client, path, context } = this.source
    const page = await client.http.json<WirePage<P>>({
      method: 'POST',
      path,
      body: context && !dql.context ? { ...dql, context } : dql,
      headers: { user_query: 'true' },
      // Reads, merges of the same values and deletions: doing them twice does nothing more.
      safe: true,
      signal,
    })
    if (page && Array.isArray(page.items)) return page
    throw new BrokenResponseError(`The answer is not valid: a page without items (POST ${path})`, {
      request: `POST ${path}`,
    })
  }

  #pages(options: FetchOptions): ReturnType<typeof pagesOf<P>> {
    const pageSize = Math.min(options.pageSize ?? this.source.pageSize ?? largestPage, largestPage)
    return pagesOf<P>((dql, signal) => this.post(dql, signal), this.state, { pageSize, signal: options.signal })
  }

  async #count({ signal }: Pick<FetchOptions, 'signal'>): Promise<number> {
    const { totalItemsCount, items } = await this.post(this.dql({ page: 0, pageSize: 1 }), signal)
    return Math.min(totalItemsCount ?? items.length, this.state.limit ?? Infinity)
  }

  async #first({ signal }: Pick<FetchOptions, 'signal'>): Promise<E | undefined> {
    for await (const { items } of pagesOf<P>(
      (dql, both) => this.post(dql, both),
      { ...this.state, limit: 1 },
      { pageSize: 1, signal },
    )) {
      return items[0] && this.source.make(items[0])
    }
    return undefined
  }

  async #all(options: FetchOptions): Promise<Entities<E>> {
    const found: E[] = []
    let bar: ReturnType<typeof createProgress> | undefined
    try {
      for await (const { items, total } of this.#pages(options)) {
        if (options.progress !== false && total > 0) bar ??= createProgress({ title: 'Iterate Entity', total })
        for (const item of items) found.push(this.source.make(item))
        bar?.advance(items.length)
      }
      bar?.done()
    } catch (error) {
      bar?.stop('failed')
      throw error
    }
    return entitiesOf(found, this.source.view, this.source.title)
  }

  async #page(number: number, size: number, { signal }: Pick<FetchOptions, 'signal'>): Promise<Page<E>> {
    if (!Number.isInteger(number) || number < 0) throw new InvalidArgumentError(`There is no page ${String(number)}`)
    if (!Number.isInteger(size) || size < 1 || size > largestPage) {
      throw new InvalidArgumentError(`A page has 1 to ${largestPage} entities, not ${String(size)}`)
    }
    const page = await this.post(this.ordered(this.dql({ page: number, pageSize: size })), signal)
    const entities = page.items.map((item) => this.source.make(item))
    const { view, title } = this.source
    return new Page(entitiesOf(entities, view, title), number, size, page.totalItemsCount ?? entities.length)
  }

  #filtered(state: QueryState): this {
    if (state.resource === this.state.resource) {
      const { limit } = this.state
      return this.with(limit === undefined ? state : { ...state, limit })
    }
    throw new InvalidArgumentError(`These filters look for ${state.resource}, not for ${this.state.resource}`, {
      hint: `new Filters({ resource: '${this.state.resource}' })`,
    })
  }

  static {
    present(this, {
      show: async (self) => {
        const { view, title, call } = self.source
        const page = await self.#page(0, Math.min(10, self.state.limit ?? 10), {})
        const total = Math.min(page.total, self.state.limit ?? Infinity)
        return queryBundle(self.state, page.items, { view, title, call, total })
      },
      inspect: (self) => {
        return queryText(self.state, self.source.title, self.source.call)
      },
    })
  }
}

/** The replaceable defaults give way; everything else adds up. */
function joined(before: readonly DqlCondition[], more: readonly DqlCondition[]): readonly DqlCondition[] {
  const replaced = new Set(more.flatMap((condition) => Object.keys(condition)).filter(isReplaceable))
  return [...before.filter((condition) => !Object.keys(condition).some((field) => replaced.has(field))), ...more]
}

/** What a query of items says unless told otherwise. */
function isReplaceable(field: string): boolean {
  return field === 'type' || field === 'hidden'
}

function isDql(value: object): value is { filter: object } {
  return typeof value === 'object' && value !== null && 'filter' in value && typeof value.filter === 'object'
}
