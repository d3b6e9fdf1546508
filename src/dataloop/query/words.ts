// A query in words, for captions: what narrows it, in the order it was said; the defaults go without saying.
//
//   wordsOf(state)      // "with an annotation where label is 'Adult', sorted by createdAt descending"
import { isRecord } from '../values/diff.ts'
import type { DqlCondition, QueryState } from './dql.ts'

/** Empty for everything. */
export function wordsOf(state: QueryState): string {
  const parts: string[] = []
  const where = [
    ...list(state.and, state.resource),
    ...(state.or.length > 0 ? [`(${list(state.or, state.resource).join(' or ')})`] : []),
  ]
  if (where.length > 0) parts.push(`where ${where.join(' and ')}`)
  if (state.custom) parts.push(`where ${JSON.stringify(state.custom.filter)}`)
  const joined = [
    ...list(state.joinAnd, state.resource),
    ...(state.joinOr.length > 0 ? [`(${list(state.joinOr, state.resource).join(' or ')})`] : []),
  ]
  const other = state.resource === 'annotations' ? 'of an item' : 'with an annotation'
  if (joined.length > 0) parts.push(`${other} where ${joined.join(' and ')}`)
  const sorts = Object.entries(state.sort).map(
    ([field, direction]) => `${field}${direction === 'descending' ? ' descending' : ''}`,
  )
  if (sorts.length > 0) parts.push(`sorted by ${sorts.join(', then ')}`)
  if (state.limit !== undefined) parts.push(`at most ${state.limit.toLocaleString('en')}`)
  return parts.join(', ')
}

function list(conditions: readonly DqlCondition[], resource: QueryState['resource']): string[] {
  return conditions.filter((condition) => !isDefault(condition, resource)).map((condition) => conditionWords(condition))
}

function isDefault(condition: DqlCondition, resource: QueryState['resource']): boolean {
  const [field, value] = Object.entries(condition)[0] ?? []
  if (field === 'hidden') return value === false
  // The tasks of a dataset: the caption names it.
  if (field === 'datasetId' && resource === 'tasks') return typeof value === 'string'
  return (
    field === 'type' && (value === 'file' || (isRecord(value) && Array.isArray(value.$in) && value.$in.length === 18))
  )
}

function conditionWords(condition: DqlCondition): string {
  return Object.entries(condition)
    .map(([field, value]) => {
      if ((field === '$and' || field === '$or') && Array.isArray(value)) {
        const inner = (value as DqlCondition[]).map((each) => conditionWords(each))
        return `(${inner.join(field === '$or' ? ' or ' : ' and ')})`
      }
      if (!isRecord(value)) return `${field} is ${show(value)}`
      const operators = Object.entries(value)
      return operators.every(([key]) => key in operatorWords)
        ? operators.map(([key, operand]) => `${field} ${operatorWords[key]!(operand)}`).join(' and ')
        : `${field} is ${show(value)}`
    })
    .join(' and ')
}

const operatorWords: Readonly<Record<string, (operand: unknown) => string>> = {
  $eq: (operand) => `is ${show(operand)}`,
  $ne: (operand) => `is not ${show(operand)}`,
  $gt: (operand) => `> ${show(operand)}`,
  $gte: (operand) => `≥ ${show(operand)}`,
  $lt: (operand) => `< ${show(operand)}`,
  $lte: (operand) => `≤ ${show(operand)}`,
  $in: (operand) => `is one of ${show(operand)}`,
  $nin: (operand) => `is none of ${show(operand)}`,
  $exists: (operand) => (operand ? 'is there' : 'is not there'),
  $match: (operand) => `has an element like ${show(operand)}`,
}

function show(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 120 ? `${text.slice(0, 120)}…` : text
}
