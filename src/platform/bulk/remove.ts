// Datasets and projects deleted: gone for everybody at once, in one transaction; their items' rows go in the journal's steps.
//
//   await removeDatasets(store, { datasets: [7, 9], project: 3 })
import { numberOf } from '../entities/row.ts'
import type { Store } from '../store/store.ts'
import { remove } from './journal.ts'

export interface RemoveDatasets {
  /** Row numbers; without, all of the project. */
  datasets?: readonly number[]
  project?: number
}

export async function removeDatasets(store: Store, { datasets, project }: RemoveDatasets): Promise<void> {
  const { database } = store
  await remove(store, () => {
    const list = JSON.stringify(
      datasets ??
        database.all('SELECT n FROM datasets WHERE project_n = ?', project ?? null).map((row) => numberOf(row, 'n')),
    )
    const among = 'IN (SELECT value FROM json_each(?))'
    const tasks = `IN (SELECT n FROM tasks WHERE dataset_n ${among})`
    database.run(`DELETE FROM work WHERE task_n ${tasks}`, list)
    database.run(`DELETE FROM assignments WHERE task_n ${tasks}`, list)
    database.run(`DELETE FROM tasks WHERE dataset_n ${among}`, list)
    database.run(`DELETE FROM datasets WHERE n ${among}`, list)
    if (project !== undefined) {
      database.run('DELETE FROM members WHERE project_n = ?', project)
      database.run('DELETE FROM projects WHERE n = ?', project)
    }
    const rows = `SELECT n FROM items WHERE dataset_n ${among} ORDER BY n`
    const found = database.get(`SELECT json_group_array(n) AS list FROM (${rows})`, list)
    return JSON.parse(String(found?.['list'])) as number[]
  })
}
