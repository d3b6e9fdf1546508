// What the platform keeps in its home folder: the database, the files, ids, and which metadata paths hold arrays. Routes and
// jobs get one of these; a worker thread opens its own on the same folder.
//
//   const store = new Store('/home/ann/.loopbook')
//   await store.database.write(() => { const { n, id, at } = store.next(); … })
import { accessSync, constants, mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ArrayPaths } from './array-paths.ts'
import { Database } from './database.ts'
import { Files } from './files.ts'
import { newOwner, retire } from './owner.ts'
import { PathIndexes } from './path-indexes.ts'

export interface Fresh {
  /** Row number, as it stands in the id. */
  n: number
  id: string
  /** ISO 8601 with milliseconds, UTC; never earlier than what was created before. */
  at: string
}

export class Store {
  readonly directory: string
  readonly database: Database
  readonly files: Files
  readonly arrays: ArrayPaths
  readonly indexes: PathIndexes
  readonly now: () => Date
  /** Whose changes those of this store are; a worker thread's are its platform's. */
  readonly owner: string

  constructor(directory: string, options: { now?: () => Date; cacheKiB?: number; owner?: string } = {}) {
    makeHome(directory)
    this.directory = directory
    this.now = options.now ?? ((): Date => new Date())
    this.database = new Database(join(directory, 'platform.sqlite'), options)
    this.files = new Files(directory)
    this.arrays = new ArrayPaths(this.database)
    this.indexes = new PathIndexes(this.database)
    this.owner = options.owner ?? newOwner()
  }

  /** A new id, or the first of several that follow each other; only inside a write. */
  next(count = 1): Fresh {
    const row = this.database.get(
      'UPDATE clock SET ms = max(ms, ?), n = n + ? RETURNING ms, n',
      this.now().getTime(),
      count,
    )
    const ms = Number(row?.['ms'])
    const n = Number(row?.['n']) - count + 1
    return { n, id: idOf(ms, n), at: new Date(ms).toISOString() }
  }

  /** The time for an update, not earlier than any creation. */
  stamp(): string {
    const row = this.database.get('UPDATE clock SET ms = max(ms, ?) RETURNING ms', this.now().getTime())
    return new Date(Number(row?.['ms'])).toISOString()
  }

  close(): void {
    retire(this.owner)
    this.database.close()
  }
}

/** 24 hexadecimal digits: seconds, then the row number. Bulk work makes the same in SQL: format('%08x%016x', seconds, n). */
export function idOf(ms: number, n: number): string {
  return (
    Math.floor(ms / 1000)
      .toString(16)
      .padStart(8, '0') + n.toString(16).padStart(16, '0')
  )
}

/** @throws Error with a hint when the folder can't be made or written to, before anything is half made. */
function makeHome(directory: string): void {
  try {
    makeFolder(directory)
    accessSync(directory, constants.W_OK)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const why =
      code === 'EEXIST' || code === 'ENOTDIR' ? 'a file stands in its place' : `it can't be written to (${code})`
    throw Object.assign(new Error(`The platform's home ${directory} can't be used: ${why}.`, { cause }), {
      code: 'HOME_UNUSABLE',
      hint: 'set LOOPBOOK_HOME to a folder that you may write to.',
    })
  }
}

/** With its parents. Node's own `recursive` runs for ever where a file system makes no folders, such as /proc. */
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return
  makeFolder(dirname(path))
  mkdirSync(path, { mode: 0o700 })
}
