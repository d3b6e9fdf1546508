// From `{ name: 'a*', 'metadata.user.age': { gte: 18 } }` to DQL conditions, each value checked: an unknown field or
// operator, undefined, NaN or an invalid date never leaves as a query that silently matches nothing.
//
//   conditionsOf({ createdAt: { gte: date } }, 'items')      // [{ createdAt: { $gte: '…Z' } }]
import { didYouMean } from '../errors/nearest.ts'
import { InvalidArgumentError } from '../errors/error.ts'
import { isRecord } from '../values/diff.ts'
import { say } from '../values/id.ts'
import { toJson } from '../values/json.ts'
import type { DqlCondition } from './dql.ts'
import { checkField, isKnown } from './field-names.ts'
import type { Resource } from './field-names.ts'

const operators = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'nin', 'exists', 'match'] as const

/** DQL conditions of an object of conditions; all have to hold. */
export function conditionsOf(conditions: object, resource: Resource): DqlCondition[] {
  if (!isRecord(conditions)) {
    throw new InvalidArgumentError(`A condition is an object, not ${say(conditions)}`, {
      hint: "such as where({ name: 'test1.jpg' })",
    })
  }
  return Object.entries(conditions).flatMap(([field, value]) => conditionOf(field, value, resource))
}

/** One object of conditions as one alternative. */
export function alternativeOf(conditions: object, resource: Resource): DqlCondition {
  const list = conditionsOf(conditions, resource)
  if (list.length === 1) return list[0]!
  if (list.length > 1) return { $and: list }
  throw new InvalidArgumentError('An alternative without conditions matches everything', {
    hint: "such as orWhere({ name: 'a.jpg' }, { name: 'b.jpg' })",
  })
}

function conditionOf(field: string, value: unknown, resource: Resource): DqlCondition[] {
  checkField(field, resource)
  if (value === undefined) {
    throw new InvalidArgumentError(`The condition on '${field}' is undefined`, {
      hint: `is a variable not set? for a missing field: { '${field}': { exists: false } }`,
    })
  }
  const json = toJson(value, field)
  if (Array.isArray(json)) return [{ [field]: listCondition(field, json, resource) }]
  if (!isRecord(json)) return [{ [field]: recursive(field, json, resource) }]
  const keys = Object.keys(json)
  if (keys.length > 0 && keys.every((key) => (operators as readonly string[]).includes(key))) {
    return keys.map((key) => ({ [field]: { [`$${key}`]: operand(field, key, json[key], resource) } }))
  }
  if (keys.some((key) => key.startsWith('$'))) return [{ [field]: json }]
  if (isKnown(field, resource)) throw unknownOperator(field, keys)
  return [{ [field]: json }]
}

/** On a field with one value a list means one of them; on metadata, where lists are stored, the platform decides. */
function listCondition(field: string, list: readonly unknown[], resource: Resource): unknown {
  if (!isKnown(field, resource)) return list
  if (list.length === 0) throw new InvalidArgumentError(`The list of '${field}' is empty and would match nothing`)
  return { $in: list.map((entry) => recursive(field, entry, resource)) }
}

function operand(field: string, operator: string, value: unknown, resource: Resource): unknown {
  const list = operator === 'in' || operator === 'nin'
  if (list && !Array.isArray(value)) {
    throw new InvalidArgumentError(`'${operator}' on '${field}' wants a list, not ${say(value)}`)
  }
  if (operator === 'exists' && typeof value !== 'boolean') {
    throw new InvalidArgumentError(`'exists' on '${field}' is true or false, not ${say(value)}`)
  }
  return list ? (value as unknown[]).map((entry) => recursive(field, entry, resource)) : value
}

/** A folder means all below it, as in the SDK; `{ eq: '/README' }` is exact. */
function recursive(field: string, value: unknown, resource: Resource): unknown {
  return field === 'filename' && resource === 'items' && typeof value === 'string' ? withDescendants(value) : value
}

/** '/a' → '/a/**'; what has an extension or a wildcard stays. */
export function withDescendants(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  // Python's splitext: a dot at the beginning of the name begins no extension.
  const extension = name.replace(/^\.+/, '').includes('.')
  if (path.endsWith('*') || extension) return path
  return path.endsWith('/') ? `${path}**` : `${path}/**`
}

function unknownOperator(field: string, keys: readonly string[]): InvalidArgumentError {
  const wrong = keys.find((key) => !(operators as readonly string[]).includes(key))
  const meant = wrong === undefined ? undefined : meanings[wrong.toLowerCase()]
  const hint =
    wrong === undefined ? undefined : (meant ?? didYouMean(wrong, operators) ?? `operators are ${operators.join(', ')}`)
  return new InvalidArgumentError(
    wrong === undefined ? `The condition on '${field}' is empty` : `There is no operator '${wrong}' (on '${field}')`,
    hint ? { hint } : {},
  )
}

/** What other query languages call them. */
const meanings: Readonly<Record<string, string>> = {
  equal: "did you mean 'eq'?",
  equals: "did you mean 'eq'?",
  not: "did you mean 'ne'?",
  notin: "did you mean 'nin'?",
  greaterthan: "did you mean 'gt'?",
  lessthan: "did you mean 'lt'?",
  min: "did you mean 'gte'?",
  max: "did you mean 'lte'?",
  like: "wildcards stand in the text itself: { name: '*dog*' }",
  contains: "wildcards stand in the text itself: { name: '*dog*' }",
  startswith: "wildcards stand in the text itself: { name: 'dog*' }",
  between: 'two operators: { gte: from, lte: to }',
}
