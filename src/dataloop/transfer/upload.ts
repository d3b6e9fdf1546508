// Uploads one file as the platform wants it: a form with type, path, metadata, and the file last. Repeating it does nothing
// twice, so that a broken connection is simply tried again.
//
//   const wire = await uploadOne(client, '/datasets/63ce…/items', './test1.jpg', { folder: '/upload' })
import type { WireItem } from '../../wire/index.ts'
import type { Client } from '../client.ts'
import { BrokenResponseError, InvalidArgumentError } from '../errors/error.ts'
import type { AnyMetadata } from '../query/schema.ts'
import { say } from '../values/id.ts'
import { toJson } from '../values/json.ts'
import { mimeOf } from './mime.ts'
import { sourceOf } from './source.ts'
import type { OpenSource, UploadSource } from './source.ts'

export type { UploadSource }

export interface UploadOptions<M = AnyMetadata> {
  /** Remote folder. Default '/'. */
  folder?: string
  /** Remote name; the source's own when left out. */
  name?: string
  /** User metadata of the new item. */
  metadata?: M
  description?: string
  /** Replace an item of the same name. Default false: it stays as it is. */
  overwrite?: boolean
  signal?: AbortSignal
}

export async function uploadOne(
  client: Client,
  path: string,
  source: UploadSource,
  options: UploadOptions,
): Promise<WireItem> {
  return (await send(client, path, await sourceOf(source, options.name), options)).item
}

/** As above, and whether the item is new. */
export async function send(
  client: Client,
  path: string,
  source: OpenSource,
  options: UploadOptions,
): Promise<{ item: WireItem; created: boolean }> {
  const filename = remotePath(options.folder ?? '/', source.name)
  const metadata = options.metadata === undefined ? undefined : { user: toJson(options.metadata, 'metadata') }
  const form = async (): Promise<FormData> => {
    const data = new FormData()
    data.append('type', 'file')
    data.append('path', filename)
    if (metadata) data.append('metadata', JSON.stringify(metadata))
    if (options.description !== undefined) data.append('description', options.description)
    const blob = await source.open()
    const typed = blob.type === '' ? blob.slice(0, blob.size, mimeOf(source.name)) : blob
    data.append('file', typed, source.name)
    return data
  }
  const answer = await client.http.send<WireItem>({
    method: 'POST',
    path,
    query: { mode: options.overwrite ? 'overwrite' : 'skip' },
    form,
    safe: true,
    // Large files take as long as they take; a stalled one is ended by the connection.
    timeout: 30 * 60_000,
    signal: options.signal,
  })
  if (!answer.data?.id)
    throw new BrokenResponseError(`The answer is not valid: no item after the upload of '${filename}'`)
  return { item: answer.data, created: answer.headers['x-item-op'] !== 'skip' }
}

export function remotePath(folder: string, name: string): string {
  if (typeof folder !== 'string' || !folder.startsWith('/')) {
    throw new InvalidArgumentError(`A remote folder begins with '/', not ${say(folder)}`)
  }
  return `${folder.replace(/\/+$/, '')}/${name.replace(/^\/+/, '')}`
}
