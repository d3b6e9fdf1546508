// DQL, the platform's query as JSON, and how a query's parts are put together into it, with the same keys in the same order
// as the Python SDK does.
//
//   dqlOf({ resource: 'items', and: [{ hidden: false }], or: [], sort: {} }, { page: 0, pageSize: 1000 })
import type { Direction } from './fields.ts'
import type { Resource } from './field-names.ts'

/** One condition: a field's value, or an operator on it; or alternatives. */
export type DqlCondition = Readonly<Record<string, unknown>>

export interface DqlFilter {
  $or?: readonly DqlCondition[]
  $and?: readonly DqlCondition[]
  [field: string]: unknown
}

export interface DqlJoin {
  on?: { resource: string; local: string; forigen: string }
  filter: DqlFilter
}

/** A query as the platform takes it. */
export interface Dql {
  filter: DqlFilter
  sort?: Readonly<Record<string, Direction>>
  page?: number
  pageSize?: number
  resource?: string
  join?: DqlJoin
  context?: unknown
  [key: string]: unknown
}

/** The parts of a query; a value, never changed. */
export interface QueryState {
  readonly resource: Resource
  readonly and: readonly DqlCondition[]
  readonly or: readonly DqlCondition[]
  readonly joinAnd: readonly DqlCondition[]
  readonly joinOr: readonly DqlCondition[]
  readonly sort: Readonly<Record<string, Direction>>
  readonly limit?: number
  /** A query given as DQL stands instead of and/or/join. */
  readonly custom?: Readonly<Dql>
}

/** Which part of the result. */
export interface Window {
  page?: number
  pageSize?: number
}

/** The platform's largest page. */
export const largestPage = 1000

/** The DQL of a query. */
export function dqlOf(state: QueryState, { page = 0, pageSize = largestPage }: Window = {}): Dql {
  if (state.custom) return customDql(state, state.custom, { page, pageSize })
  const join = joinOf(state)
  return {
    filter: filterOf(state.or, state.and),
    ...(Object.keys(state.sort).length > 0 ? { sort: state.sort } : {}),
    page,
    pageSize,
    resource: state.resource,
    ...(join ? { join } : {}),
  }
}

function customDql(state: QueryState, custom: Readonly<Dql>, window: Window): Dql {
  const { join, filter, sort, ...rest } = custom
  // where() after a custom DQL narrows it further.
  const more = [...state.and, ...(state.or.length > 0 ? [{ $or: state.or }] : [])]
  const narrowed = more.length === 0 ? filter : { ...filter, $and: [...(filter.$and ?? []), ...more] }
  const sorted = { ...sort, ...state.sort }
  const joined = join ?? joinOf(state)
  return {
    ...rest,
    filter: narrowed,
    ...(Object.keys(sorted).length > 0 ? { sort: sorted } : {}),
    ...window,
    resource: custom.resource ?? state.resource,
    ...(joined ? { join: { on: joinOn(state.resource), ...joined } } : {}),
  }
}

function joinOf({ joinAnd, joinOr, resource }: QueryState): DqlJoin | undefined {
  if (joinAnd.length === 0 && joinOr.length === 0) return undefined
  return { on: joinOn(resource), filter: filterOf(joinOr, joinAnd) }
}

function filterOf(or: readonly DqlCondition[], and: readonly DqlCondition[]): DqlFilter {
  return { ...(or.length > 0 ? { $or: or } : {}), ...(and.length > 0 ? { $and: and } : {}) }
}

/** 'forigen' is the platform's spelling. */
export function joinOn(resource: string): { resource: string; local: string; forigen: string } {
  return resource === 'annotations'
    ? { resource: 'items', local: 'id', forigen: 'itemId' }
    : { resource: 'annotations', local: 'itemId', forigen: 'id' }
}
