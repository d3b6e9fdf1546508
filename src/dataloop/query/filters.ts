// Filters as the Python SDK has them, for code that is ported: `add`, `addJoin`, `sortBy`, `prepare`, a custom DQL. Mutable
// like there; whoever takes one copies it, so that a QA task does not change the filter it was given. Sends nothing.
//
//   const filters = new Filters()
//   filters.addJoin({ field: 'label', values: 'Adult' })
//   await dataset.items.where(filters).all()
import { didYouMean } from '../errors/nearest.ts'
import { InvalidArgumentError } from '../errors/error.ts'
import { copy } from '../values/diff.ts'
import { toJson } from '../values/json.ts'
import { present } from '../views/protocol.ts'
import { withDescendants } from './condition.ts'
import { dqlOf, joinOn, largestPage } from './dql.ts'
import type { Dql, DqlCondition, QueryState } from './dql.ts'
import { annotationTypes } from './field-names.ts'
import type { Resource } from './field-names.ts'
import type { Direction } from './fields.ts'

/** Operators of `Filters.add`. */
export type FilterOperator = 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'in' | 'nin' | 'exists' | 'match'

/** One condition of `Filters.add` and `Filters.addJoin`. */
export interface FilterCondition {
  field: string
  values: unknown
  operator?: FilterOperator
  method?: 'and' | 'or'
}

export interface FiltersOptions extends Partial<FilterCondition> {
  /** What is looked for. Default 'items'. */
  resource?: Resource
  /** A DQL object that stands instead of everything else. */
  customFilter?: Readonly<Record<string, unknown>>
  /** False leaves out "visible files" and "no notes". Default true. */
  useDefaults?: boolean
  pageSize?: number
}

const operators: readonly FilterOperator[] = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'nin', 'exists', 'match']

/**
 * Conditions in the Python SDK's form; makes the same JSON.
 * @example
 * const filters = new Filters()
 * filters.add({ field: 'annotated', values: true })
 * filters.sortBy({ field: 'createdAt', value: 'descending' })
 * filters.prepare().sort   // { createdAt: 'descending' }
 */
export class Filters {
  /** What is looked for. */
  readonly resource: Resource
  /** Items a page, at most 1000. */
  pageSize: number
  /** Which page, from 0. */
  page: number = 0
  /** False: a folder as filename means the folder alone. */
  recursive: boolean = true
  readonly #custom: Readonly<Record<string, unknown>> | undefined
  readonly #unique: readonly string[]
  #and: FilterCondition[] = []
  #or: FilterCondition[] = []
  #joinAnd: FilterCondition[] = []
  #joinOr: FilterCondition[] = []
  #sort: Record<string, Direction> = {}

  constructor(options: FiltersOptions = {}) {
    const { resource = 'items', customFilter, useDefaults = true, pageSize = largestPage, field } = options
    this.resource = resource
    this.pageSize = Math.min(pageSize, largestPage)
    this.#custom = customFilter === undefined ? undefined : (toJson(customFilter, 'customFilter') as Dql)
    this.#unique = !useDefaults ? [] : resource === 'items' ? ['type', 'hidden'] : ['type']
    if (useDefaults) this.#and = defaultConditions(resource)
    if (field !== undefined) this.add(options as FilterCondition)
  }

  /**
   * Add a condition: an object, or in the order of the Python SDK (field, values, operator, method).
   * @example
   * new Filters().add({ field: 'name', values: 'a*' }).add('annotated', true)
   */
  add(condition: FilterCondition): this
  add(field: string, values: unknown, operator?: FilterOperator, method?: 'and' | 'or'): this
  add(given: FilterCondition | string, values?: unknown, operator?: FilterOperator, method?: 'and' | 'or'): this {
    const condition = conditionOf(given, values, operator, method)
    const checked = check(condition)
    if (condition.method === 'or') this.#or.push(checked)
    else {
      if (this.#unique.includes(checked.field)) this.#and = this.#and.filter(({ field }) => field !== checked.field)
      this.#and.push(checked)
    }
    return this
  }

  /**
   * Add a condition on the items' annotations (or, for annotations, on their items).
   * @example
   * new Filters().addJoin({ field: 'label', values: 'Adult' })
   */
  addJoin(condition: FilterCondition): this
  addJoin(field: string, values: unknown, operator?: FilterOperator, method?: 'and' | 'or'): this
  addJoin(given: FilterCondition | string, values?: unknown, operator?: FilterOperator, method?: 'and' | 'or'): this {
    const condition = conditionOf(given, values, operator, method)
    if (this.resource !== 'items' && this.resource !== 'annotations') {
      throw new InvalidArgumentError(`Filters of ${this.resource} have nothing to join`)
    }
    ;(condition.method === 'or' ? this.#joinOr : this.#joinAnd).push(check(condition))
    return this
  }

  /**
   * Remove the conditions on a field.
   * @example
   * filters.pop('name')
   */
  pop(field: string): this {
    this.#and = this.#and.filter((condition) => condition.field !== field)
    this.#or = this.#or.filter((condition) => condition.field !== field)
    return this
  }

  /**
   * Remove the joined conditions on a field.
   * @example
   * filters.popJoin('label')
   */
  popJoin(field: string): this {
    this.#joinAnd = this.#joinAnd.filter((condition) => condition.field !== field)
    this.#joinOr = this.#joinOr.filter((condition) => condition.field !== field)
    return this
  }

  /**
   * True when there is a condition on the field.
   * @example
   * filters.hasField('name')   // false
   */
  hasField(field: string): boolean {
    return [...this.#and, ...this.#or].some((condition) => condition.field === field)
  }

  /**
   * Sort by a field; the first call weighs most.
   * @example
   * new Filters().sortBy({ field: 'createdAt', value: 'descending' })
   */
  sortBy(order: { field: string; value?: Direction } | string, direction: Direction = 'ascending'): this {
    const { field, value = 'ascending' } = typeof order === 'string' ? { field: order, value: direction } : order
    if (value !== 'ascending' && value !== 'descending') {
      throw new InvalidArgumentError(`Sorting is 'ascending' or 'descending', not '${String(value)}'`)
    }
    this.#sort[field] = value
    return this
  }

  /**
   * The DQL, as it is sent.
   * @example
   * new Filters().prepare().resource   // 'items'
   */
  prepare(): Dql {
    if (this.#custom) return customDql(this.#custom, this)
    return dqlOf(this.state(), { page: this.page, pageSize: this.pageSize })
  }

  /** @internal For queries: the conditions as a value. */
  state(): QueryState {
    const custom = this.#custom ? customDql(this.#custom, this) : undefined
    const prepared = (list: readonly FilterCondition[], recursive: boolean): DqlCondition[] =>
      list.map((condition) => prepare(condition, recursive))
    const recursive = this.recursive && this.resource === 'items'
    return {
      resource: this.resource,
      and: custom ? [] : prepared(this.#and, recursive),
      or: custom ? [] : prepared(this.#or, recursive),
      joinAnd: prepared(this.#joinAnd, false),
      joinOr: prepared(this.#joinOr, false),
      sort: { ...this.#sort },
      ...(custom ? { custom } : {}),
    }
  }

  toJSON(): Dql {
    return this.prepare()
  }

  static {
    present(this, {
      inspect: (self) => {
        return `Filters ${JSON.stringify(self.prepare(), undefined, 2)}`
      },
    })
  }
}

/** What a query of the resource means when it says nothing else. */
export function defaultConditions(resource: Resource): FilterCondition[] {
  if (resource === 'items') {
    return [
      { field: 'hidden', values: false },
      { field: 'type', values: 'file' },
    ]
  }
  return resource === 'annotations' ? [{ field: 'type', values: [...annotationTypes], operator: 'in' }] : []
}

function customDql(custom: Readonly<Record<string, unknown>>, { resource, page, pageSize }: Filters): Dql {
  const query = ('filter' in custom ? copy(custom) : { filter: copy(custom) }) as Dql
  const { join } = query
  return {
    ...query,
    resource: query.resource ?? resource,
    page: query.page ?? page,
    pageSize: query.pageSize ?? pageSize,
    ...(join ? { join: { on: joinOn(resource), ...join } } : {}),
  }
}

function conditionOf(
  given: FilterCondition | string,
  values: unknown,
  operator: FilterOperator | undefined,
  method: 'and' | 'or' | undefined,
): FilterCondition {
  if (typeof given !== 'string') return given
  return { field: given, values, ...(operator ? { operator } : {}), ...(method ? { method } : {}) }
}

function check({ field, values, operator, method }: FilterCondition): FilterCondition {
  if (typeof field !== 'string' || field === '') throw new InvalidArgumentError('A condition needs a field')
  if (values === undefined) throw new InvalidArgumentError(`The values of '${field}' are undefined`)
  if (method !== undefined && method !== 'and' && method !== 'or') {
    throw new InvalidArgumentError(`The method is 'and' or 'or', not '${String(method)}'`)
  }
  if (operator !== undefined && !operators.includes(operator)) {
    const hint = didYouMean(operator, operators) ?? `operators are ${operators.join(', ')}`
    throw new InvalidArgumentError(`There is no operator '${operator as string}'`, { hint })
  }
  return { field, values: toJson(values, field), ...(operator ? { operator } : {}) }
}

function prepare({ field, values, operator }: FilterCondition, recursive: boolean): DqlCondition {
  const widened = (value: unknown): unknown => (typeof value === 'string' ? withDescendants(value) : value)
  const all = recursive && field === 'filename'
  const final = !all ? values : Array.isArray(values) ? values.map(widened) : widened(values)
  return { [field]: operator === undefined ? final : { [`$${operator}`]: final } }
}
