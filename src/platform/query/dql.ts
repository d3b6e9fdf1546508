// A query's JSON, checked and read into a tree of conditions. Everything that a client may get wrong about a query's shape is
// found here, with a sentence that says where; which fields there are, fields.ts knows.
//
//   readFilter({ $and: [{ hidden: false }, { 'metadata.user.k': { $gte: 1 } }] })
import { badRequest } from '../http/errors.ts'

export type Operator = '$eq' | '$ne' | '$gt' | '$gte' | '$lt' | '$lte' | '$in' | '$nin' | '$exists' | '$glob' | '$ieq'

export type Condition =
  | { kind: 'and' | 'or' | 'nor'; conditions: readonly Condition[] }
  | { kind: 'not'; condition: Condition }
  | { kind: 'compare'; path: readonly string[]; operator: Operator; value: unknown }
  /** One element of an array (or the object itself) meets all. */
  | { kind: 'match'; path: readonly string[]; condition: Condition }

const comparisons = new Set<string>([
  '$eq',
  '$ne',
  '$gt',
  '$gte',
  '$lt',
  '$lte',
  '$in',
  '$nin',
  '$exists',
  '$glob',
  '$ieq',
])
const known = [...comparisons, '$match', '$not', '$and', '$or', '$nor'].join(', ')
const deepest = 40
const mostConditions = 2000

export function readFilter(filter: unknown): Condition {
  const count = { left: mostConditions }
  return readObject(filter, 'filter', 0, count)
}

function readObject(value: unknown, where: string, depth: number, count: { left: number }): Condition {
  if (!isObject(value)) throw badRequest(`${where} must be an object`)
  if (depth > deepest) throw badRequest(`the filter is nested more than ${deepest} deep`)
  const conditions: Condition[] = []
  for (const [key, inner] of Object.entries(value)) {
    if (--count.left < 0) throw badRequest(`the filter has more than ${mostConditions} conditions`)
    if (key === '$and' || key === '$or' || key === '$nor') {
      const kind = key.slice(1) as 'and' | 'or' | 'nor'
      const list = readList(inner, `${where}.${key}`, depth, count)
      // An empty $or restricts nothing, as an $or that was not written.
      if (list.length > 0) conditions.push({ kind, conditions: list })
    } else if (key === '$not')
      conditions.push({ kind: 'not', condition: readObject(inner, `${where}.$not`, depth + 1, count) })
    else if (key.startsWith('$')) throw badRequest(`${where}: unknown operator '${key}' (known: ${known})`)
    else conditions.push(readField(key, inner, `${where}.${key}`, depth, count))
  }
  const flat = conditions.flatMap((condition) => (condition.kind === 'and' ? condition.conditions : [condition]))
  return flat.length === 1 && flat[0] ? flat[0] : { kind: 'and', conditions: flat }
}

function readList(value: unknown, where: string, depth: number, count: { left: number }): Condition[] {
  if (!Array.isArray(value)) throw badRequest(`${where} must be a list of conditions`)
  return value.map((condition, index) => readObject(condition, `${where}[${index}]`, depth + 1, count))
}

function readField(field: string, value: unknown, where: string, depth: number, count: { left: number }): Condition {
  const path = field.split('.')
  if (path.some((step) => step === '')) throw badRequest(`${where}: '${field}' is no field`)
  if (path.length > 30 || field.length > 1000) throw badRequest(`${where}: the field's path is too long`)
  if (!isObject(value)) return { kind: 'compare', path, operator: '$eq', value }
  const keys = Object.keys(value)
  const operators = keys.filter((key) => key.startsWith('$'))
  if (operators.length === 0) {
    if (keys.length === 0) return { kind: 'compare', path, operator: '$eq', value }
    return { kind: 'match', path, condition: readObject(value, where, depth + 1, count) }
  }
  if (operators.length < keys.length) throw badRequest(`${where} mixes operators and fields`)
  const conditions = Object.entries(value).map(([operator, operand]) =>
    readOperator(path, operator, operand, where, depth, count),
  )
  return conditions.length === 1 && conditions[0] ? conditions[0] : { kind: 'and', conditions }
}

function readOperator(
  path: readonly string[],
  operator: string,
  value: unknown,
  where: string,
  depth: number,
  count: { left: number },
): Condition {
  if (--count.left < 0) throw badRequest(`the filter has more than ${mostConditions} conditions`)
  const place = `${where}.${operator}`
  if (operator === '$match') return { kind: 'match', path, condition: readObject(value, place, depth + 1, count) }
  if (operator === '$not') return { kind: 'not', condition: readField(path.join('.'), value, place, depth + 1, count) }
  if (!comparisons.has(operator)) throw badRequest(`${where}: unknown operator '${operator}' (known: ${known})`)
  if (operator === '$exists' && typeof value !== 'boolean') throw badRequest(`${place} must be true or false`)
  if (operator === '$in' || operator === '$nin') {
    if (!Array.isArray(value)) throw badRequest(`${place} must be a list`)
    if (value.some((element) => element !== null && typeof element === 'object'))
      throw badRequest(`${place} must hold plain values`)
  }
  if (
    /^\$[gl]te?$/.test(operator) &&
    typeof value !== 'string' &&
    typeof value !== 'number' &&
    typeof value !== 'boolean'
  )
    throw badRequest(`${place} must be a number, a string or a boolean`)
  if ((operator === '$glob' || operator === '$ieq') && typeof value !== 'string')
    throw badRequest(`${place} must be a string`)
  return { kind: 'compare', path, operator: operator as Operator, value }
}

export type Comparison = Extract<Condition, { kind: 'compare' }>

/** The comparisons that all must hold; not those below an $or or a $not. */
export function conjuncts(condition: Condition): Comparison[] {
  if (condition.kind === 'and') return condition.conditions.flatMap(conjuncts)
  return condition.kind === 'compare' ? [condition] : []
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
