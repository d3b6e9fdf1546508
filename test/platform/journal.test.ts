// Changes to many rows in short steps: what a dead process left is carried to its end, and nobody comes into the middle.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { isLeftAlone, settle, whole } from '../../src/platform/bulk/journal.ts'
import { packRows, unpackRows } from '../../src/platform/bulk/rows.ts'
import { openPlatform, seedItems } from '../../src/platform/index.ts'
import { Store } from '../../src/platform/store/store.ts'

const closing: (() => unknown)[] = []

afterEach(async () => {
  for (const step of closing.splice(0).toReversed()) await step()
})

function newHome(): string {
  const directory = mkdtempSync(join(tmpdir(), 'loopbook-journal-'))
  closing.push(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

function open(directory: string, owner?: string): Store {
  const store = new Store(directory, owner === undefined ? {} : { owner })
  closing.push(() => store.close())
  return store
}

/** The id of a dataset with so many items in a new home. */
function seeded(directory: string, items: number): Promise<string> {
  return seedItems(directory, { items, annotationsPerItem: 0 })
}

/** As a process leaves it that died right after the change was accepted. */
async function leave(store: Store, rows: readonly number[], change: object): Promise<void> {
  await store.database.write(() => {
    const { n } = store.next()
    const columns = 'INSERT INTO bulk (n, owner, beat, remaining, change) VALUES (?, ?, ?, ?, ?)'
    store.database.run(columns, n, '999999999/gone', Date.now(), rows.length, JSON.stringify(change))
    store.database.run('INSERT INTO bulk_rows (bulk_n, packed) VALUES (?, ?)', n, packRows(rows))
  })
}

const rowsOf = (store: Store): number[] =>
  store.database.all("SELECT n FROM items WHERE type = 'file' ORDER BY n").map((row) => Number(row['n']))

const marked = (store: Store): number =>
  Number(store.database.get(`SELECT count(*) AS c FROM items WHERE metadata ->> '$.user.k' = 1`)?.['c'])

const mark = {
  kind: 'update',
  resource: 'items',
  columns: {},
  metadata: { user: { k: 1 } },
  at: '2026-01-01T00:00:00.000Z',
  user: 'me@example.com',
}

test('a set of rows comes back as it was packed', () => {
  const sets = fc.uniqueArray(fc.oneof(fc.integer({ min: 0, max: 500 }), fc.maxSafeNat()), { maxLength: 300 })
  fc.assert(
    fc.property(sets, (set) => {
      const rows = set.toSorted((a, b) => a - b)
      expect(unpackRows(packRows(rows))).toEqual(rows)
    }),
  )
  const many = Array.from({ length: 1_000_000 }, (_, at) => at + 7)
  expect(packRows(many).length).toBeLessThan(8)
  expect(() => unpackRows(Uint8Array.of(1, 200))).toThrow('ends too early')
})

test('what a dead process left alone is carried to its end', async () => {
  const home = newHome()
  await seeded(home, 5000)
  const store = open(home)
  const rows = rowsOf(store)
  await leave(store, rows, mark)
  expect(isLeftAlone(store)).toBe(true)
  await settle(store)
  expect(isLeftAlone(store)).toBe(false)
  expect(marked(store)).toBe(rows.length)
  expect(store.database.get('SELECT count(*) AS c FROM bulk_rows')).toEqual({ c: 0 })
})

test('a platform that opens a home finishes first what was left there', async () => {
  const home = newHome()
  const datasetId = await seeded(home, 5000)
  const store = open(home)
  const rows = rowsOf(store)
  await leave(store, rows, mark)
  const platform = await openPlatform({ directory: home, sample: false })
  closing.push(() => platform.close())
  const response = await platform.fetch(
    new Request(`${platform.url}/datasets/${datasetId}/query`, {
      method: 'POST',
      headers: { authorization: `Bearer ${platform.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ resource: 'items', filter: { $and: [{ 'metadata.user.k': 1 }] }, pageSize: 1 }),
    }),
  )
  expect(await response.json()).toMatchObject({ totalItemsCount: rows.length })
})

test('two at once carry the same change on, each row once, and a whole transaction waits for them', async () => {
  const home = newHome()
  await seeded(home, 6000)
  const [one, two] = [open(home), open(home)]
  const rows = rowsOf(one)
  await leave(one, rows, mark)
  const seen = whole(two, () => marked(two))
  await Promise.all([settle(one), settle(two)])
  expect(await seen).toBe(rows.length)
  expect(marked(one)).toBe(rows.length)
})

test('changes end in the order in which they were accepted', async () => {
  const home = newHome()
  await seeded(home, 3000)
  const store = open(home)
  const rows = rowsOf(store)
  for (const k of [1, 2, 3]) await leave(store, rows, { ...mark, metadata: { user: { k } } })
  await settle(store)
  const values = store.database.all(`SELECT DISTINCT metadata ->> '$.user.k' AS k FROM items WHERE type = 'file'`)
  expect(values).toEqual([{ k: 3 }])
})

test('a deletion left alone is finished, too', async () => {
  const home = newHome()
  await seeded(home, 3000)
  const store = open(home)
  const rows = rowsOf(store)
  await leave(store, rows.slice(0, 2500), { kind: 'delete', resource: 'items' })
  await settle(store)
  expect(rowsOf(store)).toEqual(rows.slice(2500))
})

test('a change whose process lives is nobody else’s', async () => {
  const home = newHome()
  await seeded(home, 10)
  const store = open(home)
  await store.database.write(() => {
    const { n } = store.next()
    const columns = 'INSERT INTO bulk (n, owner, beat, remaining, change) VALUES (?, ?, ?, ?, ?)'
    store.database.run(columns, n, store.owner, Date.now(), 1, JSON.stringify(mark))
  })
  expect(isLeftAlone(open(home))).toBe(false)
})
