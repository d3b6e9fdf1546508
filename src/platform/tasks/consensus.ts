// Consensus: a share of a task's items is done by several people, each on a hidden copy of their own; the original stays in the
// task with nobody. The other items are divided as usual.
//
//   makeConsensus(store, task, { percentage: 50, each: 2, assignees }, workload, user)
import type { WorkloadUnit } from '../../wire/index.ts'
import { copyItems } from '../bulk/clone.ts'
import { numberOf, textOf } from '../entities/row.ts'
import { makeFolder } from '../items/write.ts'
import { sql } from '../query/sql.ts'
import type { Store } from '../store/store.ts'
import { addAssignment, distribute, type TaskRow } from './assign.ts'

export interface Consensus {
  percentage: number
  each: number
  assignees: readonly string[]
}

/** Inside a write, after choose(). */
export function makeConsensus(
  store: Store,
  task: TaskRow,
  mode: Consensus,
  workload: readonly WorkloadUnit[],
  user: string,
): void {
  const { database } = store
  const total = Number(database.get('SELECT count(*) AS n FROM temp.chosen')?.['n'])
  const shared = Math.ceil((total * mode.percentage) / 100)
  const originals = database
    .all('SELECT n FROM temp.chosen WHERE k <= ? ORDER BY k', shared)
    .map((row) => numberOf(row, 'n'))
  database.run('DELETE FROM temp.chosen WHERE k <= ?', shared)
  // What is left is numbered from 1 again, as distribute() counts.
  database.run('UPDATE temp.chosen SET k = k - ?', shared)
  const parts = workload.map(({ assigneeId, load }) => ({ assignee: assigneeId, load }))
  distribute(
    store,
    task,
    parts.length > 0 ? parts : mode.assignees.map((assignee) => ({ assignee, load: 100 / mode.assignees.length })),
    user,
  )
  const taskId = textOf(database.get('SELECT id FROM tasks WHERE n = ?', task.n) ?? {}, 'id')
  for (const n of originals) database.run('INSERT INTO work (task_n, item_n) VALUES (?, ?)', task.n, n)
  const turns = mode.assignees.map((assignee, turn) => ({
    assignee,
    mine: originals.filter((_, index) => isTurn(index, turn, mode)),
  }))
  for (const [number, { assignee, mine }] of turns.entries()) {
    if (mine.length === 0) continue
    const known = database.get(
      'SELECT n FROM assignments WHERE task_n = ? AND lower(annotator) = lower(?)',
      task.n,
      assignee,
    )
    const assignment = known ? numberOf(known, 'n') : addAssignment(store, task, assignee, user)
    const folder = `/.consensus/${taskId}/${number + 1}`
    makeFolder(store, task.datasetN, folder, user)
    database.run(
      "UPDATE items SET hidden = 1 WHERE dataset_n = ? AND type = 'dir' AND (filename = '/.consensus' OR filename LIKE '/.consensus/%')",
      task.datasetN,
    )
    const where = sql`i.n IN (SELECT value FROM json_each(${JSON.stringify(mine)}))`
    const before = Number(database.get('SELECT n FROM clock')?.['n'])
    const options = { withItemsAnnotations: true, withMetadata: true, withTaskAnnotationsStatus: false }
    copyItems(store, where, {
      ...options,
      target: task.datasetN,
      sourceN: task.datasetN,
      folder,
      onConflict: 'refuse',
      user,
      hidden: true,
    })
    database.run(
      "INSERT INTO work (task_n, item_n, assignment_n) SELECT ?, n, ? FROM items WHERE n > ? AND dataset_n = ? AND type = 'file' AND src_item IS NOT NULL",
      task.n,
      assignment,
      before,
      task.datasetN,
    )
  }
}

/** `each` people for every item, taking turns. */
function isTurn(item: number, person: number, { each, assignees }: Consensus): boolean {
  const start = (item * each) % assignees.length
  return (person - start + assignees.length) % assignees.length < each
}
