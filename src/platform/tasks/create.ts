// Tasks made, and items put into and taken out of them: each as one transaction, whatever the number of items.
//
//   const { createdTaskId } = await createTask(store, { body, user })
import { numberOf, textOf } from '../entities/row.ts'
import { datasetById } from '../entities/dataset.ts'
import { taskById } from '../entities/task.ts'
import { badRequest, notFound } from '../http/errors.ts'
import { optionalNumber, optionalObject, optionalText, text, texts, type Body } from '../http/body.ts'
import { isObject } from '../query/dql.ts'
import { readQuery, selection, type Query } from '../query/query.ts'
import { sql } from '../query/sql.ts'
import type { Store } from '../store/store.ts'
import { whole } from '../bulk/journal.ts'
import { whereOf } from '../bulk/where.ts'
import { addAssignment, choose, distribute, type TaskRow } from './assign.ts'
import { makeConsensus } from './consensus.ts'
import { readMode } from './mode.ts'
import { readActions, readDescription, readDue, readSpec, readTaskQuery, readWorkload } from './payload.ts'

export interface CreateTask {
  body: Body
  user: string
}

export interface AddToTask {
  taskId: string
  body: Body
  user: string
}

export type RemoveFromTask = AddToTask

export async function createTask(
  store: Store,
  { body, user }: CreateTask,
): Promise<{ createTaskPayload: Body; createdTaskId: string }> {
  const name = text(body, 'name', 1000)
  const datasetId = text(body, 'datasetId', 100)
  const { query, text: queryText } = readTaskQuery(
    body['query'] ?? '{"filter":{"$and":[{"hidden":false},{"type":"file"}]}}',
  )
  const workload = readWorkload(body['workload'])
  const { type, parent } = readSpec(body)
  const actions = readActions(body['availableActions'], type)
  const metadata = optionalObject(body, 'metadata') ?? {}
  const mode = readMode(optionalObject(metadata, 'system') ?? {})
  const limit = optionalNumber(body, 'limit', 0, Number.MAX_SAFE_INTEGER)
  const priority = optionalNumber(body, 'priority', 1, 3) ?? 2
  const due = readDue(body, store.now())
  const description = readDescription(body['description'])
  const check = body['checkIfExist']
  return whole(store, () => {
    const dataset = datasetById(store, datasetId)
    if (parent !== null) taskById(store, parent)
    const same = isObject(check) ? existing(store, check['query'], numberOf(dataset, 'n')) : undefined
    if (same) return { createTaskPayload: body, createdTaskId: same }
    const project = optionalText(body, 'projectId', 100)
    if (project !== undefined && project !== dataset['project_id'])
      throw badRequest('the dataset is not in this project')
    const { n, id, at } = store.next()
    const stored = { ...metadata, system: { ...(metadata['system'] as Body | undefined) } }
    store.arrays.learn(stored)
    store.database.run(
      `INSERT INTO tasks (n, id, project_n, dataset_n, name, type, parent_task, status, creator, owner, recipe_id, due_date, priority, query, actions, description,
         created_at, updated_at, updated_by, metadata) VALUES (?, ?, ?, ?, ?, ?, ?, 'open', ?, ?, ?, ?, ?, ?, jsonb(?), jsonb(?), ?, ?, ?, jsonb(?))`,
      n,
      id,
      numberOf(dataset, 'project_n'),
      numberOf(dataset, 'n'),
      name,
      type,
      parent,
      user,
      optionalText(body, 'taskOwner', 320) ?? user,
      optionalText(body, 'recipeId', 100) ?? null,
      due,
      priority,
      queryText,
      JSON.stringify(actions),
      JSON.stringify(description),
      at,
      at,
      user,
      JSON.stringify(stored),
    )
    const task: TaskRow = { n, name, projectN: numberOf(dataset, 'project_n'), datasetN: numberOf(dataset, 'n') }
    choose(store, whereOf(store, query, task.datasetN), task.n, limit)
    if (mode.kind === 'pulling') {
      const people = mode.assignees.length > 0 ? mode.assignees : workload.map(({ assigneeId }) => assigneeId)
      distribute(
        store,
        task,
        people.map((assignee) => ({ assignee, count: mode.batchSize })),
        user,
      )
    } else if (mode.kind === 'consensus') makeConsensus(store, task, mode, workload, user)
    else
      distribute(
        store,
        task,
        workload.map(({ assigneeId, load }) => ({ assignee: assigneeId, load })),
        user,
      )
    return { createTaskPayload: body, createdTaskId: id }
  })
}

export async function addToTask(
  store: Store,
  { taskId, body, user }: AddToTask,
): Promise<{ addToTaskPayload: Body; taskId: string }> {
  const { query } = readTaskQuery(body['query'])
  const workload = readWorkload(body['workload'])
  const limit = optionalNumber(body, 'limit', 0, Number.MAX_SAFE_INTEGER)
  return whole(store, () => {
    const row = taskById(store, taskId)
    const task: TaskRow = {
      n: numberOf(row, 'n'),
      name: textOf(row, 'name'),
      projectN: numberOf(row, 'project_n'),
      datasetN: numberOf(row, 'dataset_n'),
    }
    choose(store, whereOf(store, query, task.datasetN), task.n, limit)
    // Without a workload, those who work on the task already share what comes.
    const known = store.database.all('SELECT annotator FROM assignments WHERE task_n = ? ORDER BY n', task.n)
    const parts =
      workload.length > 0
        ? workload.map(({ assigneeId, load }) => ({ assignee: assigneeId, load }))
        : known.map((assignment) => ({ assignee: textOf(assignment, 'annotator'), load: 100 / known.length }))
    distribute(store, task, parts, user)
    touch(store, task.n, user)
    return { addToTaskPayload: body, taskId }
  })
}

export async function removeFromTask(
  store: Store,
  { taskId, body, user }: RemoveFromTask,
): Promise<{ removeFromTaskId: string }> {
  const { query } = readTaskQuery(body['query'])
  return whole(store, () => {
    const row = taskById(store, taskId)
    const where = whereOf(store, query, numberOf(row, 'dataset_n'))
    store.database.run(
      `DELETE FROM work WHERE task_n = ? AND item_n IN (SELECT i.n FROM items i WHERE ${where.text})`,
      numberOf(row, 'n'),
      ...where.values,
    )
    touch(store, numberOf(row, 'n'), user)
    return { removeFromTaskId: taskId }
  })
}

/** Who may work on a task, added or taken away; whose items stay in the task, with nobody. */
export function changeContributors(store: Store, taskId: string, body: Body, user: string): void {
  const action = text(body, 'action')
  const assignees = texts(body['assignees'] ?? [], 'assignees', 1000)
  if (action !== 'add' && action !== 'remove') throw badRequest("'action' must be 'add' or 'remove'")
  const row = taskById(store, taskId)
  const task: TaskRow = {
    n: numberOf(row, 'n'),
    name: textOf(row, 'name'),
    projectN: numberOf(row, 'project_n'),
    datasetN: numberOf(row, 'dataset_n'),
  }
  for (const assignee of assignees) {
    const there = store.database.get(
      'SELECT n FROM assignments WHERE task_n = ? AND lower(annotator) = lower(?)',
      task.n,
      assignee,
    )
    if (action === 'add' && !there) addAssignment(store, task, assignee, user)
    if (action !== 'remove') continue
    if (!there) throw notFound(`${assignee} does not work on task ${taskId}`)
    store.database.run('UPDATE work SET assignment_n = NULL WHERE assignment_n = ?', numberOf(there, 'n'))
    store.database.run('DELETE FROM assignments WHERE n = ?', numberOf(there, 'n'))
  }
}

/** Deletes a task, its assignments, its places in items, and the copies that a consensus made. */
export function deleteTask(store: Store, taskId: string): void {
  const { database } = store
  const n = numberOf(taskById(store, taskId), 'n')
  database.run(
    `DELETE FROM annotations WHERE item_n IN (SELECT i.n FROM work w JOIN items i ON i.n = w.item_n WHERE w.task_n = ? AND i.dir LIKE '/.consensus/%')`,
    n,
  )
  database.run(
    `DELETE FROM items WHERE dir LIKE '/.consensus/%' AND n IN (SELECT item_n FROM work WHERE task_n = ?)`,
    n,
  )
  database.run('DELETE FROM work WHERE task_n = ?', n)
  database.run('DELETE FROM assignments WHERE task_n = ?', n)
  database.run('DELETE FROM tasks WHERE n = ?', n)
}

export function touch(store: Store, taskN: number, user: string): void {
  store.database.run('UPDATE tasks SET updated_at = ?, updated_by = ? WHERE n = ?', store.stamp(), user, taskN)
}

function existing(store: Store, asked: unknown, datasetN: number): string | undefined {
  const query: Query = readQuery(typeof asked === 'string' ? readTaskQueryText(asked) : asked, 'tasks')
  if (query.resource !== 'tasks') throw badRequest("'checkIfExist.query' must be a query for tasks")
  store.arrays.refresh()
  const { where } = selection(query, store.arrays, sql`t.dataset_n = ${datasetN}`)
  const row = store.database.get(`SELECT t.id FROM tasks t WHERE ${where.text} ORDER BY t.n LIMIT 1`, ...where.values)
  return row && textOf(row, 'id')
}

function readTaskQueryText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw badRequest("'checkIfExist.query' is not valid JSON")
  }
}
