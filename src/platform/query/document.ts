// Conditions on a path in a JSON document, through arrays: an element's value counts as the path's. Where no document has an
// array (store/array-paths.ts knows), the comparison is a plain one that an index on the expression can answer.
//
//   anyValue({ json: raw('i.metadata'), isArray: (path) => arrays.has(path.join('.')) }, ['user', 'k'], (leaf) => …)
import { badRequest } from '../http/errors.ts'
import type { Leaf } from './leaf.ts'
import { or, quoted, raw, sql, type Sql } from './sql.ts'

export interface Document {
  /** The JSON text or JSONB. */
  json: Sql
  /** Whether any document has an array at this path from the root. */
  isArray(path: readonly string[]): boolean
  /** Path from the root to this document; longer than empty inside an array's element. */
  at?: readonly string[]
  /** How many arrays this is inside of; names the element in SQL. */
  depth?: number
}

export function anyValue(document: Document, path: readonly string[], test: (leaf: Leaf) => Sql): Sql {
  const at = document.at ?? []
  const array = path.findIndex((_, index) => document.isArray([...at, ...path.slice(0, index + 1)]))
  const direct = test(leafAt(document.json, path))
  if (array === -1) return direct
  return or([direct, ...throughArrays(document, path, array + 1, test)])
}

/** Candidates that lie in the array at the first `length` steps, or in one further down. */
function throughArrays(document: Document, path: readonly string[], length: number, test: (leaf: Leaf) => Sql): Sql[] {
  const at = document.at ?? []
  const found: Sql[] = []
  for (let end = length; end <= path.length; end++) {
    if (!document.isArray([...at, ...path.slice(0, end)])) continue
    const place = jsonPath(path.slice(0, end))
    const rest = path.slice(end)
    const depth = document.depth ?? 0
    const name = raw(`e${depth}`)
    const element = sql`${name}.value`
    const inner =
      rest.length === 0
        ? test({ kind: 'json', value: element, type: sql`${name}.type` })
        : onObject(
            sql`${name}.type`,
            anyValue({ ...document, json: element, at: [...at, ...path.slice(0, end)], depth: depth + 1 }, rest, test),
          )
    found.push(
      sql`(json_type(${document.json}, ${place}) = 'array' AND EXISTS (SELECT 1 FROM json_each(${document.json}, ${place}) ${name} WHERE ${inner}))`,
    )
  }
  return found
}

/** Elements of the array at the path, or the object that stands there; each as a document of its own. */
export function anyElement(document: Document, path: readonly string[], test: (element: Document) => Sql): Sql {
  const at = [...(document.at ?? []), ...path]
  return anyValue(document, path, ({ value, type }) => {
    return onObject(type ?? raw('NULL'), test({ ...document, json: value, at, depth: (document.depth ?? 0) + 8 }))
  })
}

/** CASE, because SQLite may test the parts of an AND in any order, and text that is no JSON is an error in json_extract. */
const onObject = (type: Sql, condition: Sql): Sql => sql`(CASE WHEN ${type} = 'object' THEN ${condition} ELSE 0 END)`

export function leafAt(json: Sql, path: readonly string[]): Leaf {
  const place = jsonPath(path)
  return { kind: 'json', value: sql`json_extract(${json}, ${place})`, type: sql`json_type(${json}, ${place})` }
}

/** Plain names are written into the statement (an index must repeat them); others are parameters. */
export function jsonPath(path: readonly string[]): Sql {
  if (path.some((step) => /["\\]/.test(step)))
    throw badRequest('a field name in a query may hold no quotation mark or backslash')
  const text = `$${path.map((step) => `."${step}"`).join('')}`
  return path.every((step) => /^[\w -]+$/.test(step)) ? quoted(text) : sql`${text}`
}
