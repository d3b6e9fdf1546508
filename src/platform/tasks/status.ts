// Item statuses: what an annotator says of an item within a task. Kept in the work table, logged in the item's metadata.
//
//   setStatus(store, { taskN, itemIds: ['63ce…'], status: 'completed', user })
import type { ItemAction } from '../../wire/index.ts'
import { jsonOf, numberOf, textOf } from '../entities/row.ts'
import { taskColumns } from '../entities/task.ts'
import { badRequest, notFound } from '../http/errors.ts'
import { text, type Body } from '../http/body.ts'
import type { Row } from '../store/database.ts'
import type { Store } from '../store/store.ts'
import { readMode } from './mode.ts'

export interface StatusChange {
  taskN: number
  /** Only items of this assignment. */
  assignmentN?: number
  itemIds: readonly string[]
  operation: 'create' | 'delete'
  status: string
  user: string
}

export function readStatus(body: Body): { operation: 'create' | 'delete'; status: string } {
  const operation = body['operation'] ?? 'create'
  if (operation !== 'create' && operation !== 'delete') throw badRequest("'operation' must be 'create' or 'delete'")
  if (operation === 'delete') return { operation, status: typeof body['status'] === 'string' ? body['status'] : '' }
  return { operation, status: text(body, 'status', 200) }
}

/** Inside a write: an answer by item id. */
export function setStatus(store: Store, change: StatusChange): Record<string, { status: string | null }> {
  const { database } = store
  const task = database.get(`SELECT ${taskColumns} FROM tasks t WHERE t.n = ?`, change.taskN)
  if (!task) throw notFound('the task is gone')
  const actions = jsonOf<ItemAction[]>(task, 'actions')
  if (change.operation === 'create' && !actions.some(({ action }) => action === change.status))
    throw badRequest(
      `the task has no status '${change.status}' (its statuses: ${actions.map(({ action }) => action).join(', ')})`,
    )
  const ids = [...new Set(change.itemIds)]
  const chosen = `SELECT w.item_n FROM items i JOIN work w ON w.item_n = i.n AND w.task_n = ? WHERE i.id IN (SELECT value FROM json_each(?))${
    change.assignmentN === undefined ? '' : ` AND w.assignment_n = ${change.assignmentN}`
  }`
  const found = Number(database.get(`SELECT count(*) AS n FROM (${chosen})`, change.taskN, JSON.stringify(ids))?.['n'])
  if (found < ids.length)
    throw notFound(
      `${ids.length - found} of the ${ids.length} items are not in the ${change.assignmentN === undefined ? 'task' : 'assignment'}`,
    )
  const at = store.stamp()
  log(store, change, textOf(task, 'id'), ids, at)
  const values = change.operation === 'create' ? [change.status, at, change.user] : [null, null, null]
  database.run(
    `UPDATE work SET status = ?, status_at = ?, status_by = ? WHERE task_n = ? AND item_n IN (${chosen})`,
    ...values,
    change.taskN,
    change.taskN,
    JSON.stringify(ids),
  )
  settleTask(store, task, change.user)
  return Object.fromEntries(ids.map((id) => [id, { status: change.operation === 'create' ? change.status : null }]))
}

function log(store: Store, change: StatusChange, taskId: string, ids: readonly string[], at: string): void {
  for (const path of ['system.taskStatusLog', 'system.annotationStatus'])
    store.arrays.learn(
      path === 'system.taskStatusLog' ? { system: { taskStatusLog: [] } } : { system: { annotationStatus: [] } },
    )
  const list = (path: string): string =>
    `CASE WHEN json_type(metadata, '${path}') = 'array' THEN metadata ELSE jsonb_set(metadata, '${path}', jsonb('[]')) END`
  store.database.run(
    `UPDATE items SET updated_at = ?1, updated_by = ?2, metadata = jsonb_insert(${list('$.system.taskStatusLog')}, '$.system.taskStatusLog[#]', jsonb_object(
       'status', jsonb_object('taskId', ?3, 'assignmentId', (SELECT a.id FROM work w JOIN assignments a ON a.n = w.assignment_n WHERE w.task_n = ?4 AND w.item_n = items.n),
         'status', CASE WHEN ?5 = '' THEN (SELECT status FROM work WHERE task_n = ?4 AND item_n = items.n) ELSE ?5 END, 'creator', ?2, 'timestamp', ?1), 'action', ?6))
     WHERE id IN (SELECT value FROM json_each(?7))`,
    at,
    change.user,
    taskId,
    change.taskN,
    change.status,
    change.operation === 'create' ? 'created' : 'deleted',
    JSON.stringify(ids),
  )
  if (change.operation !== 'create') return
  store.database.run(
    `UPDATE items SET metadata = jsonb_insert(${list('$.system.annotationStatus')}, '$.system.annotationStatus[#]', ?)
     WHERE id IN (SELECT value FROM json_each(?)) AND NOT EXISTS (SELECT 1 FROM json_each(items.metadata, '$.system.annotationStatus') s WHERE s.value = ?)`,
    change.status,
    JSON.stringify(ids),
    change.status,
  )
}

/** A task is completed when all its items are; people who pull get their next batch. */
function settleTask(store: Store, task: Row, user: string): void {
  const { database } = store
  const n = numberOf(task, 'n')
  const mode = readMode(jsonOf<{ system?: Body }>(task, 'metadata').system ?? {})
  if (mode.kind === 'pulling')
    for (const row of database.all('SELECT n FROM assignments WHERE task_n = ?', n))
      pull(store, n, numberOf(row, 'n'), mode)
  const left = database.get('SELECT 1 FROM work WHERE task_n = ? AND status IS NULL LIMIT 1', n)
  database.run(
    "UPDATE tasks SET status = CASE WHEN status = 'dismissed' THEN status WHEN ? THEN 'open' ELSE 'completed' END, updated_at = ?, updated_by = ? WHERE n = ?",
    left ? 1 : 0,
    store.stamp(),
    user,
    n,
  )
}

/** The next batch for one assignment, as long as it does not hold more open items than it may; how many it got. */
export function pull(
  store: Store,
  taskN: number,
  assignmentN: number,
  { batchSize, most }: { batchSize: number; most: number },
): number {
  const { database } = store
  const open = Number(
    database.get('SELECT count(*) AS n FROM work WHERE assignment_n = ? AND status IS NULL', assignmentN)?.['n'],
  )
  if (open + batchSize > most) return 0
  return database.run(
    'UPDATE work SET assignment_n = ? WHERE task_n = ? AND item_n IN (SELECT item_n FROM work WHERE task_n = ? AND assignment_n IS NULL AND status IS NULL ORDER BY item_n LIMIT ?)',
    assignmentN,
    taskN,
    taskN,
    batchSize,
  )
}
