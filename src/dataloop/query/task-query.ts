// A query of tasks, of a dataset or a project.
//
//   await dataset.tasks.where({ status: 'open' }).all()
import type { WireTask } from '../../wire/index.ts'
import type { Client } from '../client.ts'
import type { Task } from '../resources/task.ts'
import { taskView } from '../views/rows.ts'
import type { QueryState } from './dql.ts'
import type { FieldName, TaskConditions, TaskFields } from './fields.ts'
import { Query } from './query.ts'
import type { AnyMetadata } from './schema.ts'

/** Whose tasks. */
export interface TaskScope {
  projectId: string
  datasetId?: string
  /** In words: 'of dataset Animals'. */
  of?: string
}

/**
 * Tasks that satisfy conditions.
 * @example
 * await dataset.tasks.where({ name: 'test_task1' }).first()
 */
export class TaskQuery extends Query<WireTask, Task, TaskConditions<AnyMetadata>, FieldName<TaskFields, AnyMetadata>> {
  constructor(client: Client, scope: TaskScope, state?: QueryState) {
    const { datasetId, projectId, of } = scope
    super(
      {
        client,
        path: '/annotationtasks/query',
        title: of ? `Tasks ${of}` : 'Tasks',
        call: datasetId ? 'dataset.tasks' : 'project.tasks',
        make: (wire) => client.make.task(wire),
        view: taskView,
        context: { projectIds: [projectId] },
        // The platform's largest page of tasks.
        pageSize: 500,
      },
      state ?? { ...everything, and: datasetId ? [{ datasetId }] : [] },
    )
    scopes.set(this, scope)
  }

  /** @internal */
  protected override with(state: QueryState): this {
    return new TaskQuery(this.source.client, scopes.get(this)!, state) as this
  }

  /** @internal */
  protected scope(): TaskScope {
    return scopes.get(this)!
  }
}

const scopes = new WeakMap<TaskQuery, TaskScope>()

const everything: QueryState = { resource: 'tasks', and: [], or: [], joinAnd: [], joinOr: [], sort: {} }
