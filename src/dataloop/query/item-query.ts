// A query of items, with what only items can do: conditions on their annotations, bulk updates and deletion, stamps, tasks.
// Immutable like every query; nothing is sent before a terminal verb.
//
//   const adults = dataset.items.whereAnnotation({ label: 'Adult' })
//   await adults.stamp('dateTime')
import type { Client, ItemScope } from '../client.ts'
import { CancelledError, InvalidArgumentError } from '../errors/error.ts'
import type { Item } from '../resources/item.ts'
import type { QaTaskOptions, TaskOptions } from '../resources/task-options.ts'
import type { Task } from '../resources/task.ts'
import { downloadAll } from '../transfer/download.ts'
import type { DownloadAllOptions, DownloadOutcome } from '../transfer/download.ts'
import { isRecord, merged } from '../values/diff.ts'
import { say } from '../values/id.ts'
import { toJson } from '../values/json.ts'
import { stampOf } from '../values/stamp.ts'
import type { StampTime } from '../values/stamp.ts'
import type { WireItem, WirePage } from '../../wire/index.ts'
import { itemView } from '../views/item-row.ts'
import { pending } from '../views/protocol.ts'
import { alternativeOf, conditionsOf } from './condition.ts'
import { dqlOf, largestPage } from './dql.ts'
import type { Dql, QueryState } from './dql.ts'
import { entitiesOf } from './entities.ts'
import type { AnnotationConditions, FieldName, ItemConditions, ItemFields, MetadataUpdate } from './fields.ts'
import { defaultConditions } from './filters.ts'
import { DeleteOutcome, UpdateOutcome, UpdatePreview } from './outcome.ts'
import type { Changed } from './outcome.ts'
import { Query } from './query.ts'
import type { FetchOptions, Source } from './query.ts'
import { checkMetadata } from './schema.ts'
import type { AnyMetadata } from './schema.ts'

/** Deleting more than this at once wants `{ confirm: true }`. */
export const confirmAbove = 10

export interface DeleteOptions {
  /** True: yes, all of them. */
  confirm?: boolean
  signal?: AbortSignal
}

/** Options of the verbs that send. */
export interface SendOptions {
  signal?: AbortSignal
}

/** Options of a bulk update. */
export interface UpdateOptions extends SendOptions {
  /** How many items are read before, so that the outcome can say what changed: 0 to 100. Default 10. */
  compare?: number
}

interface ItemSource<M> extends Source<WireItem, Item<M>> {
  scope: ItemScope
}

/**
 * Items that satisfy conditions.
 * @example
 * await dataset.items.where({ 'metadata.user.dateTime': { exists: false } }).stamp('dateTime')
 */
export class ItemQuery<M = AnyMetadata> extends Query<WireItem, Item<M>, ItemConditions<M>, FieldName<ItemFields, M>> {
  constructor(client: Client, scope: ItemScope, state?: QueryState) {
    const { of, call, schema } = scope
    const source: ItemSource<M> = {
      client,
      scope,
      path: `/datasets/${scope.datasetId}/query`,
      title: of ? `Items ${of}` : 'Items',
      call: call ?? 'query',
      make: (wire) => client.make.item<M>(wire, schema),
      view: itemView as Source<WireItem, Item<M>>['view'],
    }
    super(source, state ?? initial(scope))
  }

  /** @internal */
  protected override with(state: QueryState): this {
    return new ItemQuery<M>(this.source.client, this.scope, state) as this
  }

  /** @internal */
  protected get scope(): ItemScope {
    return (this.source as ItemSource<M>).scope
  }

  /**
   * Only items that have an annotation with all of these. Several calls speak of the same annotation.
   * @example
   * dataset.items.whereAnnotation({ label: 'Adult', type: 'box' })
   */
  whereAnnotation(conditions: AnnotationConditions): this {
    const joinAnd = [...this.state.joinAnd, ...conditionsOf(conditions, 'annotations')]
    return this.with({ ...this.state, joinAnd })
  }

  /**
   * Only items that have an annotation with at least one of these alternatives.
   * @example
   * dataset.items.orWhereAnnotation({ label: 'Adult' }, { label: 'Child' })
   */
  orWhereAnnotation(...alternatives: readonly AnnotationConditions[]): this {
    const joinOr = [...this.state.joinOr, ...alternatives.map((each) => alternativeOf(each, 'annotations'))]
    return this.with({ ...this.state, joinOr })
  }

  /**
   * Merges values into the metadata of all these items: one request, at any depth, null removes a key.
   * @example
   * await adults.update({ user: { dateTime: dl.now() } })
   */
  update(values: MetadataUpdate<M>, options: UpdateOptions = {}): Promise<UpdateOutcome<Item<M>>> {
    return pending(this.#update(values, options), `${this.source.call}.update(…)`)
  }

  /**
   * What an update would change: how many items, before → after of the first ones. Sends no change; `apply()` does.
   * @example
   * const preview = await adults.preview({ user: { reviewed: true } })
   */
  preview(values: MetadataUpdate<M>, options: SendOptions = {}): Promise<UpdatePreview<Item<M>>> {
    return pending(this.#preview(values, options), `${this.source.call}.preview(…)`)
  }

  /**
   * Puts a time under a key of the user metadata of all these items.
   * @example
   * await adults.stamp('dateTime')
   */
  stamp(key: string = 'dateTime', when?: StampTime, options: UpdateOptions = {}): Promise<UpdateOutcome<Item<M>>> {
    return pending(this.#stamp(key, when, options), `${this.source.call}.stamp('${key}')`)
  }

  /**
   * Deletes all these items. More than ten want `{ confirm: true }`.
   * @example
   * await dataset.items.where({ dir: '/rejected' }).delete({ confirm: true })
   */
  delete(options: DeleteOptions = {}): Promise<DeleteOutcome> {
    return pending(this.#delete(options), `${this.source.call}.delete()`)
  }

  /**
   * Downloads all of them into a folder, eight at a time. Files that are there with the same size are left out.
   * @example
   * await dataset.items.download('./pictures')
   */
  download(folder: string, options: DownloadAllOptions = {}): Promise<DownloadOutcome> {
    return pending(downloadAll(this.source.client, this as never, folder, options), 'dataset.items.download(…)')
  }

  /**
   * An annotation task of these items.
   * @example
   * await adults.createTask({ name: 'test_task1', due: { days: 7 }, assignees: ['ann@x.ai', 'bob@x.ai'] })
   */
  createTask(options: TaskOptions<M>): Promise<Task> {
    const created = this.scope.dataset().then((dataset) => dataset.tasks.create({ ...options, items: this } as never))
    return pending(created, `${this.source.call}.createTask(…)`)
  }

  /**
   * A QA task of those of these items that have a status in `task`.
   * @example
   * await adults.createQaTask({ task, due: { days: 7 }, assignees: ['qa@x.ai'] })
   */
  createQaTask(options: QaTaskOptions & { task: Task }): Promise<Task> {
    const created = this.scope
      .dataset()
      .then((dataset) => dataset.tasks.createQaTask({ ...options, items: this } as never))
    return pending(created, `${this.source.call}.createQaTask(…)`)
  }

  /** @internal The query that a task stores: what is asked for, with a limit resolved to ids. */
  async taskQuery(): Promise<{ dql: Dql; limit?: number }> {
    const { state } = this
    return { dql: dqlOf(state), ...(state.limit === undefined ? {} : { limit: state.limit }) }
  }

  async #update(values: MetadataUpdate<M>, { signal, compare = 10 }: UpdateOptions): Promise<UpdateOutcome<Item<M>>> {
    if (!Number.isInteger(compare) || compare < 0 || compare > 100) {
      throw new InvalidArgumentError(`compare is ${say(compare)}, not a whole number from 0 to 100`)
    }
    const update = await this.#checked(values)
    const targets = await this.#targets(signal)
    const before = compare === 0 ? [] : await this.#sample(targets[0], compare, signal)
    const pages: WirePage<WireItem>[] = []
    const systemSpace = update.metadata.system ? { systemSpace: true } : {}
    for (const dql of targets) pages.push(await this.post({ ...dql, update, ...systemSpace }, signal))
    const items = pages.flatMap((page) => page.items)
    const total = pages.reduce((sum, page) => sum + (page.totalItemsCount ?? page.items.length), 0)
    const { make, view, title } = this.source
    const list = entitiesOf(items.map(make), view, title)
    const { name } = await this.scope.dataset()
    const count = this.state.limit === undefined ? total : items.length
    return new UpdateOutcome(list, count, changedOf(before, items, make), update.metadata, name)
  }

  /** The first ones as they are; none when that fails, for what changed is only a comfort. */
  async #sample(dql: Dql | undefined, pageSize: number, signal: AbortSignal | undefined): Promise<WireItem[]> {
    if (!dql) return []
    try {
      return (await this.post(this.ordered({ ...dql, page: 0, pageSize }), signal)).items
    } catch (error) {
      if (signal?.aborted || error instanceof CancelledError) throw error
      return []
    }
  }

  async #preview(values: MetadataUpdate<M>, { signal }: SendOptions): Promise<UpdatePreview<Item<M>>> {
    const update = await this.#checked(values)
    const most = Math.min(10, this.state.limit ?? 10)
    const page = await this.post(this.ordered(this.dql({ page: 0, pageSize: most })), signal)
    const total = Math.min(page.totalItemsCount ?? page.items.length, this.state.limit ?? Infinity)
    const changed = page.items.map((wire): Changed<Item<M>> => {
      const after = { ...wire, metadata: merged(wire.metadata ?? {}, update.metadata) as object }
      return { item: this.source.make(wire), before: wire.metadata ?? {}, after: after.metadata }
    })
    return new UpdatePreview(changed, total, update.metadata, () => this.update(values))
  }

  async #stamp(key: string, when: StampTime | undefined, options: UpdateOptions): Promise<UpdateOutcome<Item<M>>> {
    return this.#update({ user: stampOf(key, when) } as MetadataUpdate<M>, options)
  }

  async #delete({ confirm = false, signal }: DeleteOptions): Promise<DeleteOutcome> {
    if (!confirm) {
      const count = await this.count(signal ? { signal } : {})
      if (count > confirmAbove) throw unconfirmed(count, 'items')
    }
    let count = 0
    for (const { filter, join, resource } of await this.#targets(signal)) {
      // No page and no order: as the SDK sends it, for the platform deletes all that match.
      const dql = { filter, ...(resource ? { resource } : {}), ...(join ? { join } : {}), delete: true }
      const answer = await this.post(dql, signal)
      count += answer.totalItemsCount ?? answer.items.length
    }
    return new DeleteOutcome(count, 'item', this.source.title)
  }

  /** The queries to send a change to. The platform changes all that match, so that a limit has to become ids first. */
  async #targets(signal: AbortSignal | undefined): Promise<Dql[]> {
    if (this.state.limit === undefined) return [this.dql({ page: 0, pageSize: largestPage })]
    const ids: string[] = []
    const options: FetchOptions = { progress: false, ...(signal ? { signal } : {}) }
    for (const item of await this.all(options)) ids.push(item.id)
    const targets: Dql[] = []
    for (let at = 0; at < ids.length; at += largestPage) {
      const some = ids.slice(at, at + largestPage)
      targets.push({ filter: { $and: [{ id: { $in: some } }] }, page: 0, pageSize: largestPage, resource: 'items' })
    }
    return targets
  }

  async #checked(values: MetadataUpdate<M>): Promise<{ metadata: { user?: object; system?: object } }> {
    if (!isRecord(values))
      throw new InvalidArgumentError(`The values are ${say(values)}, not an object`, { hint: updateHint })
    const extra = Object.keys(values).filter((key) => key !== 'user' && key !== 'system')
    if (extra.length > 0) {
      throw new InvalidArgumentError(`A bulk update sets 'user' (or 'system') metadata, not '${extra[0]}'`, {
        hint: `did you mean update({ user: { ${extra.join(', ')} } })?`,
      })
    }
    const metadata = toJson(values, 'metadata') as { user?: object; system?: object }
    const given = [metadata.user, metadata.system].filter((part) => part !== undefined)
    if (given.length === 0 || given.some((part) => !isRecord(part) || Object.keys(part).length === 0)) {
      throw new InvalidArgumentError('There are no values to update', { hint: updateHint })
    }
    if (metadata.user) await checkMetadata(this.scope.schema, metadata.user, true)
    return { metadata }
  }
}

function changedOf<E>(
  before: readonly WireItem[],
  now: readonly WireItem[],
  make: (wire: WireItem) => E,
): Changed<E>[] {
  const after = new Map(now.map((wire) => [wire.id, wire]))
  return before.flatMap((old) => {
    const wire = after.get(old.id)
    return wire ? [{ item: make(wire), before: old.metadata ?? {}, after: wire.metadata ?? {} }] : []
  })
}

const updateHint = 'such as update({ user: { dateTime: dl.now() } })'

function initial({ conditions }: ItemScope): QueryState {
  const defaults = defaultConditions('items').map(({ field, values }) => ({ [field]: values }))
  return { resource: 'items', and: conditions ?? defaults, or: [], joinAnd: [], joinOr: [], sort: {} }
}

export function unconfirmed(count: number, noun: string): InvalidArgumentError {
  return new InvalidArgumentError(`This would delete ${count.toLocaleString('en')} ${noun}; nothing was deleted`, {
    hint: 'if that is what you want: .delete({ confirm: true })',
  })
}
