// One SQLite database in WAL mode: statements prepared once, reads in one snapshot, writes as one transaction. Knows nothing
// of what the tables mean. Several processes and threads may each have one open on the same file.
//
//   const item = database.get('SELECT id FROM items WHERE n = ?', 1)
//   await database.write(() => database.run('DELETE FROM items WHERE n = ?', 1))
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite'
import { migrate } from './migrations.ts'

export type Row = Record<string, SQLOutputValue>
export type Value = SQLInputValue

/** How long a write waits for another process's write before it gives up. */
const patience = 60_000
/** Milliseconds: between two looks whether the lock is free, and at most at a stretch for those who waited. */
const poll = 1
const turn = 10
/** Milliseconds for what is as good as never locked: a reader, while another process repairs the log of one that died. */
const readPatience = 1000
const mostStatements = 400
/** Writes after which the log wants to be carried over into the database, when this connection doesn't do it itself. */
const checkpointEvery = 500

export class Database {
  readonly file: string
  readonly #db: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  #writes = 0
  #checkpoint: (() => Promise<unknown>) | undefined
  #sinceCheckpoint = 0
  readonly #line: { run(): void; reject(error: unknown): void; until: number }[] = []

  constructor(file: string, options: { cacheKiB?: number } = {}) {
    this.file = file
    this.#db = new DatabaseSync(file, { timeout: 5000, enableForeignKeyConstraints: false })
    this.#db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY;
      PRAGMA cache_size = -${options.cacheKiB ?? 8192}; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864`)
    migrate(this.#db)
    // From here on no write may block the thread for another process's: write() waits without blocking. Reads hardly ever wait.
    this.#db.exec(`PRAGMA busy_timeout = ${readPatience}`)
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

  /** All of it or nothing; waits for other writers without blocking this thread, in the order of asking. */
  async write<T>(work: () => T): Promise<T> {
    if (this.#line.length === 0 && this.begin()) return this.finish(work)
    return new Promise<T>((resolve, reject) => {
      const run = (): void => {
        try {
          resolve(this.finish(work))
        } catch (error) {
          reject(error)
        }
      }
      this.#line.push({ run, reject, until: Date.now() + patience })
      if (this.#line.length === 1) setTimeout(() => this.#serve(), poll)
    })
  }

  /** Lets in who waits, as long as the lock is to be had; at least so often that a bulk change's pauses are not missed. */
  #serve(): void {
    const until = performance.now() + turn
    for (let next = this.#line[0]; next; next = this.#line[0]) {
      try {
        if (!this.begin()) break
      } catch (error) {
        for (const { reject } of this.#line.splice(0)) reject(error)
        return
      }
      next.run()
      this.#line.shift()
      if (performance.now() > until) break
    }
    while (this.#line[0] && Date.now() > this.#line[0].until)
      this.#line.shift()?.reject(new Error('the database is busy: another process has been writing for a minute'))
    if (this.#line.length > 0) setTimeout(() => this.#serve(), poll)
  }

  /** Starts a write transaction; false when somebody else is writing. Never blocks the thread. */
  begin(): boolean {
    try {
      this.#db.exec('PRAGMA busy_timeout = 0; BEGIN IMMEDIATE')
      return true
    } catch (error) {
      if (isBusy(error)) return false
      throw error
    } finally {
      this.#db.exec(`PRAGMA busy_timeout = ${readPatience}`)
    }
  }

  finish<T>(work: () => T): T {
    try {
      const result = work()
      this.#db.exec('COMMIT')
      this.#writes++
      if (this.#checkpoint && ++this.#sinceCheckpoint >= checkpointEvery) this.#askForCheckpoint(this.#checkpoint)
      return result
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
      throw error
    }
  }

  /** Carrying the log over waits for the disk, 100 ms and more: from now on another connection, on another thread, is asked to. */
  leaveCheckpoints(ask: () => Promise<unknown>): void {
    if (this.#checkpoint) return
    this.#checkpoint = ask
    this.#db.exec('PRAGMA wal_autocheckpoint = 0')
  }

  checkpoint(): void {
    this.#db.exec('PRAGMA wal_checkpoint(PASSIVE)')
  }

  #askForCheckpoint(ask: () => Promise<unknown>): void {
    this.#sinceCheckpoint = -Infinity
    const done = (): void => void (this.#sinceCheckpoint = 0)
    ask().then(done, done)
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
