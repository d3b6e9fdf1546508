// The assignments of a task: who does which part.
//
//   await task.assignments.all()
import type { WireAssignment, WirePage } from '../../wire/index.ts'
import type { Client } from '../client.ts'
import { entitiesOf } from '../query/entities.ts'
import type { Entities } from '../query/entities.ts'
import { checkedId } from '../values/id.ts'
import { pending, present } from '../views/protocol.ts'
import { assignmentView } from '../views/rows.ts'
import type { Assignment } from './assignment.ts'

/**
 * `task.assignments`.
 * @example
 * await task.assignments.all()
 */
export class Assignments {
  readonly #client: Client
  readonly #task: { id: string; name: string; projectId: string }

  constructor(client: Client, task: { id: string; name: string; projectId: string }) {
    this.#client = client
    this.#task = task
  }

  /**
   * One assignment, by its id.
   * @example
   * await task.assignments.get('63cebe0f6f60196b004423d9')
   */
  get(id: string): Promise<Assignment> {
    return pending(this.#get(id), 'task.assignments.get(…)')
  }

  /**
   * All of them.
   * @example
   * (await task.assignments.all()).map((assignment) => assignment.assignee)
   */
  all(): Promise<Entities<Assignment>> {
    return pending(this.#all(), 'task.assignments.all()')
  }

  async #get(id: string): Promise<Assignment> {
    const checked = checkedId(id, 'assignment', 'await task.assignments.all()')
    const subject = `assignment with id '${checked}'`
    const wire = await this.#client.http.json<WireAssignment>({
      method: 'GET',
      path: `/assignments/${checked}`,
      subject,
    })
    return this.#client.make.assignment(wire)
  }

  async #all(): Promise<Entities<Assignment>> {
    const { http, make } = this.#client
    const { id, name, projectId } = this.#task
    const found: Assignment[] = []
    for (let page = 0; ; page += 1) {
      const query = { projects: projectId, pageSize: 500, taskId: id, ...(page > 0 ? { pageOffset: page } : {}) }
      const { items, hasNextPage } = await http.json<WirePage<WireAssignment>>({
        method: 'GET',
        path: '/assignments',
        query,
      })
      for (const wire of items) found.push(make.assignment(wire))
      if (!hasNextPage || items.length === 0) break
    }
    return entitiesOf(found, assignmentView, `Assignments of task ${name}`)
  }

  static {
    present(this, {
      show: async (self) => {
        return (await self.#all()).bundle()
      },
    })
  }
}
