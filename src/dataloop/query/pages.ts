// Pages of a query, one after the other, the next one on its way while this one is used: at most two in memory, and none
// is fetched that nobody asks for. Goes by id ("after the last one") unless another order is wanted, so that changes while
// iterating neither skip nor repeat entities.
//
//   for await (const page of pagesOf(fetch, state, { pageSize: 1000 })) use(page.items)
import { BrokenResponseError } from '../errors/error.ts'
import { withCell } from '../http/interrupt.ts'
import type { WirePage } from '../../wire/index.ts'
import { dqlOf } from './dql.ts'
import type { Dql, QueryState } from './dql.ts'

export type FetchPage<P> = (dql: Dql, signal: AbortSignal | undefined) => Promise<WirePage<P>>

/** A page with the count of the whole, which stays that of the first page. */
export interface Paged<P> {
  items: P[]
  total: number
}

export interface PageOptions {
  pageSize: number
  signal?: AbortSignal | undefined
}

export async function* pagesOf<P extends { id: string }>(
  fetch: FetchPage<P>,
  state: QueryState,
  { pageSize, signal }: PageOptions,
): AsyncGenerator<Paged<P>, void, undefined> {
  const most = state.limit ?? Infinity
  const ahead = new AbortController()
  const outer = withCell(signal)
  const both = outer ? AbortSignal.any([outer, ahead.signal]) : ahead.signal
  const load = (number: number, after: string | undefined): Promise<WirePage<P>> => {
    const promise = fetch(pageDql(state, number, after, Math.min(pageSize, most)), both)
    // Nobody waits for a page that was prefetched and not wanted any more.
    promise.catch(() => undefined)
    return promise
  }
  let next: Promise<WirePage<P>> | undefined = load(0, undefined)
  let given = 0
  let total: number | undefined
  let last: string | undefined
  try {
    for (let number = 0; next; number += 1) {
      const page: WirePage<P> = await next
      total ??= Math.min(page.totalItemsCount ?? Infinity, most)
      const items = given + page.items.length > most ? page.items.slice(0, most - given) : page.items
      given += items.length
      const end = items.at(-1)?.id
      const more = items.length > 0 && given < most && (page.hasNextPage ?? page.items.length >= pageSize)
      if (more && end !== undefined && end === last) throw stuck(end)
      last = end
      next = more ? load(number + 1, end) : undefined
      yield { items, total: Number.isFinite(total) ? total : given }
    }
  } finally {
    ahead.abort()
  }
}

/** Sorted by nothing or by id alone: pages can go by the last id. */
function byId({ sort, custom }: QueryState): boolean {
  return !custom && Object.keys(sort).every((field) => field === 'id')
}

function pageDql(state: QueryState, number: number, after: string | undefined, pageSize: number): Dql {
  if (!byId(state)) return dqlOf(state, { page: number, pageSize })
  const sort = state.sort.id ?? 'ascending'
  const and =
    after === undefined ? state.and : [...state.and, { id: { [sort === 'ascending' ? '$gt' : '$lt']: after } }]
  return dqlOf({ ...state, and, sort: { id: sort } }, { page: 0, pageSize })
}

function stuck(id: string): BrokenResponseError {
  return new BrokenResponseError(`The platform sent the same page twice (it ends with ${id})`, {
    hint: 'sort by a field instead: .sortBy("createdAt")',
  })
}
