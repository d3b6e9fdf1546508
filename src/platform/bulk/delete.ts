// Items and annotations deleted, with what belongs to them, in the write that the caller is in.
//
//   await database.write(() => deleteItems(store, sql`i.dataset_n = ${n}`))
import type { Store } from '../store/store.ts'
import type { Sql } from '../query/sql.ts'

/** Inside a write; how many were deleted. A folder takes along what is in it. */
export function deleteItems(store: Store, where: Sql): number {
  const { database } = store
  database.exec('CREATE TEMP TABLE IF NOT EXISTS doomed (n INTEGER PRIMARY KEY); DELETE FROM temp.doomed')
  database.run(`INSERT INTO temp.doomed SELECT i.n FROM items i WHERE ${where.text}`, ...where.values)
  database.run(`INSERT OR IGNORE INTO temp.doomed SELECT c.n FROM temp.doomed x CROSS JOIN items d ON d.n = x.n AND d.type = 'dir'
    CROSS JOIN items c ON c.dataset_n = d.dataset_n AND c.filename > d.filename || '/' AND c.filename < d.filename || '0'`)
  database.run('DELETE FROM annotations WHERE item_n IN (SELECT n FROM temp.doomed)')
  database.run('DELETE FROM work WHERE item_n IN (SELECT n FROM temp.doomed)')
  const deleted = database.run('DELETE FROM items WHERE n IN (SELECT n FROM temp.doomed)')
  database.exec('DELETE FROM temp.doomed')
  return deleted
}

/** Inside a write; keeps the items' counts. */
export function deleteAnnotations(store: Store, where: Sql): number {
  const { database } = store
  database.exec('CREATE TEMP TABLE IF NOT EXISTS doomed (n INTEGER PRIMARY KEY); DELETE FROM temp.doomed')
  database.run(`INSERT INTO temp.doomed SELECT a.n FROM annotations a WHERE ${where.text}`, ...where.values)
  database.run(`UPDATE items SET annotations_count = annotations_count - gone.count
    FROM (SELECT a.item_n, count(*) AS count FROM annotations a WHERE a.n IN (SELECT n FROM temp.doomed) GROUP BY a.item_n) gone WHERE items.n = gone.item_n`)
  const deleted = database.run('DELETE FROM annotations WHERE n IN (SELECT n FROM temp.doomed)')
  database.exec('DELETE FROM temp.doomed')
  return deleted
}
