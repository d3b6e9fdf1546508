// Which of a task's items are whose: chosen once into a temporary table, then given out in runs, by counts or by percent.
//
//   choose(store, where, task.n); distribute(store, task, [{ assignee: 'ann@x.ai', load: 80 }, { assignee: 'bob@x.ai', load: 20 }], user)
import { numberOf } from '../entities/row.ts'
import type { Sql } from '../query/sql.ts'
import type { Store } from '../store/store.ts'
import { divide } from './divide.ts'

export interface TaskRow {
  n: number
  name: string
  projectN: number
  datasetN: number
}

export type Part = { assignee: string; load: number } | { assignee: string; count: number }

/** Inside a write: the items that a query finds and that aren't in the task yet, in the order of their creation. */
export function choose(store: Store, where: Sql, taskN: number, limit?: number): number {
  const { database } = store
  database.exec('CREATE TEMP TABLE IF NOT EXISTS chosen (k INTEGER PRIMARY KEY, n INTEGER); DELETE FROM temp.chosen')
  return database.run(
    `INSERT INTO temp.chosen (n) SELECT i.n FROM items i WHERE ${where.text} AND NOT EXISTS (SELECT 1 FROM work w WHERE w.task_n = ? AND w.item_n = i.n) ORDER BY i.n LIMIT ?`,
    ...where.values,
    taskN,
    limit === undefined || limit === 0 ? -1 : limit,
  )
}

/** Inside a write: gives out what was chosen; what nobody gets stays in the task without an assignee. */
export function distribute(store: Store, task: TaskRow, parts: readonly Part[], user: string): void {
  const { database } = store
  const total = Number(database.get('SELECT count(*) AS n FROM temp.chosen')?.['n'])
  const counts = divide(
    total,
    parts.map((part) => ('load' in part ? part.load : 0)),
  )
  let from = 0
  parts.forEach((part, index) => {
    const assignment = findAssignment(store, task, part.assignee) ?? addAssignment(store, task, part.assignee, user)
    const count = 'count' in part ? part.count : (counts[index] ?? 0)
    place(store, task, assignment, from, from + count)
    from += count
  })
  place(store, task, null, from, Number.MAX_SAFE_INTEGER)
  database.exec('DELETE FROM temp.chosen')
}

function place(store: Store, task: TaskRow, assignment: number | null, from: number, to: number): void {
  const sql = 'INSERT INTO work (task_n, item_n, assignment_n) SELECT ?, n, ? FROM temp.chosen WHERE k > ? AND k <= ?'
  store.database.run(sql, task.n, assignment, from, to)
}

export function findAssignment(store: Store, task: TaskRow, assignee: string): number | undefined {
  const row = store.database.get(
    'SELECT n FROM assignments WHERE task_n = ? AND lower(annotator) = lower(?)',
    task.n,
    assignee,
  )
  return row && numberOf(row, 'n')
}

export function addAssignment(store: Store, task: TaskRow, assignee: string, user: string): number {
  const { database } = store
  const number = Number(database.get('SELECT count(*) AS n FROM assignments WHERE task_n = ?', task.n)?.['n']) + 1
  const { n, id, at } = store.next()
  database.run(
    "INSERT INTO assignments (n, id, task_n, project_n, name, annotator, created_at, updated_at, updated_by, metadata) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, jsonb('{}'))",
    n,
    id,
    task.n,
    task.projectN,
    `${task.name} (${number})`,
    assignee,
    at,
    at,
    user,
  )
  return n
}

/** Inside a write: all items of one assignment go to others, by percent or all to one. */
export function hand(
  store: Store,
  task: TaskRow,
  fromAssignment: number,
  parts: readonly Part[],
  user: string,
): number[] {
  const { database } = store
  database.exec('CREATE TEMP TABLE IF NOT EXISTS chosen (k INTEGER PRIMARY KEY, n INTEGER); DELETE FROM temp.chosen')
  const total = database.run(
    'INSERT INTO temp.chosen (n) SELECT item_n FROM work WHERE assignment_n = ? ORDER BY item_n',
    fromAssignment,
  )
  const counts = divide(
    total,
    parts.map((part) => ('load' in part ? part.load : 0)),
  )
  let from = 0
  const receivers = parts.map((part, index) => {
    const assignment = findAssignment(store, task, part.assignee) ?? addAssignment(store, task, part.assignee, user)
    const to = from + (counts[index] ?? 0)
    database.run(
      'UPDATE work SET assignment_n = ? WHERE task_n = ? AND item_n IN (SELECT n FROM temp.chosen WHERE k > ? AND k <= ?)',
      assignment,
      task.n,
      from,
      to,
    )
    from = to
    return assignment
  })
  if (!receivers.includes(fromAssignment)) database.run('DELETE FROM assignments WHERE n = ?', fromAssignment)
  database.exec('DELETE FROM temp.chosen')
  return receivers
}
