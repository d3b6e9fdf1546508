// An item: a file of a dataset, with metadata and annotations. Changes are made to its fields and sent by `update`.
//
//   item.metadata.user.dateTime = dl.now(); await item.update()
import type { Readable } from 'node:stream'
import type { WireCommand, WireItem, WireRef } from '../../wire/index.ts'
import type { Client } from '../client.ts'
import { InvalidArgumentError } from '../errors/error.ts'
import { checkMetadata } from '../query/schema.ts'
import type { AnyMetadata, StandardSchema } from '../query/schema.ts'
import { downloadOne } from '../transfer/download.ts'
import { isRecord, merged } from '../values/diff.ts'
import { say } from '../values/id.ts'
import { stampOf } from '../values/stamp.ts'
import type { StampTime } from '../values/stamp.ts'
import { viewTable } from '../views/entity-view.ts'
import { itemView } from '../views/item-row.ts'
import { itemBundle } from '../views/item-view.ts'
import { pending, present } from '../views/protocol.ts'
import { Annotations } from './annotations.ts'
import type { Assignment } from './assignment.ts'
import { cloneParams } from './clone-options.ts'
import type { CloneOptions } from './clone-options.ts'
import { finished } from './command.ts'
import type { Dataset } from './dataset.ts'
import { Entity } from './entity.ts'
import type { Metadata } from './entity.ts'
import type { Task } from './task.ts'

export interface ItemCloneOptions extends CloneOptions {
  /** Where to; the same dataset when left out. */
  dataset?: Dataset | string
  /** Remote path of the copy; the same when left out. */
  filename?: string
  /** True: also when the dataset has a copy of it already. Default false, as in the SDK. */
  allowMany?: boolean
  signal?: AbortSignal
}

/** What annotators say of an item: these, or a task's own (`TaskOptions.statuses`). */
export type ItemStatus = 'completed' | 'approved' | 'discard' | (string & {})

/** Whose status: in a task, or in one person's assignment. */
export interface StatusOptions {
  task?: Task | string
  assignment?: Assignment | string
}

/**
 * An item; `M` is the shape of its user metadata.
 * @example
 * const item = await dataset.items.get({ filename: '/test1.jpg' })
 * await item.stamp('dateTime')
 */
export class Item<M = AnyMetadata> extends Entity<WireItem> {
  readonly #schema: StandardSchema | undefined

  constructor(client: Client, wire: WireItem, schema?: StandardSchema) {
    super(client, wire)
    this.#schema = schema
  }

  /** Remote path with the name: '/folder/test1.jpg'. Assigning moves or renames it with the next `update`. */
  get filename(): string {
    return this.field('filename')
  }

  set filename(filename: string) {
    if (typeof filename !== 'string' || !filename.startsWith('/')) {
      throw new InvalidArgumentError(`A filename begins with '/', not ${say(filename)}`)
    }
    this.change('filename', filename)
  }

  /** The last part of the filename. */
  get name(): string {
    return this.wire.name
  }

  /** The folder: '/'. */
  get dir(): string {
    return this.wire.dir ?? (this.wire.filename.slice(0, this.wire.filename.lastIndexOf('/')) || '/')
  }

  /** 'file', or 'dir' for a folder. */
  get type(): 'file' | 'dir' {
    return this.wire.type
  }

  /** `user` is yours, `system` the platform's. Changes are sent by `update`. */
  get metadata(): Metadata<M> {
    return this.metadataDraft<M>()
  }

  set metadata(metadata: { user?: M; [key: string]: unknown }) {
    this.setMetadata(metadata)
  }

  /** Text that describes it; null removes it. */
  get description(): string | undefined {
    return this.field('description') ?? undefined
  }

  set description(description: string | null | undefined) {
    this.change('description', description ?? null)
  }

  /** Whether it has annotations. */
  get annotated(): boolean | 'discarded' {
    return this.wire.annotated ?? false
  }

  /** How many annotations it has, when it was fetched. */
  get annotationsCount(): number {
    return this.wire.annotationsCount ?? 0
  }

  /** When it was uploaded, ISO 8601. */
  get createdAt(): string | undefined {
    return this.wire.createdAt
  }

  /** When it was changed, ISO 8601. */
  get updatedAt(): string | undefined {
    return this.wire.updatedAt
  }

  /** E-mail of who uploaded it. */
  get creator(): string | undefined {
    return this.wire.creator
  }

  /** Id of its dataset. */
  get datasetId(): string {
    return this.wire.datasetId
  }

  /** Such as 'image/jpeg'. */
  get mimetype(): string | undefined {
    const type = this.wire.metadata?.system?.mimetype
    return typeof type === 'string' ? type : undefined
  }

  /** Bytes. */
  get size(): number | undefined {
    const size = this.wire.metadata?.system?.size
    return typeof size === 'number' ? size : undefined
  }

  /** Pixels, of a picture. */
  get width(): number | undefined {
    const width = this.wire.metadata?.system?.width
    return typeof width === 'number' ? width : undefined
  }

  /** Pixels, of a picture. */
  get height(): number | undefined {
    const height = this.wire.metadata?.system?.height
    return typeof height === 'number' ? height : undefined
  }

  /**
   * Its annotations: a query, with `upload`.
   * @example
   * await item.annotations.upload({ label: 'Adult', type: 'class' })
   */
  get annotations(): Annotations {
    return new Annotations(
      this.client,
      {
        datasetId: this.datasetId,
        conditions: [{ itemId: this.id }],
        of: `of ${this.name}`,
        call: 'item.annotations',
        dataset: () => this.#dataset(),
      },
      undefined,
      this.id,
    )
  }

  /**
   * Sends what changed, and nothing when nothing did. A metadata key that is gone is removed on the platform, too.
   * @example
   * item.metadata.user.dateTime = dl.now()
   * await item.update()
   */
  update({ system = false, signal }: { system?: boolean; signal?: AbortSignal } = {}): Promise<this> {
    return pending(this.#update(system, signal), 'item.update()')
  }

  /**
   * Puts a time under a key of its user metadata: now, in UTC, unless said otherwise.
   * @example
   * await item.stamp('dateTime')
   */
  stamp(key: string = 'dateTime', when?: StampTime): Promise<this> {
    return pending(this.#stamp(key, when), `item.stamp('${key}')`)
  }

  /**
   * Fetches it again; changes not sent are dropped.
   * @example
   * await item.refresh()
   */
  refresh(): Promise<this> {
    return pending(this.#refresh(), 'item.refresh()')
  }

  /**
   * What an annotator said of it in a task; undefined when nothing yet.
   * @example
   * item.status(task)   // 'completed'
   */
  status(of: Task | Assignment | string): string | undefined {
    const id = typeof of === 'string' ? of : of.id
    const refs = this.wire.metadata?.system?.refs
    if (!Array.isArray(refs)) return undefined
    return (refs as WireRef[]).find((ref) => ref.id === id)?.metadata?.status
  }

  /**
   * Says what its status is in a task; null takes the status away.
   * @example
   * await item.setStatus('completed', { task })
   */
  setStatus(status: ItemStatus | null, options: StatusOptions): Promise<this> {
    return pending(this.#setStatus(status, options), `item.setStatus(${JSON.stringify(status)}, …)`)
  }

  /**
   * Its bytes, or a file of them when a path is given.
   * @example
   * const bytes = await item.download()
   * await item.download('./test1.jpg')
   */
  download(): Promise<Buffer>
  download(path: string): Promise<string>
  download(path?: string): Promise<Buffer | string> {
    return pending(downloadOne(this.client, { id: this.id, name: this.name, size: this.size }, path), 'item.download()')
  }

  /**
   * Its bytes as they arrive.
   * @example
   * for await (const chunk of await item.stream()) size += chunk.length
   */
  async stream(): Promise<Readable> {
    return (await this.client.http.stream({ method: 'GET', path: `/items/${this.id}/stream` })).data
  }

  /** @internal The way to its platform, for what its views fetch. */
  get via(): Client {
    return this.client
  }

  /**
   * A copy, in the same dataset or another.
   * @example
   * const copy = await item.clone({ filename: '/copies/test1.jpg' })
   */
  clone(options: ItemCloneOptions = {}): Promise<Item<M>> {
    return pending(this.#clone(options), 'item.clone(…)')
  }

  /**
   * Moves it to a folder (ending in '/') or to a new filename.
   * @example
   * await item.move('/archive/')
   */
  move(to: string): Promise<this> {
    this.filename = to.endsWith('/') ? to + this.name : to
    return this.update()
  }

  /**
   * Deletes it.
   * @example
   * await item.delete()
   */
  async delete(): Promise<void> {
    await this.client.http.json({ method: 'DELETE', path: `/items/${this.id}`, subject: `item with id '${this.id}'` })
  }

  async #update(system: boolean, signal: AbortSignal | undefined): Promise<this> {
    const changes = this.changes()
    if (!changes) return this
    const metadata = isRecord(changes.metadata) ? changes.metadata : {}
    if ('system' in metadata && !system) {
      throw new InvalidArgumentError('metadata.system was changed, which the platform takes only on request', {
        hint: 'await item.update({ system: true }); your own values belong to metadata.user',
      })
    }
    if ('user' in metadata) await checkMetadata(this.#schema, this.metadata.user, false)
    this.accept(
      await this.client.http.json<WireItem>({
        method: 'PATCH',
        path: `/items/${this.id}`,
        query: system || 'filename' in changes ? { system: true } : {},
        body: changes,
        subject: `item with id '${this.id}'`,
        signal,
      }),
    )
    return this
  }

  async #stamp(key: string, when: StampTime | undefined): Promise<this> {
    this.metadata.user = merged(this.metadata.user, stampOf(key, when)) as M
    return this.#update(false, undefined)
  }

  async #refresh(): Promise<this> {
    this.accept(
      await this.client.http.json<WireItem>({
        method: 'GET',
        path: `/items/${this.id}`,
        subject: `item with id '${this.id}'`,
      }),
    )
    return this
  }

  async #setStatus(status: string | null, { task, assignment }: StatusOptions): Promise<this> {
    if (!task === !assignment) {
      throw new InvalidArgumentError('A status is said of an item in a task or in an assignment', {
        hint: "such as item.setStatus('completed', { task })",
      })
    }
    if (status !== null && (typeof status !== 'string' || status === ''))
      throw new InvalidArgumentError(`${say(status)} is no status`)
    const operation = status === null ? 'delete' : 'create'
    const { http } = this.client
    if (task) {
      const id = typeof task === 'string' ? task : task.id
      const named = status ?? this.status(id)
      const statusPayload = { operation, returnLastStatus: true, ...(named ? { status: named } : {}) }
      await http.json({
        method: 'POST',
        path: `/assignments/items/tasks/${id}/status`,
        body: { itemIds: [this.id], statusPayload },
        safe: true,
      })
    } else {
      const id = typeof assignment === 'string' ? assignment : assignment!.id
      const body = { operation, status: status ?? this.status(id) }
      await http.json({ method: 'POST', path: `/assignments/${id}/items/${this.id}/status`, body, safe: true })
    }
    return this.#refresh()
  }

  async #clone({ dataset, filename, allowMany = false, signal, ...options }: ItemCloneOptions): Promise<Item<M>> {
    const { http, make } = this.client
    const target = dataset === undefined ? this.datasetId : typeof dataset === 'string' ? dataset : dataset.id
    const command = await http.json<WireCommand>({
      method: 'POST',
      path: `/items/${this.id}/clone`,
      body: {
        targetDatasetId: target,
        remoteFileName: filename ?? this.filename,
        metadata: {},
        cloneDatasetParams: cloneParams({ statuses: false, ...options }),
        allowMany,
      },
      signal,
    })
    const { returnedModelId } = await finished(this.client, command, `Clone '${this.name}'`, signal)
    const id = String([returnedModelId].flat()[0])
    return make.item<M>(await http.json<WireItem>({ method: 'GET', path: `/items/${id}` }), this.#schema)
  }

  async #dataset(): Promise<Dataset> {
    return this.client.make.dataset(await this.client.http.json({ method: 'GET', path: `/datasets/${this.datasetId}` }))
  }

  protected override summary(): Record<string, unknown> {
    const { id, filename, annotationsCount, createdAt } = this
    const { user } = (this.toJSON().metadata ?? {}) as { user?: unknown }
    return { id, filename, annotationsCount, createdAt, 'metadata.user': user }
  }

  static {
    present(this, {
      show: (self) => itemBundle(self),
      table: (all, options) => viewTable(all, itemView, 'Items', options),
      picture: async (self) => ({ bytes: await self.download(), alt: self.filename }),
    })
  }
}
