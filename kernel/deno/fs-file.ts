// Deno.FsFile: an open file, read and written where its position is, as a stream or piece by piece.
//
//   using file = openSync('data.csv');  for await (const bytes of file.readable) …
import fs from 'node:fs'
import { translating } from './errors.ts'
import type { Deno } from './file-types.ts'
import { info } from './files.ts'

export const SeekMode = { Start: 0, Current: 1, End: 2 } as const

export class FsFile implements Deno.FsFile {
  readonly #fd: number
  readonly #append: boolean
  #position = 0
  #closed = false

  constructor(fd: number, append: boolean) {
    this.#fd = fd
    this.#append = append
  }

  /** Null at the end. */
  readonly readSync: (into: Uint8Array) => number | null = translating((into) => {
    const count = fs.readSync(this.#fd, into, 0, into.byteLength, this.#position)
    this.#position += count
    return count === 0 && into.byteLength > 0 ? null : count
  })

  readonly writeSync: (bytes: Uint8Array) => number = translating((bytes) => {
    const count = fs.writeSync(this.#fd, bytes, 0, bytes.byteLength, this.#append ? null : this.#position)
    this.#position += count
    return count
  })

  readonly seekSync: (offset: number | bigint, whence?: number) => number = translating(
    (offset, whence = SeekMode.Start) => {
      const from =
        whence === SeekMode.Start ? 0 : whence === SeekMode.Current ? this.#position : fs.fstatSync(this.#fd).size
      const position = from + Number(offset)
      if (position < 0) throw new RangeError('A file has no place before its start.')
      return (this.#position = position)
    },
  )

  readonly truncateSync: (length?: number) => void = translating((length) => fs.ftruncateSync(this.#fd, length))
  readonly statSync: () => Deno.FileInfo = translating(() => info(fs.fstatSync(this.#fd)))
  readonly syncSync: () => void = translating(() => fs.fsyncSync(this.#fd))
  readonly syncDataSync: () => void = translating(() => fs.fdatasyncSync(this.#fd))

  // One after the other, as the position demands; a piece of a local file is there at once.
  async read(into: Uint8Array): Promise<number | null> {
    return this.readSync(into)
  }

  async write(bytes: Uint8Array): Promise<number> {
    return this.writeSync(bytes)
  }

  async seek(offset: number | bigint, whence?: number): Promise<number> {
    return this.seekSync(offset, whence)
  }

  async truncate(length?: number): Promise<void> {
    this.truncateSync(length)
  }

  async stat(): Promise<Deno.FileInfo> {
    return this.statSync()
  }

  async sync(): Promise<void> {
    this.syncSync()
  }

  async syncData(): Promise<void> {
    this.syncDataSync()
  }

  isTerminal(): boolean {
    return false
  }

  /** To the end; closes the file then. */
  get readable(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: (controller) => {
        const piece = new Uint8Array(64 * 1024)
        const count = this.readSync(piece)
        if (count !== null) return controller.enqueue(piece.subarray(0, count))
        this.close()
        controller.close()
      },
      cancel: () => this.close(),
    })
  }

  get writable(): WritableStream<Uint8Array> {
    return new WritableStream<Uint8Array>({
      write: (bytes) => {
        for (let at = 0; at < bytes.byteLength;) at += this.writeSync(bytes.subarray(at))
      },
      close: () => this.close(),
      abort: () => this.close(),
    })
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    fs.closeSync(this.#fd)
  }

  [Symbol.dispose](): void {
    this.close()
  }
}

export const openSync: (path: string | URL, options?: Deno.OpenOptions) => FsFile = translating(
  (path, options = {}) => {
    const { write = false, append = false, truncate = false, create = false, createNew = false, mode = 0o666 } = options
    const { read = !write && !append } = options
    const { O_RDWR, O_WRONLY, O_RDONLY, O_APPEND, O_TRUNC, O_CREAT, O_EXCL } = fs.constants
    const writes = write || append
    const flags =
      (writes ? (read ? O_RDWR : O_WRONLY) : O_RDONLY) |
      (append ? O_APPEND : 0) |
      (truncate ? O_TRUNC : 0) |
      (create || createNew ? O_CREAT : 0) |
      (createNew ? O_EXCL : 0)
    return new FsFile(fs.openSync(path, flags, mode), append)
  },
)

export const open = async (path: string | URL, options?: Deno.OpenOptions): Promise<FsFile> => openSync(path, options)

export const createSync = (path: string | URL): FsFile =>
  openSync(path, { read: true, write: true, create: true, truncate: true })

export const create = async (path: string | URL): Promise<FsFile> => createSync(path)
