// Which metadata paths hold arrays. A query compares `metadata.user.k` directly (and by index) as long as no document ever
// had an array there; once one has, it also looks into the array's elements. Paths are only ever added.
//
//   arrays.learn({ user: { tags: ['a'] } })   // inside the write that stores it
//   arrays.has('user.tags')                   // true
import type { Database } from './database.ts'

export class ArrayPaths {
  readonly #database: Database
  #version = ''
  #paths = new Set<string>()

  constructor(database: Database) {
    this.#database = database
  }

  /** Inside a read or write: reads again what other processes added. */
  refresh(): void {
    const version = this.#database.version()
    if (version === this.#version) return
    this.#paths = new Set(this.#database.all('SELECT path FROM array_paths').map((row) => String(row['path'])))
    this.#version = version
  }

  has(path: string): boolean {
    return this.#paths.has(path)
  }

  /** Inside the write that stores the document (or merges it into others). */
  learn(document: unknown): void {
    for (const path of arrayPaths(document)) {
      if (this.#paths.has(path)) continue
      this.#database.run('INSERT OR IGNORE INTO array_paths VALUES (?)', path)
      // Known here only after commit: a rollback must not leave it behind, so the next refresh reads it.
      this.#version = ''
    }
  }
}

/** Paths of the arrays in a document; steps into an array's elements are left out. */
export function arrayPaths(document: unknown): Set<string> {
  const found = new Set<string>()
  const walk = (value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      found.add(path)
      for (const element of value) walk(element, path)
    } else if (value !== null && typeof value === 'object') {
      for (const [key, child] of Object.entries(value)) walk(child, path === '' ? key : `${path}.${key}`)
    }
  }
  walk(document, '')
  return found
}
