// DQL, the query language of lists, bulk updates and bulk deletes, as JSON. Types only.
//
//   const query: DqlQuery = { resource: 'items', filter: { $and: [{ hidden: false }, { type: 'file' }] }, page: 0, pageSize: 1000 }

/** What a query finds. */
export type DqlResource = 'items' | 'annotations' | 'datasets' | 'tasks' | 'assignments'

/** Operators on one field; `$match` holds conditions that one element of an array must all meet. */
export type DqlOperator =
  | '$eq'
  | '$ne'
  | '$gt'
  | '$gte'
  | '$lt'
  | '$lte'
  | '$in'
  | '$nin'
  | '$exists'
  | '$match'
  | '$glob'
  | '$ieq'
  | '$not'

export type DqlDirection = 'ascending' | 'descending'

/** `{field: value}`, `{field: {$op: value}}`, or a nesting of `$and`, `$or`, `$nor`. */
export type DqlCondition = Readonly<Record<string, unknown>>

export interface DqlFilter {
  $and?: readonly DqlCondition[]
  $or?: readonly DqlCondition[]
  [field: string]: unknown
}

/** Rows of the other resource, one of which must meet the filter. */
export interface DqlJoin {
  /** 'forigen' is the platform's spelling. */
  on?: { resource: string; local: string; forigen: string }
  filter: DqlFilter
}

export interface DqlQuery {
  filter?: DqlFilter
  resource?: string
  join?: DqlJoin
  sort?: Readonly<Record<string, DqlDirection>>
  /** From 0. */
  page?: number
  /** At most 1000. */
  pageSize?: number
  context?: { projects?: readonly string[]; projectIds?: readonly string[]; datasets?: readonly string[] }
  /** Merged into every match; `null` deletes a key. */
  update?: Readonly<Record<string, unknown>>
  /** Opens `metadata.system` for the update. */
  systemSpace?: boolean
  delete?: boolean
  references?: { operation: 'create' | 'delete'; refs: readonly { type: string; id: string }[] }
  /** `false` leaves out the counts. */
  countTotal?: boolean
  [key: string]: unknown
}
