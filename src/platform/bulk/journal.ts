// Changes to many rows in short transactions, so that nobody waits long for SQLite's one writer; all or nothing all the same.
// A change is accepted by one row in the table `bulk`: which rows, what happens to them, how many are left. Every step takes the
// next few of them, in one transaction with the count, so a change that was accepted is carried to its end by whoever is
// there: its own process, or after a kill -9 whichever opens the home or asks next. Readers may see a change under way
// (as in Dataloop itself), never one that stays half done. Changes end in the order in which they were accepted.
//
//   await carryOut(store, { rows, still: () => rows, change: () => ({ kind: 'update', … }) })
import { numberOf, textOf } from '../entities/row.ts'
import { isAlive } from '../store/owner.ts'
import type { Store } from '../store/store.ts'
import { applyChange, type Change } from './change.ts'
import { packRows, unpackRows } from './rows.ts'
import { inSteps } from './steps.ts'

/** Up to so many rows are changed at once, in one transaction. */
const few = 2000
/** Milliseconds without a step, after which a change counts as left alone. */
const silence = 5000

export interface Plan {
  /** Ascending, as found a moment ago. */
  rows: readonly number[]
  /** Inside a write, when they are few: those that are still meant. */
  still(): readonly number[]
  /** Inside a write. */
  change(): Change
}

/** How many rows were changed. */
export async function carryOut(store: Store, plan: Plan): Promise<number> {
  const { rows } = plan
  if (rows.length === 0) return 0
  const packed = packRows(rows)
  const { total, accepted } = await store.database.write(() => {
    if (rows.length <= few && !isPending(store)) return { total: applyChange(store, plan.change(), plan.still()) }
    return { total: rows.length, accepted: accept(store, packed, rows.length, plan.change()) }
  })
  if (accepted !== undefined) await drive(store, accepted)
  return total
}

/** A deletion of items with what else happens in its first transaction, which finds the rows. */
export async function remove(store: Store, start: () => readonly number[]): Promise<void> {
  const change: Change = { kind: 'delete', resource: 'items' }
  const accepted = await store.database.write(() => {
    const rows = start()
    if (rows.length > few || isPending(store)) return accept(store, packRows(rows), rows.length, change)
    applyChange(store, change, rows)
    return undefined
  })
  if (accepted !== undefined) await drive(store, accepted)
}

/** One transaction that never sees, nor comes into the middle of, somebody's bulk change. */
export async function whole<T>(store: Store, work: () => T): Promise<T> {
  for (;;) {
    await drive(store)
    const done = await store.database.write(() => (isPending(store) ? undefined : { result: work() }))
    if (done) return done.result
  }
}

/** Whether a change waits for somebody to carry it on. */
export function isLeftAlone(store: Store): boolean {
  const plan = store.database.get('SELECT owner, beat FROM bulk ORDER BY n LIMIT 1')
  return plan !== undefined && (!isAlive(textOf(plan, 'owner')) || Date.now() - numberOf(plan, 'beat') > silence)
}

/** Carries on what was left alone. */
export async function settle(store: Store): Promise<void> {
  while (isLeftAlone(store))
    await drive(store, numberOf(store.database.get('SELECT n FROM bulk ORDER BY n LIMIT 1') ?? { n: 0 }, 'n'))
}

const isPending = (store: Store): boolean => store.database.get('SELECT 1 FROM bulk LIMIT 1') !== undefined

function accept(store: Store, packed: Uint8Array, left: number, change: Change): number {
  const { n } = store.next()
  const columns = 'INSERT INTO bulk (n, owner, beat, remaining, change) VALUES (?, ?, ?, ?, ?)'
  store.database.run(columns, n, store.owner, Date.now(), left, JSON.stringify(change))
  store.database.run('INSERT INTO bulk_rows (bulk_n, packed) VALUES (?, ?)', n, packed)
  return n
}

/** Steps until the change is done, and all before it; without one, until there is none. Any number of processes may do this. */
async function drive(store: Store, until = Infinity): Promise<void> {
  let current = { n: 0, rows: [] as number[] }
  const oldest = (): number | undefined => {
    const plan = store.database.get('SELECT n FROM bulk ORDER BY n LIMIT 1')
    return plan && numberOf(plan, 'n') <= until ? numberOf(plan, 'n') : undefined
  }
  for (let n = oldest(); n !== undefined; n = oldest()) {
    // The rows of a change never change: they are read before the lock is taken.
    if (n !== current.n) current = { n, rows: rowsOf(store, n) }
    await inSteps(store.database, (size) => step(store, current, size))
  }
}

/** From the last row to the first: what is in a folder is mostly newer than the folder, and goes before it. Whether rows are left. */
function step(store: Store, { n, rows }: { n: number; rows: readonly number[] }, size: number): boolean {
  const { database } = store
  const plan = database.get('SELECT remaining, change FROM bulk WHERE n = ?', n)
  if (!plan) return false
  const to = numberOf(plan, 'remaining')
  const from = Math.max(0, to - size)
  applyChange(store, JSON.parse(textOf(plan, 'change')) as Change, rows.slice(from, to))
  if (from > 0) database.run('UPDATE bulk SET remaining = ?, beat = ? WHERE n = ?', from, Date.now(), n)
  else forget(store, n)
  return from > 0
}

function forget(store: Store, n: number): void {
  store.database.run('DELETE FROM bulk_rows WHERE bulk_n = ?', n)
  store.database.run('DELETE FROM bulk WHERE n = ?', n)
}

function rowsOf(store: Store, n: number): number[] {
  const packed = store.database.get('SELECT packed FROM bulk_rows WHERE bulk_n = ?', n)?.['packed']
  return packed instanceof Uint8Array ? unpackRows(packed) : []
}
