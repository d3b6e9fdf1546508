/**
 * Reading and writing notebook files. A write is all or nothing: a temporary file in the same folder, flushed to the
 * disk, then renamed; mode kept, symbolic links followed. It refuses if the file changed since it was read. A full disk,
 * a kill or a read-only folder leave the original as it was.
 *
 *     const file = await readNotebook('etl.ipynb')
 *     await writeNotebook(file, { ...file.notebook, cells: [] })
 */
import { randomBytes } from 'node:crypto'
import { type FileHandle, open, readFile, realpath, rename, stat, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { NotebookError } from './error.ts'
import type { Notebook } from './model.ts'
import { type NotebookFile, type ParseOptions, parseNotebook } from './parse.ts'
import { serializePieces } from './serialize.ts'
import { isText } from './multiline.ts'

/** Reads and parses a file; throws NotebookError. */
export async function readNotebook(path: string, options?: ParseOptions): Promise<NotebookFile> {
  let bytes: Buffer
  try {
    bytes = await readFile(path)
  } catch (cause) {
    const reason = codeOf(cause) === 'ENOENT' ? 'there is no such file' : `cannot be read (${codeOf(cause)})`
    throw new NotebookError(reason, { kind: 'read', file: path, cause })
  }
  return parseNotebook(decode(bytes, path), path, options)
}

/** A notebook that came in another way than by a file, such as on standard input; throws NotebookError. */
export function decodeNotebook(bytes: Buffer): NotebookFile {
  return parseNotebook(decode(bytes))
}

function decode(bytes: Buffer, file?: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff) || bytes[1] === 0
    throw new NotebookError('the file is not UTF-8', {
      kind: 'read',
      file,
      line: utf16 ? 1 : lineOfBadByte(bytes),
      hint: utf16 ? 'it looks like UTF-16: save it again as UTF-8' : 'save it again as UTF-8',
      cause,
    })
  }
}

function lineOfBadByte(bytes: Buffer): number {
  const replaced = bytes.toString('utf8')
  return replaced.slice(0, Math.max(0, replaced.indexOf('\uFFFD'))).split('\n').length
}

/** Writes a changed notebook with minimal edits back to where it was read, or to `path`. An unchanged file isn't touched. */
export async function writeNotebook(file: NotebookFile, notebook: Notebook, path?: string): Promise<void> {
  const target = path ?? file.path
  if (target === undefined) throw new NotebookError('no path was given to write to', { kind: 'write' })
  const inPlace = target === file.path
  if (inPlace && isText(serializePieces(file, notebook), file.text)) return
  await writeAtomic(target, serializePieces(file, notebook), inPlace ? { expected: file.text } : {})
}

export interface WriteOptions {
  /** What the file should hold now; anything else means that someone else wrote it meanwhile. */
  readonly expected?: string
}

/** Replaces a file at once or not at all; throws NotebookError. A long text may come in pieces. */
export async function writeAtomic(path: string, text: Iterable<string>, options: WriteOptions = {}): Promise<void> {
  const target = await realpath(path).catch(() => path)
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(4).toString('hex')}.tmp`)
  let handle: FileHandle | undefined
  try {
    const mode = await stat(target).then(
      (found) => found.mode & 0o7777,
      () => undefined,
    )
    handle = await open(temporary, 'wx', mode ?? 0o666)
    // Beyond the umask: a group-writable notebook stays group-writable.
    if (mode !== undefined) await handle.chmod(mode)
    for (const part of inParts(text)) await handle.writeFile(part)
    await handle.sync()
    await handle.close()
    handle = undefined
    if (options.expected !== undefined) await refuseIfChanged(target, options.expected)
    await rename(temporary, target)
  } catch (cause) {
    await handle?.close().catch(() => undefined)
    await unlink(temporary).catch(() => undefined)
    if (cause instanceof NotebookError) throw cause
    throw new NotebookError(`could not be written (${codeOf(cause)}); the file is as it was before`, {
      kind: 'write',
      file: path,
      hint: hints[codeOf(cause)],
      cause,
    })
  }
  await syncFolder(dirname(target))
}

/** Few writes, little memory. */
function* inParts(pieces: Iterable<string>): Generator<string> {
  if (typeof pieces === 'string') return yield pieces
  let part: string[] = []
  let length = 0
  for (const piece of pieces) {
    part.push(piece)
    length += piece.length
    if (length < 65_536) continue
    yield part.join('')
    part = []
    length = 0
  }
  yield part.join('')
}

const hints: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'the file is larger than the limit for files (ulimit -f) allows',
  EACCES: 'the folder is not writable for this user: write the result elsewhere with --out',
  EROFS: 'the file system is read-only: write the result elsewhere with --out',
  ENOENT: 'the folder does not exist',
}

async function refuseIfChanged(path: string, expected: string): Promise<void> {
  const now = await readFile(path, 'utf8').catch(() => undefined)
  if (now === expected) return
  throw new NotebookError(
    now === undefined ? 'was removed meanwhile: not written' : 'changed meanwhile: not overwritten',
    {
      kind: 'conflict',
      file: path,
      hint: 'run again, so that the newest version is used',
    },
  )
}

/** So that the rename itself outlives a power cut. Not every system lets a folder be opened. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined)
  await folder?.sync().catch(() => undefined)
  await folder?.close().catch(() => undefined)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
