// A task: items to annotate or to check, by whom, until when.
//
//   const task = await dataset.tasks.get({ name: 'test_task1' }); await task.wait()
import { setTimeout as sleep } from 'node:timers/promises'
import { DateTime } from 'luxon'
import { createProgress } from '../../text/index.ts'
import type { ItemAction, WireCommand, WireDataset, WireTask } from '../../wire/index.ts'
import { CancelledError, InvalidArgumentError, RequestTimeoutError } from '../errors/error.ts'
import { withCell } from '../http/interrupt.ts'
import type { ItemQuery } from '../query/item-query.ts'
import type { AnyMetadata } from '../query/schema.ts'
import { merged } from '../values/diff.ts'
import { stampOf } from '../values/stamp.ts'
import type { StampTime } from '../values/stamp.ts'
import { dueMilliseconds } from '../values/time.ts'
import type { Due } from '../values/time.ts'
import { workloadOf } from '../values/workload.ts'
import type { Assigned } from '../values/workload.ts'
import { taskView } from '../views/rows.ts'
import { viewTable } from '../views/entity-view.ts'
import { pending, present } from '../views/protocol.ts'
import { taskBundle } from '../views/task-view.ts'
import { pageOf } from '../views/web.ts'
import { Assignments } from './assignments.ts'
import { finished } from './command.ts'
import type { Dataset } from './dataset.ts'
import { Entity } from './entity.ts'
import type { Metadata } from './entity.ts'
import type { ItemStatus } from './item.ts'
import type { QaTaskOptions } from './task-options.ts'
import { queryOf } from './tasks.ts'
import type { TaskItems } from './tasks.ts'

export interface WaitOptions {
  /** Milliseconds between two looks. Default 5,000. */
  interval?: number
  /** Milliseconds until it gives up. Default: never. */
  timeout?: number
  signal?: AbortSignal
}

/**
 * An annotation or QA task.
 * @example
 * const task = await dataset.tasks.create({ name: 'test_task1', due: { days: 7 }, assignees: ['ann@x.ai'] })
 */
export class Task extends Entity<WireTask> {
  /** Its name. */
  get name(): string {
    return this.field('name')
  }

  set name(name: string) {
    if (typeof name !== 'string' || name.trim() === '') throw new InvalidArgumentError('A task needs a name')
    this.change('name', name)
  }

  /** 'annotation' or 'qa'. */
  get type(): 'annotation' | 'qa' {
    return this.wire.spec?.type ?? 'annotation'
  }

  /** 'open', 'completed' and so on. */
  get status(): string | undefined {
    return this.wire.status
  }

  /** When it should be done. Assigning takes any form of a due date. */
  get due(): DateTime | undefined {
    const due = this.field('dueDate')
    return due === undefined ? undefined : DateTime.fromMillis(due)
  }

  set due(due: Due | undefined) {
    if (due === undefined) throw new InvalidArgumentError('A due date cannot be undefined')
    this.change('dueDate', dueMilliseconds(due))
  }

  /** 'low', 'medium' or 'high'. */
  get priority(): 'low' | 'medium' | 'high' {
    return (['low', 'medium', 'high'] as const)[(this.field('priority') ?? 2) - 1] ?? 'medium'
  }

  set priority(priority: 'low' | 'medium' | 'high') {
    const number = { low: 1, medium: 2, high: 3 }[priority]
    if (!number)
      throw new InvalidArgumentError(`The priority is 'low', 'medium' or 'high', not '${priority as string}'`)
    this.change('priority', number)
  }

  /** `user` is yours, `system` the platform's. */
  get metadata(): Metadata<AnyMetadata> {
    return this.metadataDraft()
  }

  set metadata(metadata: Record<string, unknown>) {
    this.setMetadata(metadata)
  }

  /** How many items it has. */
  get totalItems(): number {
    return this.wire.totalItems ?? 0
  }

  /** How many items have a status. */
  get completed(): number {
    const { completed, remaining } = this.wire.itemStatus ?? {}
    return completed ?? (remaining === undefined ? 0 : this.totalItems - remaining)
  }

  /** In percent. */
  get progress(): number {
    return this.wire.progress ?? 0
  }

  /** What annotators can say of an item. */
  get statuses(): readonly ItemAction[] {
    return this.wire.availableActions ?? []
  }

  /** E-mail of who made it. */
  get creator(): string | undefined {
    return this.wire.creator
  }

  /** E-mail of whose it is. */
  get owner(): string | undefined {
    return this.wire.taskOwner
  }

  /** When it was made, ISO 8601. */
  get createdAt(): string | undefined {
    return this.wire.createdAt
  }

  /** Id of its recipe. */
  get recipeId(): string | undefined {
    return this.wire.recipeId
  }

  /** Id of its dataset. */
  get datasetId(): string {
    return this.wire.datasetId
  }

  /** Id of its project. */
  get projectId(): string {
    return this.wire.projectId
  }

  /** For a QA task: id of the task it checks. */
  get parentTaskId(): string | undefined {
    return this.wire.spec?.parentTaskId
  }

  /**
   * Its items: a query.
   * @example
   * for (const item of await task.items.all()) await item.setStatus('completed', { task })
   */
  get items(): ItemQuery {
    return this.client.make.items({
      datasetId: this.datasetId,
      conditions: [{ 'metadata.system.refs.id': { $in: [this.id] } }],
      of: `of task ${this.name}`,
      call: 'task.items',
      dataset: () => this.#dataset(),
    })
  }

  /**
   * Who does which part.
   * @example
   * for (const { assignee, totalItems } of await task.assignments.all()) console.log(assignee, totalItems)
   */
  get assignments(): Assignments {
    return new Assignments(this.client, { id: this.id, name: this.name, projectId: this.projectId })
  }

  /**
   * A QA task of its items that have a status.
   * @example
   * const qaTask = await task.createQaTask({ due: { days: 30 }, assignees: ['qa@x.ai'] })
   */
  createQaTask(options: QaTaskOptions = {}): Promise<Task> {
    const created = this.#dataset().then((dataset) => dataset.tasks.createQaTask({ ...options, task: this }))
    return pending(created, 'task.createQaTask(…)')
  }

  /**
   * Adds items; with assignees or a workload, to those people.
   * @example
   * await task.addItems(dataset.items.where({ dir: '/more' }), { assignees: ['cas@x.ai'] })
   */
  addItems(items: TaskItems, options: Assigned & { limit?: number; signal?: AbortSignal } = {}): Promise<this> {
    return pending(this.#addItems(items, options), 'task.addItems(…)')
  }

  /**
   * Takes items out; the items themselves stay.
   * @example
   * await task.removeItems([item])
   */
  removeItems(items: TaskItems, options: { signal?: AbortSignal } = {}): Promise<this> {
    return pending(this.#removeItems(items, options), 'task.removeItems(…)')
  }

  /**
   * Gives several items a status at once; null takes it away.
   * @example
   * await task.setStatus('completed', await task.items.limit(5).all())
   */
  setStatus(status: ItemStatus | null, items: readonly { id: string }[]): Promise<this> {
    return pending(this.#setStatus(status, items), 'task.setStatus(…)')
  }

  /**
   * Sends what changed: name, due date, priority, metadata.
   * @example
   * task.due = { weeks: 2 }
   * await task.update()
   */
  update(): Promise<this> {
    return pending(this.#update(), 'task.update()')
  }

  /**
   * Puts a time under a key of its user metadata.
   * @example
   * await task.stamp('handedOut')
   */
  stamp(key: string = 'dateTime', when?: StampTime): Promise<this> {
    this.metadata.user = merged(this.metadata.user, stampOf(key, when)) as AnyMetadata
    return this.update()
  }

  /**
   * Fetches it again: new progress, new counts.
   * @example
   * (await task.refresh()).progress
   */
  refresh(): Promise<this> {
    return pending(this.#refresh(), 'task.refresh()')
  }

  /**
   * Waits until every item has a status, with a progress bar.
   * @example
   * await task.wait({ timeout: 60_000 })
   */
  wait(options: WaitOptions = {}): Promise<this> {
    return pending(this.#wait(options), 'task.wait()')
  }

  /**
   * Deletes it; the items stay.
   * @example
   * await task.delete()
   */
  async delete(): Promise<void> {
    const command = await this.client.http.json<WireCommand | undefined>({
      method: 'DELETE',
      path: this.#path,
      body: { asynced: true },
      subject: `task with id '${this.id}'`,
    })
    if (command?.status) await finished(this.client, command, `Delete task '${this.name}'`)
  }

  get #path(): string {
    return `/annotationtasks/${this.id}`
  }

  async #addItems(items: TaskItems, options: Assigned & { limit?: number; signal?: AbortSignal }): Promise<this> {
    const { dql, limit = options.limit } = await queryOf(items, false)
    const workload = workloadOf(options)
    return this.#command('addToTask', `Add items to task '${this.name}'`, options.signal, {
      query: JSON.stringify(dql),
      ...(workload ? { workload } : {}),
      ...(limit === undefined ? {} : { limit }),
      asynced: true,
    })
  }

  async #removeItems(items: TaskItems, { signal }: { signal?: AbortSignal }): Promise<this> {
    const { dql, limit } = await queryOf(items, false)
    if (limit !== undefined)
      throw new InvalidArgumentError('removeItems takes no limited query', {
        hint: 'await query.all() and give the items',
      })
    return this.#command('removeFromTask', `Remove items from task '${this.name}'`, signal, {
      query: JSON.stringify(dql),
      asynced: true,
    })
  }

  async #command(action: string, what: string, signal: AbortSignal | undefined, body: object): Promise<this> {
    const command = await this.client.http.json<WireCommand>({
      method: 'POST',
      path: `${this.#path}/${action}`,
      body,
      signal,
    })
    await finished(this.client, command, what, signal)
    return this.#refresh()
  }

  async #setStatus(status: string | null, items: readonly { id: string }[]): Promise<this> {
    if (items.length === 0) throw new InvalidArgumentError('There are no items to give a status')
    const statusPayload = {
      operation: status === null ? 'delete' : 'create',
      returnLastStatus: true,
      ...(status === null ? {} : { status }),
    }
    const body = { itemIds: items.map(({ id }) => id), statusPayload }
    await this.client.http.json({
      method: 'POST',
      path: `/assignments/items/tasks/${this.id}/status`,
      body,
      safe: true,
    })
    return this.#refresh()
  }

  async #update(): Promise<this> {
    const changes = this.changes()
    if (!changes) return this
    this.accept(
      await this.client.http.json<WireTask>({
        method: 'PATCH',
        path: this.#path,
        body: changes,
        subject: `task with id '${this.id}'`,
      }),
    )
    return this
  }

  async #refresh(signal?: AbortSignal): Promise<this> {
    this.accept(
      await this.client.http.json<WireTask>({
        method: 'GET',
        path: this.#path,
        subject: `task with id '${this.id}'`,
        signal,
      }),
    )
    return this
  }

  async #wait({ interval = 5000, timeout = Infinity, signal: given }: WaitOptions): Promise<this> {
    const signal = withCell(given)
    const end = Date.now() + timeout
    await this.#refresh(signal)
    using bar = createProgress({ title: `Task ${this.name}`, total: this.totalItems, unit: 'items' })
    bar.update(this.completed, this.totalItems)
    while (this.completed < this.totalItems) {
      if (Date.now() >= end) {
        bar.stop('timeout')
        throw new RequestTimeoutError(
          `Task '${this.name}' was not done within ${timeout / 1000} s (${this.completed} of ${this.totalItems} items)`,
        )
      }
      await sleep(Math.min(interval, end - Date.now()), undefined, signal ? { signal } : {}).catch(() => undefined)
      if (signal?.aborted) throw new CancelledError(`Stopped waiting for task '${this.name}'`)
      await this.#refresh(signal)
      bar.update(this.completed, this.totalItems)
    }
    bar.done()
    return this
  }

  async #dataset(): Promise<Dataset> {
    return this.client.make.dataset(
      await this.client.http.json<WireDataset>({ method: 'GET', path: `/datasets/${this.datasetId}` }),
    )
  }

  protected override summary(): Record<string, unknown> {
    const { id, name, type, status, due, totalItems, progress } = this
    return { id, name, type, status, due: due?.toISO(), totalItems, progress }
  }

  static {
    present(this, {
      table: (all, options) => viewTable(all, taskView, 'Tasks', options),
      show: async (self) => {
        return taskBundle(self, await pageOf(self.client, `projects/${self.projectId}/tasks/${self.id}`))
      },
    })
  }
}
