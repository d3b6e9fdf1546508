// The items of a dataset: a query that can also get one, upload, download and make folders.
//
//   const item = await dataset.items.upload('./test1.jpg')
import type { WireItem } from '../../wire/index.ts'
import { InvalidArgumentError, NotFoundError } from '../errors/error.ts'
import { didYouMean } from '../errors/nearest.ts'
import type { QueryState } from '../query/dql.ts'
import type { Entities } from '../query/entities.ts'
import { ItemQuery } from '../query/item-query.ts'
import type { FetchOptions } from '../query/query.ts'
import type { Filters } from '../query/filters.ts'
import type { AnyMetadata } from '../query/schema.ts'
import { uploadOne } from '../transfer/upload.ts'
import type { UploadOptions, UploadSource } from '../transfer/upload.ts'
import { uploadAll } from '../transfer/upload-all.ts'
import type { UploadAllOptions, UploadOutcome } from '../transfer/upload-all.ts'
import { checkedId, isId, say } from '../values/id.ts'
import { pending } from '../views/protocol.ts'
import type { Item } from './item.ts'

/**
 * `dataset.items`: a query of them, with `get`, `upload`, `download`.
 * @example
 * await dataset.items.get({ filename: '/test1.jpg' })
 */
export class Items<M = AnyMetadata> extends ItemQuery<M> {
  /** @internal */
  protected override with(state: QueryState): this {
    return new Items<M>(this.source.client, this.scope, state) as this
  }

  /**
   * One item, by its id or its remote path.
   * @example
   * const item = await dataset.items.get('63cebe0f6f60196b004423d9')
   */
  get(item: string | { filename: string } | { id: string }): Promise<Item<M>> {
    return pending(this.#get(item), 'dataset.items.get(…)')
  }

  /**
   * All items; the Python SDK's name of `all`.
   * @example
   * await dataset.items.getAllItems()
   */
  getAllItems(options: FetchOptions = {}): Promise<Entities<Item<M>>> {
    return this.all(options)
  }

  /**
   * The query of some filters; the Python SDK's name of `where`.
   * @example
   * await dataset.items.list(filters).page(0)
   */
  list(filters?: Filters): ItemQuery<M> {
    return filters ? this.where(filters) : this
  }

  /**
   * Uploads one file, buffer or web address. An item of the same name stays as it is, unless `overwrite`.
   * @example
   * const item = await dataset.items.upload('./test1.jpg', { folder: '/upload', metadata: { source: 'phone' } })
   */
  upload(source: UploadSource, options: UploadOptions<M> = {}): Promise<Item<M>> {
    return pending(this.#upload(source, options), 'dataset.items.upload(…)')
  }

  /**
   * Uploads a folder or a list, eight at a time. What is there already is left out, so that an upload that broke off goes on
   * by doing it again.
   * @example
   * const outcome = await dataset.items.uploadAll('./pictures', { folder: '/pictures' })
   */
  uploadAll(
    sources: string | readonly UploadSource[],
    options: UploadAllOptions<M> = {},
  ): Promise<UploadOutcome<Item<M>>> {
    const scope = { client: this.source.client, items: this as unknown as ItemQuery<AnyMetadata>, path: this.#path }
    return pending(
      uploadAll<Item<M>>(scope, sources, options as UploadAllOptions, this.source.make),
      'dataset.items.uploadAll(…)',
    )
  }

  /**
   * Makes a folder.
   * @example
   * await dataset.items.makeFolder('/rejected')
   */
  async makeFolder(path: string): Promise<void> {
    if (!path.startsWith('/')) throw new InvalidArgumentError(`A folder's path begins with '/', not ${say(path)}`)
    const form = async (): Promise<URLSearchParams> => new URLSearchParams({ type: 'dir', path })
    await this.source.client.http.json({ method: 'POST', path: this.#path, form, safe: true })
  }

  get #path(): string {
    return this.source.path.replace(/\/query$/, '/items')
  }

  async #upload(source: UploadSource, options: UploadOptions<M>): Promise<Item<M>> {
    const { client, make } = this.source
    return make(await uploadOne(client, this.#path, source, options as UploadOptions))
  }

  async #get(item: string | { filename: string } | { id: string }): Promise<Item<M>> {
    if (typeof item === 'object' && item !== null && 'filename' in item) return this.#named(item.filename)
    const id = typeof item === 'object' && item !== null ? item.id : item
    if (typeof id === 'string' && !isId(id)) {
      const filename = id.startsWith('/') ? id : `/${id}`
      throw new InvalidArgumentError(`${say(id)} is no item id (24 hexadecimal digits)`, {
        hint: `to find it by name: dataset.items.get({ filename: ${JSON.stringify(filename)} })`,
      })
    }
    const checked = checkedId(id, 'item', "dataset.items.get({ filename: '/test1.jpg' })")
    const wire = await this.source.client.http.json<WireItem>({
      method: 'GET',
      path: `/items/${checked}`,
      subject: `item with id '${checked}'`,
      hint: "dataset.items.where({ filename: '/…' }).first() finds one by name",
    })
    return this.source.make(wire)
  }

  async #named(filename: string): Promise<Item<M>> {
    if (typeof filename !== 'string' || filename === '')
      throw new InvalidArgumentError('An item is found by a filename that is a text')
    const path = filename.startsWith('/') ? filename : `/${filename}`
    const dql = this.dql({})
    const { items } = await this.post(
      { ...dql, filter: { $and: [{ type: 'file' }, { filename: path }] }, sort: { id: 'ascending' } },
      undefined,
    )
    const [first, second] = items
    if (!first) throw await this.#missing(path)
    if (!second) return this.source.make(first)
    throw new InvalidArgumentError(`${items.length} items are named '${path}'`, {
      hint: `get one by id: dataset.items.get('${first.id}')`,
    })
  }

  async #missing(filename: string): Promise<NotFoundError> {
    const { items } = await this.page(0, 1000).catch(() => ({ items: [] as { filename: string }[] }))
    const near = didYouMean(
      filename,
      Array.from(items, (item) => item.filename),
    )
    const hint = near ?? 'await dataset.items.all() lists them'
    return new NotFoundError(`There is no item '${filename}' in this dataset`, { status: 404, hint })
  }
}
