// An assignment: one person's part of a task.
//
//   const [assignment] = await task.assignments.all(); await assignment.reassign('cas@x.ai')
import type { ItemStatusCounts, WireAssignment, WireCommand, WireDataset } from '../../wire/index.ts'
import { InvalidArgumentError } from '../errors/error.ts'
import type { ItemQuery } from '../query/item-query.ts'
import { isRecord } from '../values/diff.ts'
import { checkedAssignees, workloadOf } from '../values/workload.ts'
import type { Assigned } from '../values/workload.ts'
import { viewTable } from '../views/entity-view.ts'
import { pending, present } from '../views/protocol.ts'
import { assignmentView } from '../views/rows.ts'
import { assignmentBundle } from '../views/task-view.ts'
import { finished } from './command.ts'
import { Entity } from './entity.ts'

/**
 * One person's part of a task.
 * @example
 * const [assignment] = await task.assignments.all()
 */
export class Assignment extends Entity<WireAssignment> {
  /** Its name. */
  get name(): string {
    return this.wire.name
  }

  /** E-mail of the person. */
  get assignee(): string {
    return this.wire.annotator
  }

  /** 'todo', 'in progress', 'done' and so on. */
  get status(): string | undefined {
    return this.wire.status
  }

  /** How many items the person has. */
  get totalItems(): number {
    return this.wire.totalItems ?? 0
  }

  /** How many of them have a status. */
  get completed(): number {
    const { completed, remaining } = this.wire.itemStatus ?? {}
    return completed ?? (remaining === undefined ? 0 : this.totalItems - remaining)
  }

  /** How many of them have each status. */
  get statusCounts(): Readonly<Record<string, number>> {
    return statusCounts(this.wire.itemStatus)
  }

  /** Id of the task. */
  get taskId(): string {
    return systemId(this.wire, 'taskId')
  }

  /** Id of the dataset. */
  get datasetId(): string {
    return systemId(this.wire, 'datasetId')
  }

  /**
   * The person's items: a query.
   * @example
   * await assignment.items.count()
   */
  get items(): ItemQuery {
    return this.client.make.items({
      datasetId: this.datasetId,
      conditions: [{ 'metadata.system.refs.id': { $in: [this.id] } }],
      of: `of assignment ${this.name}`,
      call: 'assignment.items',
      dataset: async () =>
        this.client.make.dataset(
          await this.client.http.json<WireDataset>({ method: 'GET', path: `/datasets/${this.datasetId}` }),
        ),
    })
  }

  /**
   * Gives the whole part to somebody else.
   * @example
   * const other = await assignment.reassign('cas@x.ai')
   */
  reassign(assignee: string): Promise<Assignment> {
    return pending(this.#reassign(assignee), 'assignment.reassign(…)')
  }

  /**
   * Divides the part among others: equally, or by a workload.
   * @example
   * await assignment.redistribute({ assignees: ['dan@x.ai', 'eve@x.ai'] })
   */
  redistribute(among: Assigned): Promise<Assignment[]> {
    return pending(this.#redistribute(among), 'assignment.redistribute(…)')
  }

  /**
   * Fetches it again.
   * @example
   * await assignment.refresh()
   */
  refresh(): Promise<this> {
    return pending(this.#refresh(), 'assignment.refresh()')
  }

  async #reassign(assignee: string): Promise<Assignment> {
    checkedAssignees([assignee])
    const { http, make } = this.client
    const body = { taskId: this.taskId, annotator: assignee, asynced: true }
    const command = await http.json<WireCommand>({ method: 'POST', path: `/assignments/${this.id}/reassign`, body })
    const { toAssignment } = await finished(this.client, command, `Reassign '${this.name}'`)
    return make.assignment(
      await http.json<WireAssignment>({ method: 'GET', path: `/assignments/${String(toAssignment)}` }),
    )
  }

  async #redistribute(among: Assigned): Promise<Assignment[]> {
    const workload = workloadOf(among)
    if (!workload) throw new InvalidArgumentError('Redistributing needs assignees or a workload')
    const { http, make } = this.client
    const body = { taskId: this.taskId, workload, asynced: true }
    const command = await http.json<WireCommand>({ method: 'POST', path: `/assignments/${this.id}/redistribute`, body })
    await finished(this.client, command, `Redistribute '${this.name}'`)
    const query = { projects: this.wire.projectId, pageSize: 500, taskId: this.taskId }
    const { items } = await http.json<{ items: WireAssignment[] }>({ method: 'GET', path: '/assignments', query })
    const people = new Set(workload.map(({ assigneeId }) => assigneeId.toLowerCase()))
    return items.filter(({ annotator }) => people.has(annotator.toLowerCase())).map((wire) => make.assignment(wire))
  }

  async #refresh(): Promise<this> {
    this.accept(await this.client.http.json<WireAssignment>({ method: 'GET', path: `/assignments/${this.id}` }))
    return this
  }

  protected override summary(): Record<string, unknown> {
    const { id, name, assignee, status, totalItems, completed } = this
    return { id, name, assignee, status, totalItems, completed }
  }

  static {
    present(this, {
      table: (all, options) => viewTable(all, assignmentView, 'Assignments', options),
      show: (self) => assignmentBundle(self),
    })
  }
}

function statusCounts(itemStatus: ItemStatusCounts | undefined): Record<string, number> {
  const { actions } = itemStatus ?? {}
  if (!isRecord(actions)) return {}
  return Object.fromEntries(
    Object.entries(actions).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  )
}

/** Which task and dataset it belongs to stands in its system metadata alone. */
function systemId({ metadata }: WireAssignment, name: string): string {
  const id = metadata?.system?.[name]
  return typeof id === 'string' ? id : ''
}
