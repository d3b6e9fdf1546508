// The types of Deno's functions for files, the other half of types.ts. It imports nothing: the language service reads it as it is.
//
//   const info: Deno.FileInfo = await Deno.stat('data.csv')

export declare namespace Deno {
  export interface FileInfo {
    isFile: boolean
    isDirectory: boolean
    isSymlink: boolean
    /** In bytes. */
    size: number
    mtime: Date
    atime: Date
    birthtime: Date
    ctime: Date
    dev: number
    ino: number
    mode: number
    nlink: number
    uid: number
    gid: number
    rdev: number
    blksize: number
    blocks: number
    isBlockDevice: boolean
    isCharDevice: boolean
    isFifo: boolean
    isSocket: boolean
  }
  export interface DirEntry {
    name: string
    isFile: boolean
    isDirectory: boolean
    isSymlink: boolean
  }
  export interface WriteFileOptions {
    /** At the end of what is there, rather than in its place. */
    append?: boolean
    /** Make the file if there is none; true if not given. */
    create?: boolean
    /** Fail if there is one already. */
    createNew?: boolean
    mode?: number
    signal?: AbortSignal
  }
  export interface MkdirOptions {
    /** With the folders above it; none of them may be missing otherwise. */
    recursive?: boolean
    mode?: number
  }
  export interface RemoveOptions {
    /** A folder with all that is in it. */
    recursive?: boolean
  }
  export interface MakeTempOptions {
    dir?: string
    prefix?: string
    suffix?: string
  }
  export interface OpenOptions {
    read?: boolean
    write?: boolean
    append?: boolean
    truncate?: boolean
    create?: boolean
    createNew?: boolean
    mode?: number
  }

  /** The whole file as text. */
  export function readTextFile(path: string | URL): Promise<string>
  /** The whole file as text. */
  export function readTextFileSync(path: string | URL): string
  /** The whole file. */
  export function readFile(path: string | URL): Promise<Uint8Array<ArrayBuffer>>
  /** The whole file. */
  export function readFileSync(path: string | URL): Uint8Array<ArrayBuffer>
  /** Writes the text in place of what is there, or with `append` after it. */
  export function writeTextFile(
    path: string | URL,
    data: string | ReadableStream<string>,
    options?: WriteFileOptions,
  ): Promise<void>
  /** Writes the text in place of what is there, or with `append` after it. */
  export function writeTextFileSync(path: string | URL, data: string, options?: WriteFileOptions): void
  /** Writes the bytes in place of what is there, or with `append` after it. */
  export function writeFile(
    path: string | URL,
    data: Uint8Array | ReadableStream<Uint8Array>,
    options?: WriteFileOptions,
  ): Promise<void>
  /** Writes the bytes in place of what is there, or with `append` after it. */
  export function writeFileSync(path: string | URL, data: Uint8Array, options?: WriteFileOptions): void
  /** Makes a folder. */
  export function mkdir(path: string | URL, options?: MkdirOptions): Promise<void>
  /** Makes a folder. */
  export function mkdirSync(path: string | URL, options?: MkdirOptions): void
  /** Deletes a file or a folder. */
  export function remove(path: string | URL, options?: RemoveOptions): Promise<void>
  /** Deletes a file or a folder. */
  export function removeSync(path: string | URL, options?: RemoveOptions): void
  export function rename(from: string | URL, to: string | URL): Promise<void>
  export function renameSync(from: string | URL, to: string | URL): void
  export function copyFile(from: string | URL, to: string | URL): Promise<void>
  export function copyFileSync(from: string | URL, to: string | URL): void
  /** What is known of a file or folder; of what a link leads to. */
  export function stat(path: string | URL): Promise<FileInfo>
  /** What is known of a file or folder; of what a link leads to. */
  export function statSync(path: string | URL): FileInfo
  /** What is known of a file or folder; of a link itself. */
  export function lstat(path: string | URL): Promise<FileInfo>
  /** What is known of a file or folder; of a link itself. */
  export function lstatSync(path: string | URL): FileInfo
  export function chmod(path: string | URL, mode: number): Promise<void>
  export function chmodSync(path: string | URL, mode: number): void
  export function chown(path: string | URL, uid: number, gid: number): Promise<void>
  export function chownSync(path: string | URL, uid: number, gid: number): void
  /** The absolute path, without links. */
  export function realPath(path: string | URL): Promise<string>
  /** The absolute path, without links. */
  export function realPathSync(path: string | URL): string
  /** Where a link leads to. */
  export function readLink(path: string | URL): Promise<string>
  /** Where a link leads to. */
  export function readLinkSync(path: string | URL): string
  export function link(from: string, to: string): Promise<void>
  export function linkSync(from: string, to: string): void
  export function symlink(to: string | URL, path: string | URL): Promise<void>
  export function symlinkSync(to: string | URL, path: string | URL): void
  export function truncate(path: string, length?: number): Promise<void>
  export function truncateSync(path: string, length?: number): void
  export function utime(path: string | URL, read: Date | number, written: Date | number): Promise<void>
  export function utimeSync(path: string | URL, read: Date | number, written: Date | number): void
  /** Makes a folder for temporary files, and gives its path. */
  export function makeTempDir(options?: MakeTempOptions): Promise<string>
  /** Makes a folder for temporary files, and gives its path. */
  export function makeTempDirSync(options?: MakeTempOptions): string
  /** Makes an empty temporary file, and gives its path. */
  export function makeTempFile(options?: MakeTempOptions): Promise<string>
  /** Makes an empty temporary file, and gives its path. */
  export function makeTempFileSync(options?: MakeTempOptions): string
  /** What is in a folder: `for await (const entry of Deno.readDir('.'))`. */
  export function readDir(path: string | URL): AsyncIterable<DirEntry>
  /** What is in a folder: `for (const entry of Deno.readDirSync('.'))`. */
  export function readDirSync(path: string | URL): IteratorObject<DirEntry>

  /** An open file. `using` closes it. */
  export interface FsFile extends Disposable {
    /** How many bytes were read into it; null at the end. */
    read(into: Uint8Array): Promise<number | null>
    readSync(into: Uint8Array): number | null
    /** How many bytes were written. */
    write(bytes: Uint8Array): Promise<number>
    writeSync(bytes: Uint8Array): number
    /** The position from then on. */
    seek(offset: number | bigint, whence?: SeekMode): Promise<number>
    seekSync(offset: number | bigint, whence?: SeekMode): number
    truncate(length?: number): Promise<void>
    truncateSync(length?: number): void
    stat(): Promise<FileInfo>
    statSync(): FileInfo
    sync(): Promise<void>
    syncSync(): void
    syncData(): Promise<void>
    syncDataSync(): void
    isTerminal(): boolean
    /** To the end; closes the file then. */
    readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>
    readonly writable: WritableStream<Uint8Array>
    close(): void
  }
  export const FsFile: abstract new (...parameters: never) => FsFile
  /** From where `seek` counts. */
  export const SeekMode: { readonly Start: 0; readonly Current: 1; readonly End: 2 }
  export type SeekMode = 0 | 1 | 2
  /** Opens a file, for reading if the options say nothing else. */
  export function open(path: string | URL, options?: OpenOptions): Promise<FsFile>
  /** Opens a file, for reading if the options say nothing else. */
  export function openSync(path: string | URL, options?: OpenOptions): FsFile
  /** Opens a file that is empty from then on. */
  export function create(path: string | URL): Promise<FsFile>
  /** Opens a file that is empty from then on. */
  export function createSync(path: string | URL): FsFile
}
