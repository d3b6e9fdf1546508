// Deno's functions for whole files and folders, on Node's.
//
//   const { readTextFile, readDir } = fileFunctions()
import fs from 'node:fs'
import type { Dirent, Stats } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { errors, translating } from './errors.ts'
import type { Deno } from './file-types.ts'

type Path = string | URL

const { promises } = fs

type Opening = 'FsFile' | 'SeekMode' | 'open' | 'openSync' | 'create' | 'createSync'

/** A function by its name, beside its `…Sync`. */
type Pair<N extends string, A extends unknown[], R> = Record<N, (...parameters: A) => Promise<R>> &
  Record<`${N}Sync`, (...parameters: A) => R>

function pair<N extends string, A extends unknown[], R>(
  name: N,
  later: (...parameters: A) => Promise<R>,
  now: (...parameters: A) => R,
): Pair<N, A, R> {
  return {
    [name]: translating(async (...parameters: A) => await later(...parameters)),
    [`${name}Sync`]: translating(now),
  } as Pair<N, A, R>
}

export function fileFunctions(): Omit<typeof Deno, Opening> {
  return {
    ...pair(
      'readTextFile',
      (path: Path) => promises.readFile(path, 'utf8'),
      (path) => fs.readFileSync(path, 'utf8'),
    ),
    ...pair(
      'readFile',
      async (path: Path) => plain(await promises.readFile(path)),
      (path) => plain(fs.readFileSync(path)),
    ),
    ...pair('writeTextFile', write, writeSync),
    ...pair('writeFile', write, writeSync),
    ...pair(
      'mkdir',
      async (path: Path, options: fs.MakeDirectoryOptions = {}) => void (await promises.mkdir(path, options)),
      (path, options: fs.MakeDirectoryOptions = {}) => void fs.mkdirSync(path, options),
    ),
    ...pair(
      'remove',
      (path: Path, options: { recursive?: boolean } = {}) => remove(path, options, promises),
      removeSync,
    ),
    ...pair('rename', (from: Path, to: Path) => promises.rename(from, to), fs.renameSync),
    ...pair('copyFile', (from: Path, to: Path) => promises.copyFile(from, to), fs.copyFileSync),
    ...pair(
      'stat',
      async (path: Path) => info(await promises.stat(path)),
      (path) => info(fs.statSync(path)),
    ),
    ...pair(
      'lstat',
      async (path: Path) => info(await promises.lstat(path)),
      (path) => info(fs.lstatSync(path)),
    ),
    ...pair('chmod', (path: Path, mode: number) => promises.chmod(path, mode), fs.chmodSync),
    ...pair('chown', (path: Path, uid: number, gid: number) => promises.chown(path, uid, gid), fs.chownSync),
    ...pair(
      'realPath',
      (path: Path) => promises.realpath(path),
      (path) => fs.realpathSync(path),
    ),
    ...pair(
      'readLink',
      (path: Path) => promises.readlink(path),
      (path) => fs.readlinkSync(path),
    ),
    ...pair('link', (from: string, to: string) => promises.link(from, to), fs.linkSync),
    ...pair(
      'symlink',
      (to: Path, path: Path) => promises.symlink(to, path),
      (to, path) => fs.symlinkSync(to, path),
    ),
    ...pair('truncate', (path: string, length?: number) => promises.truncate(path, length), fs.truncateSync),
    ...pair(
      'utime',
      (path: Path, read: Date | number, written: Date | number) => promises.utimes(path, read, written),
      fs.utimesSync,
    ),
    ...pair('makeTempDir', async (options?: Deno.MakeTempOptions) => makeTempDir(options), makeTempDir),
    ...pair('makeTempFile', async (options?: Deno.MakeTempOptions) => makeTempFile(options), makeTempFile),
    readDir,
    readDirSync: translating((path: Path) => fs.readdirSync(path, { withFileTypes: true }).map(entry).values()),
  }
}

/** Deno's are Uint8Arrays, whose slice() copies. */
function plain(bytes: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength)
}

function flags({ append = false, create = true, createNew = false }: Deno.WriteFileOptions): string | number {
  if (createNew) return append ? 'ax' : 'wx'
  if (create) return append ? 'a' : 'w'
  return fs.constants.O_WRONLY | (append ? fs.constants.O_APPEND : fs.constants.O_TRUNC)
}

async function write(
  path: Path,
  data: string | Uint8Array | ReadableStream<string | Uint8Array>,
  options: Deno.WriteFileOptions = {},
): Promise<void> {
  const { mode, signal } = options
  const content = data instanceof ReadableStream ? (data as unknown as AsyncIterable<string | Uint8Array>) : data
  await promises.writeFile(path, content, {
    flag: flags(options) as string,
    ...(mode === undefined ? {} : { mode }),
    ...(signal ? { signal } : {}),
  })
}

function writeSync(
  path: Path,
  data: string | Uint8Array | ReadableStream<string | Uint8Array>,
  options: Deno.WriteFileOptions = {},
): void {
  if (data instanceof ReadableStream) throw new TypeError('A stream takes time to read: use the function without Sync.')
  const { mode } = options
  fs.writeFileSync(path, data, { flag: flags(options) as string, ...(mode === undefined ? {} : { mode }) })
}

async function remove(
  path: Path,
  { recursive = false }: { recursive?: boolean },
  { lstat, rm, rmdir, unlink }: typeof promises,
): Promise<void> {
  if (recursive) return await rm(path, { recursive })
  await ((await lstat(path)).isDirectory() ? rmdir(path) : unlink(path))
}

function removeSync(path: Path, { recursive = false }: { recursive?: boolean } = {}): void {
  if (recursive) fs.rmSync(path, { recursive })
  else if (fs.lstatSync(path).isDirectory()) fs.rmdirSync(path)
  else fs.unlinkSync(path)
}

async function* readDir(path: Path): AsyncGenerator<Deno.DirEntry> {
  const list = translating((folder: Path) => promises.readdir(folder, { withFileTypes: true }))
  for (const found of await list(path)) yield entry(found)
}

function entry(found: Dirent): Deno.DirEntry {
  const { name } = found
  return { name, isFile: found.isFile(), isDirectory: found.isDirectory(), isSymlink: found.isSymbolicLink() }
}

export function info(stats: Stats): Deno.FileInfo {
  const { size, mtime, atime, birthtime, ctime, dev, ino, mode, nlink, uid, gid, rdev, blksize, blocks } = stats
  return {
    isFile: stats.isFile(),
    isDirectory: stats.isDirectory(),
    isSymlink: stats.isSymbolicLink(),
    size,
    mtime,
    atime,
    birthtime,
    ctime,
    dev,
    ino,
    mode,
    nlink,
    uid,
    gid,
    rdev,
    blksize,
    blocks,
    isBlockDevice: stats.isBlockDevice(),
    isCharDevice: stats.isCharacterDevice(),
    isFifo: stats.isFIFO(),
    isSocket: stats.isSocket(),
  }
}

function makeTempDir(options?: Deno.MakeTempOptions): string {
  const path = tempPath(options)
  fs.mkdirSync(path, { mode: 0o700 })
  return path
}

function makeTempFile(options?: Deno.MakeTempOptions): string {
  const path = tempPath(options)
  fs.closeSync(fs.openSync(path, 'wx', 0o600))
  return path
}

function tempPath({ dir = tmpdir(), prefix = '', suffix = '' }: Deno.MakeTempOptions = {}): string {
  if (/[/\\]/.test(prefix + suffix))
    throw new errors.NotFound('The prefix and suffix of a temporary file are no paths.')
  return join(dir, `${prefix}${crypto.randomUUID().slice(0, 13)}${suffix}`)
}
