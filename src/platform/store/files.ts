// The bytes of uploaded files, each stored once under its SHA-256: large ones as files, small ones by the caller in the database.
// A file is complete before its name exists; names are made from the hash only, never from what a client sent.
//
//   const blob = files.put(bytes); if (!blob.data) files.path(blob.sha)   // <home>/files/ab/cdef…
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Blob {
  sha: string
  size: number
  /** The bytes themselves, when they are few enough for the database. */
  data?: Uint8Array
}

const small = 16 * 1024

export class Files {
  readonly #directory: string
  readonly #folders = new Set<string>()

  constructor(home: string) {
    this.#directory = join(home, 'files')
  }

  path(sha: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha)) throw new Error('a file is named by its SHA-256')
    return join(this.#directory, sha.slice(0, 2), sha.slice(2))
  }

  put(bytes: Uint8Array): Blob {
    const sha = createHash('sha256').update(bytes).digest('hex')
    if (bytes.byteLength <= small) return { sha, size: bytes.byteLength, data: bytes }
    const path = this.path(sha)
    if (!existsSync(path)) {
      this.#folder(sha.slice(0, 2))
      const partial = `${path}.${randomUUID()}`
      writeFileSync(partial, bytes, { flag: 'wx' })
      renameSync(partial, path)
    }
    return { sha, size: bytes.byteLength }
  }

  #folder(name: string): void {
    if (this.#folders.has(name)) return
    mkdirSync(join(this.#directory, name), { recursive: true })
    this.#folders.add(name)
  }
}
