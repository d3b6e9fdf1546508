// Which metadata paths queries ask for, and indexes (store/path-indexes.ts) for those that are asked for often, filled in short
// steps, so that whoever writes meanwhile waits milliseconds.
//
//   uses.note(query); for (const wanted of uses.take()) await makeIndex(store, wanted)   // wanted: 'items metadata.user.k'
import { inSteps } from '../bulk/steps.ts'
import type { Indexed, PathIndex, ValueAt } from '../store/path-indexes.ts'
import type { Store } from '../store/store.ts'
import { answersByIndex } from './compile.ts'
import { leafAt } from './document.ts'
import { conjuncts, type Condition } from './dql.ts'
import type { Query } from './query.ts'
import { raw } from './sql.ts'

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

/** Makes a wanted index, or goes on with one; unless too small a table or too many indexes speak against it. Any number may do this. */
export async function makeIndex(store: Store, wanted: string, least: number = worthwhile): Promise<boolean> {
  const [of, path] = wanted.split(' ') as [Indexed, string]
  const { database, indexes } = store
  const name = `path_${of}_${path.replaceAll(/\W/g, '_')}_${checksum(path)}`
  const known = (): PathIndex | undefined => indexes.all().find((index) => index.name === name)
  database.read(() => indexes.refresh())
  const rows = Number(database.get(`SELECT max(n) AS n FROM ${of}`)?.['n'] ?? 0)
  if (rows < least || (!known() && indexes.all().length >= mostIndexes)) return false
  await database.write(() => {
    indexes.refresh()
    if (!known()) indexes.start({ name, of, path }, valueAt(path))
  })
  database.read(() => indexes.refresh())
  const index = known()
  if (!index) return false
  await inSteps(database, (count) => indexes.fill(index, count, valueAt(path)) > 0)
  return true
}

/** The same value that a comparison and a sort look at (document.ts). */
export function valueAt(path: string): (row: string) => ValueAt {
  const [column = '', ...steps] = path.split('.')
  return (row) => {
    if (steps.length === 0) return { column, value: `${row}.${column}`, kind: '1' }
    const { value, type } = leafAt(raw(`${row}.${column}`), steps)
    const kind = `CASE ${type?.text} WHEN 'text' THEN 1 WHEN 'integer' THEN 2 WHEN 'real' THEN 2 END`
    return { column, value: value.text, kind }
  }
}

/** Paths that stand where an index can answer: not below an $or or a $not. */
function usedPaths(condition: Condition): string[] {
  return conjuncts(condition)
    .filter(({ path, operator, value }) => indexable(path) && answersByIndex(operator, value))
    .map(({ path }) => path.join('.'))
}

export function indexable(path: readonly string[]): boolean {
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
