// Tasks and assignments as the platform's answers show them, with progress counted from the work table.
//
//   const answer = task(store, taskById(store, id), base)
import type { ItemStatusCounts, WireAssignment, WireTask } from '../../wire/index.ts'
import { notFound } from '../http/errors.ts'
import type { Row } from '../store/database.ts'
import type { Store } from '../store/store.ts'
import { jsonOf, numberOf, orNull, textOf } from './row.ts'

export const taskColumns = `t.n, t.id, (SELECT id FROM projects WHERE n = t.project_n) AS project_id, (SELECT id FROM datasets WHERE n = t.dataset_n) AS dataset_id,
  t.project_n, t.dataset_n, t.name, t.type, t.parent_task, t.status, t.creator, t.owner, t.recipe_id, t.due_date, t.priority, t.query, json(t.actions) AS actions,
  json(t.description) AS description, t.created_at, t.updated_at, t.updated_by, json(t.metadata) AS metadata`

export const assignmentColumns = `s.n, s.id, s.task_n, (SELECT id FROM tasks WHERE n = s.task_n) AS task_id, (SELECT type FROM tasks WHERE n = s.task_n) AS task_type,
  (SELECT d.id FROM tasks t JOIN datasets d ON d.n = t.dataset_n WHERE t.n = s.task_n) AS dataset_id, (SELECT id FROM projects WHERE n = s.project_n) AS project_id,
  s.name, s.annotator, s.created_at, s.updated_at, s.updated_by, json(s.metadata) AS metadata`

export function taskById(store: Store, id: string): Row {
  const row = store.database.get(`SELECT ${taskColumns} FROM tasks t WHERE t.id = ?`, id)
  if (!row) throw notFound(`task ${id} not found`)
  return row
}

export function assignmentById(store: Store, id: string): Row {
  const row = store.database.get(`SELECT ${assignmentColumns} FROM assignments s WHERE s.id = ?`, id)
  if (!row) throw notFound(`assignment ${id} not found`)
  return row
}

interface Progress {
  totalItems: number
  itemStatus: ItemStatusCounts
  progress: number
}

function progressOf(store: Store, column: 'task_n' | 'assignment_n', n: number): Progress {
  const rows = store.database.all(`SELECT status, count(*) AS count FROM work WHERE ${column} = ? GROUP BY status`, n)
  const totalItems = rows.reduce((sum, row) => sum + numberOf(row, 'count'), 0)
  const done = rows.filter((row) => row['status'] !== null)
  const completed = done.reduce((sum, row) => sum + numberOf(row, 'count'), 0)
  const actions = Object.fromEntries(done.map((row) => [textOf(row, 'status'), numberOf(row, 'count')]))
  return {
    totalItems,
    itemStatus: { completed, remaining: totalItems - completed, actions },
    progress: totalItems === 0 ? 0 : Math.floor((100 * completed) / totalItems),
  }
}

export function task(store: Store, row: Row, base: string): WireTask {
  const n = numberOf(row, 'n')
  const id = textOf(row, 'id')
  const parent = orNull(row, 'parent_task')
  const dueDate = row['due_date']
  const recipeId = orNull(row, 'recipe_id')
  return {
    id,
    url: `${base}/annotationtasks/${id}`,
    name: textOf(row, 'name'),
    status: textOf(row, 'status'),
    projectId: textOf(row, 'project_id'),
    datasetId: textOf(row, 'dataset_id'),
    ...(recipeId === null ? {} : { recipeId }),
    creator: textOf(row, 'creator'),
    taskOwner: textOf(row, 'owner'),
    ...(typeof dueDate === 'number' ? { dueDate } : {}),
    spec: { type: row['type'] === 'qa' ? 'qa' : 'annotation', ...(parent === null ? {} : { parentTaskId: parent }) },
    hasParent: parent !== null,
    query: textOf(row, 'query'),
    priority: numberOf(row, 'priority'),
    availableActions: jsonOf(row, 'actions'),
    description: jsonOf<{ content: string } | null>(row, 'description'),
    metadata: jsonOf(row, 'metadata'),
    createdAt: textOf(row, 'created_at'),
    updatedAt: textOf(row, 'updated_at'),
    updatedBy: textOf(row, 'updated_by'),
    forReview: 0,
    issues: 0,
    assignmentIds: store.database
      .all('SELECT id FROM assignments WHERE task_n = ? ORDER BY n', n)
      .map((found) => textOf(found, 'id')),
    ...progressOf(store, 'task_n', n),
  }
}

export function assignment(store: Store, row: Row, base: string): WireAssignment {
  const progress = progressOf(store, 'assignment_n', numberOf(row, 'n'))
  const { completed = 0 } = progress.itemStatus
  const metadata = jsonOf<Record<string, object>>(row, 'metadata')
  const id = textOf(row, 'id')
  return {
    id,
    url: `${base}/assignments/${id}`,
    name: textOf(row, 'name'),
    annotator: textOf(row, 'annotator'),
    status: completed === 0 ? 'todo' : completed < progress.totalItems ? 'in progress' : 'done',
    projectId: textOf(row, 'project_id'),
    taskType: textOf(row, 'task_type'),
    metadata: {
      ...metadata,
      system: { ...metadata['system'], taskId: textOf(row, 'task_id'), datasetId: textOf(row, 'dataset_id') },
    },
    createdAt: textOf(row, 'created_at'),
    updatedAt: textOf(row, 'updated_at'),
    updatedBy: textOf(row, 'updated_by'),
    creator: textOf(row, 'updated_by'),
    forReview: 0,
    issues: 0,
    ...progress,
  }
}
