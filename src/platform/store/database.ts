// One SQLite database in WAL mode: statements prepared once, reads in one snapshot, writes as one transaction. Knows nothing
// of what the tables mean. Several processes and threads may each have one open on the same file.
//
//   const item = database.get('SELECT id FROM items WHERE n = ?', 1)
//   await database.write(() => database.run('DELETE FROM items WHERE n = ?', 1))
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { migrate } from './migrations.ts'

export type Row = Record<string, SQLOutputValue>
export type Value = SQLInputValue

/** How long a write waits for another process's write before it gives up. */
const patience = 60_000
const mostStatements = 400

export class Database {
  readonly file: string
  readonly #db: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  #writes = 0

  constructor(file: string, options: { cacheKiB?: number } = {}) {
    this.file = file
    this.#db = new DatabaseSync(file, { timeout: 5000, enableForeignKeyConstraints: false })
    this.#db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY;
      PRAGMA cache_size = -${options.cacheKiB ?? 16_384}; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864`)
    migrate(this.#db)
    // From here on no statement may block the thread for another process: write() waits without blocking.
    this.#db.exec('PRAGMA busy_timeout = 40')
  }

  get(sql: string, ...values: Value[]): Row | undefined {
    return this.#prepare(sql).get(...values)
  }

  all(sql: string, ...values: Value[]): Row[] {
    return this.#prepare(sql).all(...values)
  }

  iterate(sql: string, ...values: Value[]): IterableIterator<Row> {
    // A running iteration must not share its statement with another.
    return this.#db.prepare(sql).iterate(...values)
  }

  /** How many rows changed. */
  run(sql: string, ...values: Value[]): number {
    return Number(this.#prepare(sql).run(...values).changes)
  }

  exec(sql: string): void {
    this.#db.exec(sql)
  }

  /** What several statements see of one moment. */
  read<T>(work: () => T): T {
    if (this.#db.isTransaction) return work()
    this.#db.exec('BEGIN')
    try {
      return work()
    } finally {
      this.#db.exec('COMMIT')
    }
  }

  /** All of it or nothing; waits for other writers without blocking this thread. */
  async write<T>(work: () => T): Promise<T> {
    const until = Date.now() + patience
    for (let pause = 2; ; pause = Math.min(pause * 2, 25)) {
      if (this.begin()) return this.finish(work)
      if (Date.now() > until) throw new Error('the database is busy: another process has been writing for a minute')
      await wait(pause)
    }
  }

  /** Starts a write transaction; false when somebody else is writing. */
  begin(): boolean {
    try {
      this.#db.exec('BEGIN IMMEDIATE')
      return true
    } catch (error) {
      if (isBusy(error)) return false
      throw error
    }
  }

  finish<T>(work: () => T): T {
    try {
      const result = work()
      this.#db.exec('COMMIT')
      this.#writes++
      return result
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
      throw error
    }
  }

  /** Differs after any write, by whomever: what was remembered under another version is stale. */
  version(): string {
    return `${Number(this.get('PRAGMA data_version')?.['data_version'])}.${this.#writes}`
  }

  close(): void {
    this.#statements.clear()
    this.#db.close()
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known) return known
    const statement = this.#db.prepare(sql)
    if (this.#statements.size >= mostStatements) {
      const oldest = this.#statements.keys().next().value
      if (oldest !== undefined) this.#statements.delete(oldest)
    }
    this.#statements.set(sql, statement)
    return statement
  }
}

/** SQLITE_BUSY and SQLITE_LOCKED, with their extended codes. */
export function isBusy(error: unknown): boolean {
  const code = (error as { errcode?: number }).errcode
  return typeof code === 'number' && ((code & 0xff) === 5 || (code & 0xff) === 6)
}
