// One value that a condition is tested on: a column, or what stands at a path in a JSON document. Values compare within their
// own type only, as in the platform: 5 is neither '5' nor true.
//
//   meets({ kind: 'json', value, type, path: false }, '$gte', 3)
import { badRequest } from '../http/errors.ts'
import type { Operator } from './dql.ts'
import { globCondition, hasWildcard } from './glob.ts'
import { and, never, or, raw, sql, type Sql } from './sql.ts'

export interface Leaf {
  kind: 'text' | 'time' | 'number' | 'boolean' | 'json'
  value: Sql
  /** json_type() of a JSON value; NULL where there is none. */
  type?: Sql
  /** The type is an index's number instead: 1 text, 2 a number. */
  kinds?: true
  /** Wildcards stop at '/'. */
  folders?: boolean
}

/** True, false or unknown in SQL, without the negative operators ($ne and $nin are the negation of $eq and $in). */
export function meets(leaf: Leaf, operator: Operator, value: unknown): Sql {
  switch (operator) {
    case '$eq':
      return Array.isArray(value) ? equalsList(leaf, value) : equals(leaf, value)
    case '$in':
      return isOneOf(leaf, value as unknown[])
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return compares(leaf, operator, value)
    case '$glob':
      return typed(leaf, 'text', globOf(leaf, value as string))
    case '$ieq':
      return typed(leaf, 'text', sql`lower(${leaf.value}) = lower(${value as string})`)
    default:
      throw badRequest(`unknown operator '${operator}'`)
  }
}

function equals(leaf: Leaf, value: unknown): Sql {
  if (value === null) return leaf.type ? sql`${leaf.type} = 'null'` : sql`${leaf.value} IS NULL`
  if (typeof value === 'string') {
    if (hasWildcard(value)) return typed(leaf, 'text', globOf(leaf, value))
    return typed(leaf, 'text', sql`${leaf.value} = ${leaf.kind === 'time' ? time(value) : value}`)
  }
  if (typeof value === 'boolean') return isBoolean(leaf, value)
  if (typeof value === 'number') return typed(leaf, 'number', sql`${leaf.value} = ${value}`)
  return leaf.type ? sql`(${leaf.type} = 'object' AND ${leaf.value} = ${JSON.stringify(value)})` : never
}

/** A list equals an array of the same elements; of a plain field it is a choice. */
function equalsList(leaf: Leaf, list: readonly unknown[]): Sql {
  const plain = list.filter((element) => element === null || typeof element !== 'object')
  const choice = plain.length > 0 ? isOneOf(leaf, plain) : never
  if (!leaf.type) return choice
  return or([choice, sql`(${leaf.type} = 'array' AND ${leaf.value} = ${JSON.stringify(list)})`])
}

function isOneOf(leaf: Leaf, values: readonly unknown[]): Sql {
  const texts = values.filter((value) => typeof value === 'string')
  const exact = texts.filter((text) => !hasWildcard(text))
  const numbers = values.filter((value) => typeof value === 'number')
  const rest = values.filter((value) => value === null || typeof value === 'boolean')
  const conditions = [
    ...texts.filter(hasWildcard).map((text) => equals(leaf, text)),
    ...rest.map((value) => equals(leaf, value)),
  ]
  if (exact.length === 1) conditions.push(equals(leaf, exact[0]))
  else if (exact.length > 1) {
    const list = leaf.kind === 'time' ? exact.map(time) : exact
    conditions.push(typed(leaf, 'text', sql`${leaf.value} IN (SELECT value FROM json_each(${JSON.stringify(list)}))`))
  }
  if (numbers.length === 1) conditions.push(equals(leaf, numbers[0]))
  else if (numbers.length > 1)
    conditions.push(
      typed(leaf, 'number', sql`${leaf.value} IN (SELECT value FROM json_each(${JSON.stringify(numbers)}))`),
    )
  return or(conditions)
}

const symbols = { $gt: '>', $gte: '>=', $lt: '<', $lte: '<=' } as const

function compares(leaf: Leaf, operator: keyof typeof symbols, value: unknown): Sql {
  const symbol = raw(symbols[operator])
  if (typeof value === 'string')
    return typed(leaf, 'text', sql`${leaf.value} ${symbol} ${leaf.kind === 'time' ? time(value) : value}`)
  if (typeof value === 'number') {
    // Text sorts after every number in SQLite: the bound keeps a range in an index short.
    const bound = leaf.kind === 'json' && operator.startsWith('$g') ? sql` AND ${leaf.value} < ''` : raw('')
    return typed(leaf, 'number', sql`${leaf.value} ${symbol} ${value}${bound}`)
  }
  const allowed = [false, true].filter((other) => {
    const order = Number(other) - Number(value)
    return operator === '$gt'
      ? order > 0
      : operator === '$gte'
        ? order >= 0
        : operator === '$lt'
          ? order < 0
          : order <= 0
  })
  return or(allowed.map((other) => isBoolean(leaf, other)))
}

function isBoolean(leaf: Leaf, value: boolean): Sql {
  if (leaf.kind === 'boolean') return sql`${leaf.value} = ${value ? 1 : 0}`
  return leaf.type ? sql`${leaf.type} = ${value ? 'true' : 'false'}` : never
}

function typed(leaf: Leaf, type: 'text' | 'number', condition: Sql): Sql {
  if (leaf.kinds) return and([condition, sql`${leaf.type ?? raw('NULL')} = ${raw(type === 'text' ? '1' : '2')}`])
  if (leaf.kind === 'json' && leaf.type)
    return and([condition, type === 'text' ? sql`${leaf.type} = 'text'` : sql`${leaf.type} IN ('integer', 'real')`])
  const own = leaf.kind === 'time' ? 'text' : leaf.kind
  return own === type ? condition : never
}

function globOf(leaf: Leaf, pattern: string): Sql {
  return hasWildcard(pattern)
    ? globCondition(leaf.value, pattern, leaf.folders === true)
    : sql`${leaf.value} = ${pattern}`
}

/** Times are stored in ISO 8601, UTC, with milliseconds; what is asked for may be written otherwise. */
function time(text: string): string {
  if (!/^\d{4}-\d\d-\d\d([T ]\d\d:\d\d|$)/.test(text)) return text
  // A time without a zone is UTC here, whatever zone the platform's computer is in.
  const zoned = /([zZ]|[+-]\d\d:?\d\d)$|^\d{4}-\d\d-\d\d$/.test(text) ? text : `${text}Z`
  const ms = Date.parse(zoned.replace(/(\.\d{3})\d+/, '$1').replace(' ', 'T'))
  return Number.isNaN(ms) ? text : new Date(ms).toISOString()
}

export const exists = (leaf: Leaf): Sql => (leaf.type ? sql`${leaf.type} IS NOT NULL` : sql`${leaf.value} IS NOT NULL`)
