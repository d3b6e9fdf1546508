// Long work on the database in short transactions: SQLite has one writer, and whoever else writes shall wait milliseconds.
//
//   await inSteps(database, (rows) => fillSome(rows) > 0)   // until there is nothing left
import { setTimeout as wait } from 'node:timers/promises'
import type { Database } from '../store/database.ts'

/** Milliseconds: how long a step holds the lock, and the pause in which others get it (they ask every millisecond). */
const stepTime = 20
const pause = 2
const first = 1000
const least = 500
const most = 20_000

/** Each step is one transaction; it is told how many rows it should take, and says whether there are more. */
export async function inSteps(database: Database, step: (rows: number) => boolean): Promise<void> {
  let size = first
  for (let more = true; more;) {
    await database.write(() => {
      const start = performance.now()
      more = step(size)
      const took = performance.now() - start
      size = Math.round(Math.min(Math.max(size * Math.min(stepTime / took, 2), least), most))
    })
    await wait(pause)
  }
}
