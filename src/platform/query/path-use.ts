// Which metadata paths queries ask for, and indexes for those that are asked for often. An index is a generated statement over
// (dataset, value at the path), the same expression that query/document.ts compares.
//
//   uses.note(query); for (const wanted of uses.take()) await makeIndex(store, wanted)   // CREATE INDEX auto_items_user_k ON items (dataset_n, json_extract(metadata, '$."user"."k"'))
import type { Store } from '../store/store.ts'
import { jsonPath } from './document.ts'
import type { Condition } from './dql.ts'
import type { Query } from './query.ts'

/** From this many queries on, on a table of at least so many rows. */
const often = 3
const worthwhile = 20_000
const mostIndexes = 24

export class PathUse {
  readonly #uses = new Map<string, number>()
  readonly #wanted = new Set<string>()

  note(query: Query): void {
    if (query.resource !== 'items' && query.resource !== 'annotations') return
    for (const path of usedPaths(query.filter)) this.#count(query.resource, path)
    if (query.join)
      for (const path of usedPaths(query.join)) this.#count(query.resource === 'items' ? 'annotations' : 'items', path)
    for (const [field] of query.sort) if (indexable(field.split('.'))) this.#count(query.resource, field)
  }

  /** What is wanted since last asked: 'items metadata.user.k'. */
  take(): string[] {
    const wanted = [...this.#wanted]
    this.#wanted.clear()
    return wanted
  }

  #count(table: string, path: string): void {
    const key = `${table} ${path}`
    const uses = (this.#uses.get(key) ?? 0) + 1
    this.#uses.set(key, uses)
    if (uses === often) this.#wanted.add(key)
  }
}

/** Makes a wanted index, unless it is there, or too small a table or too many indexes speak against it. */
export async function makeIndex({ database }: Store, wanted: string): Promise<boolean> {
  const [table = '', path = ''] = wanted.split(' ')
  const name = `auto_${table}_${path.replaceAll(/\W/g, '_')}_${checksum(path)}`
  const there = database.all("SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE 'auto\\_%' ESCAPE '\\'")
  const rows = Number(database.get(`SELECT max(n) AS n FROM ${table}`)?.['n'] ?? 0)
  if (there.some((row) => row['name'] === name) || there.length >= mostIndexes || rows < worthwhile) return false
  await database.write(() =>
    database.exec(`CREATE INDEX IF NOT EXISTS ${name} ON ${table} (dataset_n, ${expression(path)})`),
  )
  return true
}

function expression(path: string): string {
  const [root, ...steps] = path.split('.')
  return root === 'name' ? 'name' : `json_extract(metadata, ${jsonPath(steps).text})`
}

/** Paths that stand where an index can answer: not below an $or or a $not. */
function usedPaths(condition: Condition): string[] {
  if (condition.kind === 'and') return condition.conditions.flatMap(usedPaths)
  if (condition.kind !== 'compare' || !/^\$(eq|in|gte?|lte?)$/.test(condition.operator)) return []
  return indexable(condition.path) ? [condition.path.join('.')] : []
}

function indexable(path: readonly string[]): boolean {
  if (path.length === 1 && path[0] === 'name') return true
  return (
    path[0] === 'metadata' &&
    path.length > 2 &&
    path.slice(1).every((step) => /^[\w-]+$/.test(step)) &&
    path.join('.') !== 'metadata.system.refs'
  )
}

function checksum(text: string): string {
  let sum = 0
  for (const character of text) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0
  return sum.toString(36)
}
