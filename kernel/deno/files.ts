// Deno's functions for whole files and folders, on Node's.
//
//   const { readTextFile, readDir } = fileFunctions()
import fs from 'node:fs'
import type { Dirent, Stats } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { errors, translating } from './errors.ts'

type Path = string | URL

export interface WriteOptions {
  append?: boolean
  create?: boolean
  createNew?: boolean
  mode?: number
  signal?: AbortSignal
}

interface TempOptions {
  dir?: string
  prefix?: string
  suffix?: string
}

interface Entry {
  name: string
  isFile: boolean
  isDirectory: boolean
  isSymlink: boolean
}

const { promises } = fs

/** By their names, each beside its `…Sync`. */
export function fileFunctions(): Record<string, unknown> {
  const functions: Record<string, unknown> = {}
  const define = <A extends unknown[], R>(
    name: string,
    later: (...parameters: A) => Promise<R>,
    now: (...parameters: A) => R,
  ): void => {
    functions[name] = translating(async (...parameters: A) => await later(...parameters))
    functions[`${name}Sync`] = translating(now)
  }

  define(
    'readTextFile',
    (path: Path) => promises.readFile(path, 'utf8'),
    (path) => fs.readFileSync(path, 'utf8'),
  )
  define(
    'readFile',
    async (path: Path) => plain(await promises.readFile(path)),
    (path) => plain(fs.readFileSync(path)),
  )
  define('writeTextFile', write, writeSync)
  define('writeFile', write, writeSync)
  define(
    'mkdir',
    async (path: Path, options: fs.MakeDirectoryOptions = {}) => void (await promises.mkdir(path, options)),
    (path, options: fs.MakeDirectoryOptions = {}) => void fs.mkdirSync(path, options),
  )
  define('remove', (path: Path, options: { recursive?: boolean } = {}) => remove(path, options, promises), removeSync)
  define('rename', (from: Path, to: Path) => promises.rename(from, to), fs.renameSync)
  define('copyFile', (from: Path, to: Path) => promises.copyFile(from, to), fs.copyFileSync)
  define(
    'stat',
    async (path: Path) => info(await promises.stat(path)),
    (path) => info(fs.statSync(path)),
  )
  define(
    'lstat',
    async (path: Path) => info(await promises.lstat(path)),
    (path) => info(fs.lstatSync(path)),
  )
  define('chmod', (path: Path, mode: number) => promises.chmod(path, mode), fs.chmodSync)
  define('chown', (path: Path, uid: number, gid: number) => promises.chown(path, uid, gid), fs.chownSync)
  define(
    'realPath',
    (path: Path) => promises.realpath(path),
    (path) => fs.realpathSync(path),
  )
  define(
    'readLink',
    (path: Path) => promises.readlink(path),
    (path) => fs.readlinkSync(path),
  )
  define('link', (from: string, to: string) => promises.link(from, to), fs.linkSync)
  define(
    'symlink',
    (to: Path, path: Path) => promises.symlink(to, path),
    (to, path) => fs.symlinkSync(to, path),
  )
  define('truncate', (path: string, length?: number) => promises.truncate(path, length), fs.truncateSync)
  define(
    'utime',
    (path: Path, read: Date | number, written: Date | number) => promises.utimes(path, read, written),
    fs.utimesSync,
  )
  define('makeTempDir', async (options?: TempOptions) => makeTempDir(options), makeTempDir)
  define('makeTempFile', async (options?: TempOptions) => makeTempFile(options), makeTempFile)
  functions['readDir'] = readDir
  functions['readDirSync'] = translating((path: Path) =>
    fs.readdirSync(path, { withFileTypes: true }).map(entry).values(),
  )
  return functions
}

/** Deno's are Uint8Arrays, whose slice() copies. */
function plain(bytes: Buffer): Uint8Array {
  return new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength)
}

function flags({ append = false, create = true, createNew = false }: WriteOptions): string | number {
  if (createNew) return append ? 'ax' : 'wx'
  if (create) return append ? 'a' : 'w'
  return fs.constants.O_WRONLY | (append ? fs.constants.O_APPEND : fs.constants.O_TRUNC)
}

async function write(
  path: Path,
  data: string | Uint8Array | ReadableStream<string | Uint8Array>,
  options: WriteOptions = {},
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
  options: WriteOptions = {},
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

async function* readDir(path: Path): AsyncGenerator<Entry> {
  const list = translating((folder: Path) => promises.readdir(folder, { withFileTypes: true }))
  for (const found of await list(path)) yield entry(found)
}

function entry(found: Dirent): Entry {
  const { name } = found
  return { name, isFile: found.isFile(), isDirectory: found.isDirectory(), isSymlink: found.isSymbolicLink() }
}

export function info(stats: Stats): Record<string, unknown> {
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

function makeTempDir(options?: TempOptions): string {
  const path = tempPath(options)
  fs.mkdirSync(path, { mode: 0o700 })
  return path
}

function makeTempFile(options?: TempOptions): string {
  const path = tempPath(options)
  fs.closeSync(fs.openSync(path, 'wx', 0o600))
  return path
}

function tempPath({ dir = tmpdir(), prefix = '', suffix = '' }: TempOptions = {}): string {
  if (/[/\\]/.test(prefix + suffix))
    throw new errors.NotFound('The prefix and suffix of a temporary file are no paths.')
  return join(dir, `${prefix}${crypto.randomUUID().slice(0, 13)}${suffix}`)
}
