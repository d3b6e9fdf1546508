// Downloads items: one as bytes or to a file, many into a folder. A file is written beside its place and moved when it is
// whole, so that nothing half-downloaded looks finished; what is there with the same size is left out.
//
//   await downloadAll(client, dataset.items, './pictures', {})
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Client } from '../client.ts'
import { ConnectionError, InvalidArgumentError } from '../errors/error.ts'
import type { ItemQuery } from '../query/item-query.ts'
import { tableBundle } from '../../text/index.ts'
import { present } from '../views/protocol.ts'
import { settleInParallel } from './parallel.ts'

interface Remote {
  id: string
  name: string
  size: number | undefined
}

export interface DownloadAllOptions {
  /** At the same time. Default 8. */
  concurrency?: number
  /** Download also what is there already. Default false. */
  overwrite?: boolean
  progress?: boolean
  signal?: AbortSignal
}

/**
 * What a download of many did.
 * @example
 * const { downloaded, failed } = await dataset.items.download('./pictures')
 */
export class DownloadOutcome {
  /** Paths of the new files. */
  readonly downloaded: readonly string[]
  /** Paths that were there already, with the same size. */
  readonly skipped: readonly string[]
  /** What could not be downloaded, and why. */
  readonly failed: readonly { filename: string; error: unknown }[]

  constructor(
    downloaded: readonly string[],
    skipped: readonly string[],
    failed: readonly { filename: string; error: unknown }[],
  ) {
    this.downloaded = downloaded
    this.skipped = skipped
    this.failed = failed
  }

  static {
    present(this, {
      show: (self) => {
        const { downloaded, skipped, failed } = self
        return tableBundle({
          caption: `Downloaded ${downloaded.length}, skipped ${skipped.length}, failed ${failed.length}`,
          columns: [{ key: 'file', kind: 'path' }, { key: 'error' }],
          rows: [
            ...failed.map(({ filename, error }) => ({
              file: filename,
              error: error instanceof Error ? error.message : String(error),
            })),
            ...downloaded.map((file) => ({ file })),
          ],
        })
      },
    })
  }
}

/** Bytes without a path; the path of the file with one. */
export async function downloadOne(client: Client, item: Remote, path: string | undefined): Promise<Buffer | string> {
  if (path === undefined) return bytes(client, item)
  const target = path.endsWith('/') || (await isFolder(path)) ? join(path, item.name) : path
  await toFile(client, item, target, undefined)
  return target
}

export async function downloadAll(
  client: Client,
  items: ItemQuery,
  folder: string,
  options: DownloadAllOptions,
): Promise<DownloadOutcome> {
  const { overwrite = false, concurrency, signal, progress } = options
  const root = resolve(folder)
  const [downloaded, skipped]: [string[], string[]] = [[], []]
  const failed: { filename: string; error: unknown }[] = []
  const work = async (item: Remote & { filename: string }, both: AbortSignal): Promise<void> => {
    const target = inside(root, item.filename)
    const stats = overwrite ? undefined : await stat(target).catch(() => undefined)
    if (stats && (item.size === undefined || stats.size === item.size)) skipped.push(target)
    else {
      await toFile(client, item, target, both)
      downloaded.push(target)
    }
  }
  // A page at a time: a million names are not held for files that are not fetched yet.
  const all = await items.select('id', 'name', 'filename', 'metadata.system.size').all()
  const remotes = all.map((record) => ({
    id: record.id as string,
    name: record.name as string,
    filename: record.filename as string,
    size: record['metadata.system.size'] as number | undefined,
  }))
  const settled = await settleInParallel(remotes, work, {
    title: 'Download Items',
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(signal ? { signal } : {}),
    ...(progress === undefined ? {} : { progress }),
  })
  for (const { input, error } of settled.failed) failed.push({ filename: input.filename, error })
  return new DownloadOutcome(downloaded.toSorted(), skipped.toSorted(), failed)
}

async function bytes(client: Client, { id, name, size }: Remote): Promise<Buffer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const chunks: Buffer[] = []
      for await (const chunk of (await client.http.stream(request(id))).data)
        chunks.push(Buffer.from(chunk as Uint8Array))
      const all = Buffer.concat(chunks)
      if (size === undefined || all.length === size) return all
      throw short(name, all.length, size)
    } catch (error) {
      if (attempt >= 3 || !broke(error)) throw error
    }
  }
}

async function toFile(
  client: Client,
  { id, name, size }: Remote,
  target: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  await mkdir(dirname(target), { recursive: true })
  const part = `${target}.part`
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { data } = await client.http.stream({ ...request(id), signal })
      await pipeline(data, createWriteStream(part), signal ? { signal } : {})
      const { size: written } = await stat(part)
      if (size !== undefined && written !== size) throw short(name, written, size)
      await rename(part, target)
      return
    } catch (error) {
      await rm(part, { force: true })
      if (attempt >= 3 || signal?.aborted || !broke(error)) throw error
    }
  }
}

function request(id: string): { method: 'GET'; path: string; subject: string } {
  return { method: 'GET', path: `/items/${id}/stream`, subject: `item with id '${id}'` }
}

function short(name: string, got: number, size: number): ConnectionError {
  return new ConnectionError(`'${name}' broke off: ${got} of ${size} bytes came`)
}

/** The stream ended before its end; everything else was retried or decided below. */
function broke(error: unknown): boolean {
  if (error instanceof ConnectionError) return true
  const code = (error as { code?: unknown }).code
  return code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ERR_BAD_RESPONSE'
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false
}

/** A remote name may not lead out of the folder. */
function inside(root: string, filename: string): string {
  const target = resolve(root, `.${filename.startsWith('/') ? '' : '/'}${filename}`)
  if (target.startsWith(root + sep)) return target
  throw new InvalidArgumentError(`The item '${filename}' would be written outside of the folder`)
}
