// The tasks of a dataset or a project: a query that can also get one and make one.
//
//   const task = await dataset.tasks.create({ name: 'test_task1', due: { days: 7 }, assignees: ['ann@x.ai'] })
import type { TaskPayload, WireCommand, WireTask } from '../../wire/index.ts'
import type { Client } from '../client.ts'
import { InvalidArgumentError, NotFoundError } from '../errors/error.ts'
import { didYouMean } from '../errors/nearest.ts'
import { dqlOf } from '../query/dql.ts'
import type { Dql, QueryState } from '../query/dql.ts'
import { Filters } from '../query/filters.ts'
import { ItemQuery } from '../query/item-query.ts'
import type { AnyMetadata } from '../query/schema.ts'
import { TaskQuery } from '../query/task-query.ts'
import type { TaskScope } from '../query/task-query.ts'
import { checkedId, isId, say } from '../values/id.ts'
import { warn } from '../views/notice.ts'
import { pending } from '../views/protocol.ts'
import { finished } from './command.ts'
import type { Dataset } from './dataset.ts'
import { taskPayload } from './task-options.ts'
import type { BaseTaskOptions, QaTaskOptions, TaskOptions } from './task-options.ts'
import type { Task } from './task.ts'

/** Items of a task, in any form a person has them. */
export type TaskItems<M = AnyMetadata> = ItemQuery<M> | Filters | readonly { id: string }[]

/**
 * `dataset.tasks` and `project.tasks`.
 * @example
 * await dataset.tasks.get({ name: 'test_task1' })
 */
export class Tasks<M = AnyMetadata> extends TaskQuery {
  constructor(client: Client, scope: TaskScope, dataset?: Dataset<M>, state?: QueryState) {
    super(client, scope, state)
    if (dataset) datasets.set(this, dataset as unknown as Dataset)
  }

  /** @internal */
  protected override with(state: QueryState): this {
    return new Tasks(this.source.client, this.scope(), datasets.get(this), state) as unknown as this
  }

  /**
   * One task, by its name or id.
   * @example
   * const task = await dataset.tasks.get({ name: 'test_task1' })
   */
  get(task: string | { name: string } | { id: string }): Promise<Task> {
    return pending(this.#get(task), 'dataset.tasks.get(…)')
  }

  /**
   * A task to annotate items; the whole dataset when no items are given.
   * @example
   * await dataset.tasks.create({ name: 'all of it', due: '2029-01-01', assignees: ['ann@x.ai', 'bob@x.ai'] })
   */
  create(options: TaskOptions<M>): Promise<Task> {
    return pending(this.#create(options), 'dataset.tasks.create(…)')
  }

  /**
   * A task to check the work of another: its items that have a status.
   * @example
   * await dataset.tasks.createQaTask({ task, due: { days: 7 }, assignees: ['qa@x.ai'] })
   */
  createQaTask(options: QaTaskOptions<M> & { task: Task }): Promise<Task> {
    return pending(this.#createQaTask(options), 'dataset.tasks.createQaTask(…)')
  }

  async #get(task: string | { name: string } | { id: string }): Promise<Task> {
    const { http, make } = this.source.client
    if (typeof task === 'object' && task !== null && 'name' in task) return this.#named(task.name)
    if (typeof task === 'string' && !isId(task)) {
      throw new InvalidArgumentError(`${say(task)} is no task id (24 hexadecimal digits)`, {
        hint: `to find it by name: dataset.tasks.get({ name: ${JSON.stringify(task)} })`,
      })
    }
    const id = checkedId(typeof task === 'object' ? task?.id : task, 'task', "dataset.tasks.get({ name: '…' })")
    const subject = `task with id '${id}'`
    const hint = 'await dataset.tasks.all() lists them'
    return make.task(await http.json<WireTask>({ method: 'GET', path: `/annotationtasks/${id}`, subject, hint }))
  }

  async #named(name: string): Promise<Task> {
    if (typeof name !== 'string' || name.trim() === '')
      throw new InvalidArgumentError('A task is found by a name that is a text')
    const { projectId, datasetId } = this.scope()
    const filter = { $and: [{ name }, { projectId }, ...(datasetId ? [{ datasetId }] : [])] }
    const { items } = await this.post({ ...this.dql({}), filter }, undefined)
    const [first, second] = items
    if (first && !second) return this.source.client.make.task(first)
    if (first) {
      throw new InvalidArgumentError(`${items.length} tasks are named '${name}'`, {
        hint: `get one by id: dataset.tasks.get('${first.id}')`,
      })
    }
    const names = (await this.all({ progress: false }).catch(() => [])).map((task) => task.name)
    const hint =
      didYouMean(name, names) ?? (names.length > 0 ? `there are ${names.slice(0, 10).join(', ')}` : undefined)
    throw new NotFoundError(`There is no task named '${name}'`, { status: 404, ...(hint ? { hint } : {}) })
  }

  async #create(options: TaskOptions<M>): Promise<Task> {
    if (typeof options !== 'object' || options === null) throw new InvalidArgumentError('A task needs at least a name')
    const { dql, limit } = await queryOf(options.items ?? options.filters, false)
    const settings = taskPayload(limit === undefined ? options : { limit, ...options })
    return this.#send(options, dql, { ...settings, name: options.name }, { type: 'annotation' })
  }

  async #createQaTask(options: QaTaskOptions<M> & { task: Task }): Promise<Task> {
    const { task } = options
    if (!task?.id)
      throw new InvalidArgumentError('A QA task checks the work of another task', { hint: 'task.createQaTask({ … })' })
    const name = options.name ?? `${task.name}_qa`
    const items = options.items ?? options.filters
    const { dql, limit } = await queryOf(items, true)
    // Named items are taken as they are, like in the SDK; everything else is narrowed to what has a status.
    const named = Array.isArray(items)
    const query = named
      ? dql
      : { ...dql, filter: { ...dql.filter, $and: [...(dql.filter.$and ?? []), withStatus(task.id)] } }
    const settings = taskPayload({
      recipeId: task.recipeId,
      ...(limit === undefined ? {} : { limit }),
      ...options,
      name,
    } as BaseTaskOptions & { name: string })
    const spec = { type: 'qa' as const, parentTaskId: task.id }
    const owner = options.owner ?? task.creator
    const created = await this.#send(
      { ...options, ...(owner ? { owner } : {}), recipeId: options.recipeId ?? task.recipeId } as BaseTaskOptions,
      query,
      { ...settings, name },
      spec,
    )
    if (created.totalItems === 0) {
      warn(
        `the QA task '${name}' has no items: none of task '${task.name}' has a status yet (item.setStatus('completed', { task }))`,
      )
    }
    return created
  }

  async #send(
    options: BaseTaskOptions,
    dql: Dql,
    settings: Partial<TaskPayload> & { name: string },
    spec: TaskPayload['spec'] & {},
  ): Promise<Task> {
    const { client } = this.source
    const dataset = datasets.get(this)
    if (!dataset)
      throw new InvalidArgumentError('A task is created in a dataset', { hint: 'dataset.tasks.create({ … })' })
    if (options.ifNotExists) {
      const existing = await this.where({ name: settings.name }).first()
      if (existing) return existing
    }
    const recipeId = options.recipeId ?? dataset.recipeIds[0]
    const payload: TaskPayload = {
      ...settings,
      query: JSON.stringify(dql),
      taskOwner: options.owner ?? (await client.owner()),
      spec,
      datasetId: dataset.id,
      projectId: dataset.projectId,
      assignmentIds: [],
      ...(recipeId ? { recipeId } : {}),
      asynced: true,
    }
    const { signal } = options
    const command = await client.http.json<WireCommand>({
      method: 'POST',
      path: '/annotationtasks',
      body: payload,
      signal,
    })
    const { createdTaskId } = await finished(client, command, `Create task '${settings.name}'`, signal)
    const path = `/annotationtasks/${String(createdTaskId)}`
    return client.make.task(await client.http.json<WireTask>({ method: 'GET', path, signal }))
  }
}

// A frozen query takes no more fields.
const datasets = new WeakMap<object, Dataset>()

/** The DQL of the items of a task; the visible files of the dataset when none are said. */
export async function queryOf<M>(
  items: TaskItems<M> | undefined,
  mayBeEmpty: boolean,
): Promise<{ dql: Dql; limit?: number }> {
  if (items === undefined) return { dql: new Filters().prepare() }
  if (items instanceof Filters) return { dql: items.prepare() }
  if (items instanceof ItemQuery) return items.taskQuery()
  if (!Array.isArray(items)) {
    throw new InvalidArgumentError(`The items are ${say(items)}`, {
      hint: 'a query such as dataset.items.where({ … }), or a list of items',
    })
  }
  if (items.length === 0 && !mayBeEmpty) {
    throw new InvalidArgumentError('The list of items is empty', { hint: 'leave out items for the whole dataset' })
  }
  const ids = (items as readonly { id: string }[]).map((item) =>
    checkedId(item?.id, 'item', 'dataset.items.get({ filename })'),
  )
  return { dql: dqlOf({ resource: 'items', and: [{ id: { $in: ids } }], or: [], joinAnd: [], joinOr: [], sort: {} }) }
}

function withStatus(taskId: string): { 'metadata.system.refs': object } {
  return { 'metadata.system.refs': { $match: { id: taskId, type: 'task', metadata: { status: { $exists: true } } } } }
}
