// Indexes on what stands at a metadata path, made while others write. SQLite's own CREATE INDEX holds the one writer for
// seconds on a million rows; here an index is a table (dataset, value, row), which triggers keep from its first moment on, and
// which is filled in short steps, each one transaction (query/path-use.ts). A query may use it once all rows are in it.
//
//   const table = store.indexes.find('items', 'metadata.user.k')   // 'path_items_metadata_user_k_1x2y', or undefined
import type { Database } from './database.ts'

export type Indexed = 'items' | 'annotations'

export interface PathIndex {
  /** The table's name. */
  name: string
  of: Indexed
  path: string
  /** Rows up to this number are not in it yet; 0 when it is complete. */
  remaining: number
}

export class PathIndexes {
  readonly #database: Database
  #version = ''
  #known: readonly PathIndex[] = []
  #complete = new Map<string, string>()

  constructor(database: Database) {
    this.#database = database
  }

  /** Inside a read or write: reads again what changed. */
  refresh(): void {
    const version = this.#database.version()
    if (version === this.#version) return
    this.#known = this.#database.all('SELECT name, of, path, remaining FROM path_indexes').map((row) => ({
      name: String(row['name']),
      of: row['of'] === 'items' ? 'items' : 'annotations',
      path: String(row['path']),
      remaining: Number(row['remaining']),
    }))
    const complete = this.#known.filter(({ remaining }) => remaining === 0)
    this.#complete = new Map(complete.map(({ name, of, path }) => [`${of} ${path}`, name]))
    this.#version = version
  }

  all(): readonly PathIndex[] {
    return this.#known
  }

  /** The table with all values at the path. */
  find(of: string, path: string): string | undefined {
    return this.#complete.get(`${of} ${path}`)
  }

  /** Inside a write: an empty index and what keeps it, so that only rows that are there already must still be put in. */
  start(index: Omit<PathIndex, 'remaining'>, expression: (row: string) => ValueAt): void {
    const { name, of, path } = index
    const row = ({ value, kind }: ValueAt, from: string): string =>
      `INSERT OR IGNORE INTO ${name} SELECT ${from}.dataset_n, coalesce(${value}, ${missing}), ${from}.n, ${kind}`
    const [old, fresh] = [expression('OLD'), expression('NEW')]
    const remove = `DELETE FROM ${name} WHERE dataset_n = OLD.dataset_n AND value = coalesce(${old.value}, ${missing}) AND n = OLD.n`
    this.#database.exec(`
      CREATE TABLE ${name} (dataset_n INTEGER NOT NULL, value NOT NULL, n INTEGER NOT NULL, kind INTEGER, PRIMARY KEY (dataset_n, value, n)) WITHOUT ROWID;
      CREATE TRIGGER ${name}_insert AFTER INSERT ON ${of} BEGIN ${row(fresh, 'NEW')}; END;
      CREATE TRIGGER ${name}_delete AFTER DELETE ON ${of} BEGIN ${remove}; END;
      CREATE TRIGGER ${name}_update AFTER UPDATE OF ${fresh.column} ON ${of}
        WHEN ${old.value} IS NOT ${fresh.value} OR ${old.kind} IS NOT ${fresh.kind} BEGIN ${remove}; ${row(fresh, 'NEW')}; END`)
    this.#database.run(
      `INSERT INTO path_indexes SELECT ?, ?, ?, coalesce((SELECT max(n) FROM ${of}), 0)`,
      name,
      of,
      path,
    )
  }

  /** Inside a write: puts in rows from the last to the first, as many as said. Answers how many rows are still left below. */
  fill(index: PathIndex, count: number, expression: (row: string) => ValueAt): number {
    const { name, of } = index
    const database = this.#database
    const remaining = Number(
      database.get('SELECT remaining FROM path_indexes WHERE name = ?', name)?.['remaining'] ?? 0,
    )
    if (remaining === 0) return 0
    const { value, kind } = expression('r')
    const rows = `FROM ${of} r WHERE r.n <= ? ORDER BY r.n DESC LIMIT ?`
    const last = Number(database.get(`SELECT min(n) AS n FROM (SELECT r.n ${rows})`, remaining, count)?.['n'] ?? 1)
    database.run(
      `INSERT OR IGNORE INTO ${name} SELECT r.dataset_n, coalesce(${value}, ${missing}), r.n, ${kind} FROM ${of} r WHERE r.n BETWEEN ? AND ?`,
      last,
      remaining,
    )
    const left = Number(database.get(`SELECT max(n) AS n FROM ${of} WHERE n < ?`, last)?.['n'] ?? 0)
    database.run('UPDATE path_indexes SET remaining = ? WHERE name = ?', left, name)
    return left
  }
}

/** What an index keeps of a row: SQL over the row's columns. */
export interface ValueAt {
  column: string
  value: string
  /** 1 text, 2 a number, else NULL: what a comparison with text or a number may find. */
  kind: string
}

/** Sorts before every value, as NULL does; no JSON holds it. */
const missing = '-9e999'
