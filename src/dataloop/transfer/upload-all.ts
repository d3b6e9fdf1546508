// Uploads many files, a bounded number at a time, and goes on where an upload broke off: what the dataset has already, with
// the same size, is left out. What failed is reported beside what succeeded.
//
//   const { created, skipped, failed } = await uploadAll(scope, './pictures', { folder: '/pictures' }, make)
import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { WireItem } from '../../wire/index.ts'
import { tableBundle, tableText } from '../../text/index.ts'
import type { Table } from '../../text/index.ts'
import type { Client } from '../client.ts'
import { NotFoundError } from '../errors/error.ts'
import type { ItemQuery } from '../query/item-query.ts'
import type { AnyMetadata } from '../query/schema.ts'
import { present } from '../views/protocol.ts'
import { settleInParallel } from './parallel.ts'
import { sourceOf } from './source.ts'
import type { UploadSource } from './source.ts'
import { remotePath, send } from './upload.ts'
import type { UploadOptions } from './upload.ts'

export interface UploadAllOptions<M = AnyMetadata> extends Omit<UploadOptions<M>, 'name'> {
  /** At the same time. Default 8. */
  concurrency?: number
  /** False: the folders in a folder stay out. Default true. */
  recursive?: boolean
  /** False: send also what is there already. Default true. */
  resume?: boolean
  progress?: boolean
}

interface Failed {
  source: string
  error: unknown
}

/**
 * What an upload of many did.
 * @example
 * const { created, failed } = await dataset.items.uploadAll('./pictures')
 */
export class UploadOutcome<E> {
  /** New items, in the order of the sources. */
  readonly created: readonly E[]
  /** Remote paths that were there already. */
  readonly skipped: readonly string[]
  /** What could not be uploaded, and why. Do it again to try these again. */
  readonly failed: readonly Failed[]

  constructor(created: readonly E[], skipped: readonly string[], failed: readonly Failed[]) {
    this.created = created
    this.skipped = skipped
    this.failed = failed
  }

  #table(): Table {
    const { created, skipped, failed } = this
    const rows = failed.map(({ source, error }) => ({
      source,
      error: error instanceof Error ? error.message : String(error),
    }))
    return {
      caption: `Uploaded ${created.length}, skipped ${skipped.length}, failed ${failed.length}`,
      columns: [{ key: 'source', kind: 'path' }, { key: 'error' }],
      rows,
    }
  }

  static {
    present(this, {
      show: (self) => {
        return tableBundle(self.#table())
      },
      inspect: (self) => {
        return tableText(self.#table(), { width: process.stdout.columns ?? 100 })
      },
    })
  }
}

interface Planned {
  source: UploadSource
  /** For messages. */
  words: string
  folder: string
}

export async function uploadAll<E>(
  scope: { client: Client; items: ItemQuery; path: string },
  sources: string | readonly UploadSource[],
  options: UploadAllOptions,
  make: (wire: WireItem) => E,
): Promise<UploadOutcome<E>> {
  const folder = options.folder ?? '/'
  const plans =
    typeof sources === 'string'
      ? await filesOf(sources, folder, options.recursive ?? true)
      : sources.map((source) => planned(source, folder))
  const present = options.overwrite || options.resume === false ? undefined : await presentIn(scope.items, folder)
  const skipped: string[] = []
  const upload = async (plan: Planned, signal: AbortSignal): Promise<E | undefined> => {
    const source = await sourceOf(plan.source)
    const filename = remotePath(plan.folder, source.name)
    if (present?.has(filename) && (source.size === undefined || present.get(filename) === source.size)) {
      skipped.push(filename)
      return undefined
    }
    const { item, created } = await send(scope.client, scope.path, source, { ...options, folder: plan.folder, signal })
    if (created) return make(item)
    skipped.push(filename)
    return undefined
  }
  const { done, failed } = await settleInParallel(plans, upload, {
    title: 'Upload Items',
    ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
    ...(options.signal ? { signal: options.signal } : {}),
    ...(options.progress === undefined ? {} : { progress: options.progress }),
  })
  const created = done.map(({ result }) => result).filter((result) => result !== undefined)
  return new UploadOutcome(
    created,
    skipped.toSorted(),
    failed.map(({ input, error }) => ({ source: input.words, error })),
  )
}

function planned(source: UploadSource, folder: string): Planned {
  const words =
    typeof source === 'string'
      ? source
      : source instanceof URL
        ? source.href
        : 'name' in source
          ? source.name
          : 'a Blob'
  return { source, words, folder }
}

async function filesOf(root: string, folder: string, recursive: boolean): Promise<Planned[]> {
  const entries = await readdir(root, { withFileTypes: true, recursive }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') return undefined
    throw new NotFoundError(`There is no folder '${root}'`, { hint: `looked in ${process.cwd()}` })
  })
  if (!entries) return [planned(root, folder)]
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name)
      const inside = relative(root, entry.parentPath).split(sep).join('/')
      return { source: path, words: path, folder: inside === '' ? folder : remotePath(folder, inside) }
    })
    .sort((a, b) => (a.words < b.words ? -1 : 1))
}

/** Remote path → bytes of what the folder has. */
async function presentIn(items: ItemQuery, folder: string): Promise<Map<string, number | undefined>> {
  const present = new Map<string, number | undefined>()
  const below = folder === '/' ? items : items.where({ filename: `${folder.replace(/\/+$/, '')}/**` })
  for await (const item of below) present.set(item.filename, item.size)
  return present
}
