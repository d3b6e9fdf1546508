// A tree of conditions → one WHERE clause for a resource's table. All filtering is SQLite's; nothing here looks at rows.
//
//   compile(readFilter({ 'metadata.user.k': { $gt: 1 } }), shapes.items, arrays)
import type { ArrayPaths } from '../store/array-paths.ts'
import { badRequest } from '../http/errors.ts'
import type { Condition, Operator } from './dql.ts'
import { anyElement, anyValue, type Document } from './document.ts'
import type { Column, RowList, Shape } from './fields.ts'
import { exists, meets as leafMeets, type Leaf } from './leaf.ts'
import { and, never, not, or, raw, scopeFor, sql, type Sql } from './sql.ts'

/** Where a path leads: an entity's row, an element of a JSON array, or a row of a list. */
interface Place {
  /** Some value at the path passes the test. */
  any(path: readonly string[], test: (leaf: Leaf) => Sql): Sql
  /** Some element at the path, or the object there, meets the condition. */
  element(path: readonly string[], meets: (element: Place) => Sql): Sql
  /** A shorter way for a field, where there is one. */
  special?(path: readonly string[], operator: Operator, value: unknown): Sql | undefined
}

export type Arrays = Pick<ArrayPaths, 'has'>

/** Tables that hold all values at a path ('metadata.user.k'), and which of their rows are meant. */
export interface IndexTables {
  scope: Sql
  tables: ReadonlyMap<string, string>
}

export function compile(condition: Condition, shape: Shape, arrays: Arrays, indexes?: IndexTables): Sql {
  return compileIn(condition, rowPlace(shape, arrays, indexes))
}

function compileIn(condition: Condition, place: Place): Sql {
  switch (condition.kind) {
    case 'and':
      return and(condition.conditions.map((inner) => compileIn(inner, place)))
    case 'or':
      return or(condition.conditions.map((inner) => compileIn(inner, place)))
    case 'nor':
      return not(or(condition.conditions.map((inner) => compileIn(inner, place))))
    case 'not':
      return not(compileIn(condition.condition, place))
    case 'match':
      return place.element(condition.path, (element) => compileIn(condition.condition, element))
    case 'compare':
      return compare(place, condition.path, condition.operator, condition.value)
    default:
      return condition satisfies never
  }
}

function compare(place: Place, path: readonly string[], operator: Operator, value: unknown): Sql {
  if (operator === '$ne') return not(compare(place, path, '$eq', value))
  if (operator === '$nin') return not(compare(place, path, '$in', value))
  const special = place.special?.(path, operator, value)
  if (special) return special
  if (operator === '$exists') return value === true ? place.any(path, exists) : not(place.any(path, exists))
  const found = place.any(path, (leaf) => leafMeets(leaf, operator, value))
  // null equals what is missing, too.
  const withNull = (operator === '$eq' && value === null) || (Array.isArray(value) && value.includes(null))
  return withNull ? or([found, not(place.any(path, exists))]) : found
}

function rowPlace(shape: Shape, arrays: Arrays, indexes?: IndexTables): Place {
  const place: Place = {
    any(path, test) {
      const column = shape.columns[path.join('.')]
      if (column) return test(leafOf(column))
      const list = listAt(shape, path)
      if (list) return inList(list.list, [list.rest], test)
      const document = documentAt(shape, path, arrays)
      if (!document) return never
      // The root of a document is an object in every row.
      return document.rest.length === 0
        ? test({ kind: 'json', value: document.json, type: raw("'object'") })
        : anyValue(document, document.rest, test)
    },
    element(path, meets) {
      const list = listAt(shape, path)
      if (list && list.rest === '') return rows(list.list, meets(listPlace(list.list)))
      if (
        [...Object.keys(shape.lists), ...Object.keys(shape.columns)].some((name) =>
          name.startsWith(`${path.join('.')}.`),
        )
      )
        return meetsBelow(place, path, meets)
      const document = documentAt(shape, path, arrays)
      if (!document) return never
      return document.rest.length === 0
        ? meets(documentPlace(document))
        : anyElement(document, document.rest, (element) => meets(documentPlace(element)))
    },
    special(path, operator, value) {
      const name = path.join('.')
      const list = shape.lists[name]
      if (list) return listSpecial(list, operator, value)
      const column = shape.columns[name]
      const table = indexes?.tables.get(`${shape.table} ${name}`)
      if (indexes && table !== undefined) return throughIndex(shape, table, indexes.scope, operator, value)
      if (!column) return undefined
      if (column.refers) return reference(column, operator, value)
      if (name === 'id' && /^\$[gl]te?$/.test(operator)) return range(shape, operator, value)
      return undefined
    },
  }
  return place
}

/** `{ spec: { type: 'qa' } }` on columns whose names have several steps. */
function meetsBelow(place: Place, path: readonly string[], meets: (element: Place) => Sql): Sql {
  return meets({
    any: (rest, test) => place.any([...path, ...rest], test),
    element: (rest, inner) => place.element([...path, ...rest], inner),
  })
}

function documentPlace(document: Document): Place {
  return {
    any: (path, test) => anyValue(document, path, test),
    element: (path, meets) => anyElement(document, path, (element) => meets(documentPlace(element))),
  }
}

function listPlace(list: RowList): Place {
  const place: Place = {
    any: (path, test) => {
      const name = path.join('.')
      const column = list.fields[name]
      if (column) return test(leafOf(column))
      // An object that exists when any of its fields does.
      const inner = Object.entries(list.fields).filter(([field]) => field.startsWith(`${name}.`))
      if (inner.length === 0) return never
      const some = or(inner.map(([, field]) => sql`${raw(field.sql)} IS NOT NULL`))
      return test({ kind: 'json', value: raw("'{}'"), type: sql`(CASE WHEN ${some} THEN 'object' END)` })
    },
    element: (path, meets) => meetsBelow(place, path, meets),
  }
  return place
}

function inList(list: RowList, [field]: readonly [string], test: (leaf: Leaf) => Sql): Sql {
  if (field === '' && !list.fields[''])
    return rows(list, test({ kind: 'json', value: raw("'{}'"), type: raw("'object'") }))
  return rows(list, listPlace(list).any(field === '' ? [''] : field.split('.'), test))
}

/** IN, not EXISTS: SQLite may then start from the list's own index and needs not look at every row. */
function rows(list: RowList, condition: Sql): Sql {
  const [inner, outer] = list.owner.split(' = ')
  return sql`${raw(outer ?? '')} IN (SELECT ${raw(inner ?? '')} FROM ${raw(list.from)} WHERE ${condition})`
}

/** A list in a table is always there, perhaps empty. */
function listSpecial(list: RowList, operator: Operator, value: unknown): Sql | undefined {
  const some = rows(list, raw('1'))
  if (operator === '$exists') return value === true ? raw('1') : never
  if (operator !== '$eq') return undefined
  if (Array.isArray(value) && value.length === 0) return not(some)
  if (Array.isArray(value) && list.fields['']) {
    const [inner, outer] = list.owner.split(' = ')
    return sql`(SELECT json_group_array(id) FROM (SELECT ${raw(list.fields[''].sql)} AS id FROM ${raw(list.from)} WHERE ${raw(inner ?? '')} = ${raw(outer ?? '')} ORDER BY 1)) = ${JSON.stringify(value.map(String).toSorted())}`
  }
  if (value === null) return never
  return undefined
}

/** A field that is another entity's id: looked up once, then compared as a number. */
function reference(column: Column, operator: Operator, value: unknown): Sql | undefined {
  const table = raw(column.refers ?? '')
  const list =
    operator === '$in'
      ? (value as unknown[])
      : operator === '$eq'
        ? Array.isArray(value)
          ? value
          : [value]
        : undefined
  if (!list || list.some((id) => typeof id !== 'string' || id.includes('*'))) return undefined
  if (list.length === 1) return sql`${raw(column.sql)} = (SELECT n FROM ${table} WHERE id = ${list[0] as string})`
  return sql`${raw(column.sql)} IN (SELECT n FROM ${table} WHERE id IN (SELECT value FROM json_each(${JSON.stringify(list)})))`
}

/** Ids sort as row numbers do: a page after an id starts at its row. */
function range(shape: Shape, operator: Operator, value: unknown): Sql {
  if (typeof value !== 'string') return never
  const n = raw(`${shape.alias}.n`)
  const table = raw(shape.table)
  if (operator === '$gt' || operator === '$lte') {
    const last = sql`coalesce((SELECT n FROM ${table} WHERE id <= ${value} ORDER BY id DESC LIMIT 1), 0)`
    return operator === '$gt' ? sql`${n} > ${last}` : sql`${n} <= ${last}`
  }
  const last = sql`coalesce((SELECT n FROM ${table} WHERE id < ${value} ORDER BY id DESC LIMIT 1), 0)`
  return operator === '$gte' ? sql`${n} > ${last}` : sql`${n} <= ${last}`
}

/** The rows whose value an index finds: what the comparison of the value itself would say, for text and numbers. */
function throughIndex(shape: Shape, table: string, scope: Sql, operator: Operator, value: unknown): Sql | undefined {
  if (!answersByIndex(operator, value)) return undefined
  const test = leafMeets({ kind: 'json', value: raw('v.value'), type: raw('v.kind'), kinds: true }, operator, value)
  return sql`${raw(shape.alias)}.n IN (SELECT v.n FROM ${raw(table)} v WHERE ${scopeFor(scope, 'v')} AND ${test})`
}

/** Comparisons with plain text and numbers; a wildcard, a boolean and null are looked up in the document. */
export function answersByIndex(operator: Operator, value: unknown): boolean {
  const isPlain = (one: unknown): boolean => typeof one === 'number' || (typeof one === 'string' && !one.includes('*'))
  if (operator === '$in') return Array.isArray(value) && value.every(isPlain)
  return /^\$(eq|gte?|lte?)$/.test(operator) && isPlain(value)
}

function leafOf(column: Column): Leaf {
  const value = column.refers
    ? sql`(SELECT id FROM ${raw(column.refers)} WHERE n = ${raw(column.sql)})`
    : raw(column.sql)
  return { kind: column.kind, value, folders: column.folders === true }
}

function listAt(shape: Shape, path: readonly string[]): { list: RowList; rest: string } | undefined {
  for (const [name, list] of Object.entries(shape.lists)) {
    const steps = name.split('.')
    if (steps.every((step, index) => path[index] === step)) return { list, rest: path.slice(steps.length).join('.') }
  }
  return undefined
}

function documentAt(
  shape: Shape,
  path: readonly string[],
  arrays: Arrays,
): (Document & { rest: readonly string[] }) | undefined {
  const [root = ''] = path
  const found = shape.documents[root]
  if (!found) return undefined
  if (found.arrays === 'anywhere' && path.length > 4)
    throw badRequest(`'${path.join('.')}': the path is too deep for ${root}`)
  return {
    json: raw(found.sql),
    rest: path.slice(1),
    isArray: (at) => found.arrays === 'anywhere' || arrays.has(at.join('.')),
  }
}
