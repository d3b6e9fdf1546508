// The cells that ran, in this session and in earlier ones, in a small SQLite file: the console's arrow keys and `history_request`.
// Written after cells, never before their answer; without a file (disk full, no SQLite) the session's own cells remain. A cell
// of over a megabyte is data that somebody pasted, not code to call back: every search would read it again, so it is left out.
//
//   const history = openHistory({ path, log });  history.add({ line: 1, input: '1+1', output: '2' })
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { matches } from './glob.ts'

export interface Entry {
  session: number
  line: number
  input: string
  output: string | null
}

export interface Query {
  /** tail, range or search. */
  access: string
  /** For a range: a session's number, 0 or negative counted back from this one. */
  session: number
  start: number
  stop: number | undefined
  most: number | undefined
  pattern: string
  unique: boolean
}

export interface History {
  add(entry: { line: number; input: string; output: string | null }): void
  find(query: Query): Entry[]
  close(): void
}

export function historyPath(env: NodeJS.ProcessEnv = process.env): string {
  if (env['LOOPBOOK_HISTORY']) return env['LOOPBOOK_HISTORY']
  return join(env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'loopbook', 'history.sqlite')
}

/** Cells kept on disk. */
const kept = 20_000
const wait = 400
/** Characters of a cell, or of its output, that is kept. */
const longest = 1_000_000

export function openHistory({ path, log }: { path: string; log: (line: string) => void }): History {
  // Not yet in the file.
  let own: Entry[] = []
  let database: DatabaseSync | undefined
  let session = 0
  let broken = false
  let timer: NodeJS.Timeout | undefined

  const opened = (): DatabaseSync | undefined => {
    if (database || broken) return database
    try {
      mkdirSync(dirname(path), { recursive: true })
      database = openDatabase(path)
      session = Number(database.prepare('INSERT INTO sessions (start) VALUES (?)').run(Date.now()).lastInsertRowid)
      database.prepare('DELETE FROM history WHERE rowid <= (SELECT max(rowid) FROM history) - ?').run(kept)
    } catch (error) {
      broken = true
      log(`history is kept for this session only: ${String(error)}`)
    }
    return database
  }

  const write = (): void => {
    timer = undefined
    const file = opened()
    if (!file || broken) return
    try {
      file.exec('BEGIN')
      const insert = file.prepare('INSERT INTO history (session, line, input, output) VALUES (?, ?, ?, ?)')
      for (const { line, input, output } of own) insert.run(session, line, input, output)
      file.exec('COMMIT')
      own = []
    } catch (error) {
      broken = true
      if (file.isTransaction) file.exec('ROLLBACK')
      log(`history is kept for this session only: ${String(error)}`)
    }
  }

  return {
    add(entry) {
      const { input, output } = entry
      if (input.length > longest) return
      own.push({ session: 0, ...entry, output: output !== null && output.length > longest ? null : output })
      timer ??= setTimeout(write, wait)
      timer.unref()
    },
    find(query) {
      write()
      if (!database) return select(own, query, 0)
      try {
        const unwritten = own.map((entry) => ({ ...entry, session }))
        return select([...(database.prepare(rows(query)).all() as unknown as Entry[]), ...unwritten], query, session)
      } catch (error) {
        log(`history could not be read: ${String(error)}`)
        return []
      }
    },
    close() {
      clearTimeout(timer)
      if (own.length > 0) write()
      database?.close()
    },
  }
}

function openDatabase(path: string): DatabaseSync {
  // Loaded when first needed; the words with which Node calls it experimental are not for the kernel's log.
  const { emitWarning } = process
  process.emitWarning = () => {}
  let sqlite
  try {
    sqlite = createRequire(import.meta.url)('node:sqlite') as typeof import('node:sqlite')
  } finally {
    process.emitWarning = emitWarning
  }
  const database = new sqlite.DatabaseSync(path, { timeout: 2000 })
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
    CREATE TABLE IF NOT EXISTS sessions (id INTEGER PRIMARY KEY, start INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS history (session INTEGER NOT NULL, line INTEGER NOT NULL, input TEXT NOT NULL, output TEXT)`)
  return database
}

function rows({ access }: Query): string {
  const all = 'SELECT session, line, input, output FROM history ORDER BY rowid'
  return access === 'tail'
    ? 'SELECT * FROM (SELECT rowid, session, line, input, output FROM history ORDER BY rowid DESC LIMIT 5000) ORDER BY rowid'
    : all
}

function select(all: readonly Entry[], query: Query, current: number): Entry[] {
  const { access, start, stop, most, pattern, unique } = query
  let found = [...all]
  if (access === 'range') {
    const session = query.session > 0 ? query.session : current + query.session
    found = found.filter((entry) => entry.session === session && entry.line >= start && entry.line < (stop ?? Infinity))
  } else if (access === 'search') {
    found = found.filter(({ input }) => matches(pattern, input))
    if (unique) found = [...new Map(found.map((entry) => [entry.input, entry])).values()]
  }
  return access === 'range' || most === undefined ? found : found.slice(-Math.max(0, most) || found.length)
}
