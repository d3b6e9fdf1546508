// How much the platform adds to SQL: pages, counts, bulk changes and uploads over a million items with three million
// annotations, each beside the best statement that was found by hand, on the same database in the same run.
//
//   LOOPBOOK_BENCH_ITEMS=1000000 node --conditions=loopbook-source bench/platform.ts
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { openPlatform, seedItems, type Platform } from '../src/platform/index.ts'

export const title = 'The platform beside hand-written SQL'

const items = Number(process.env['LOOPBOOK_BENCH_ITEMS'] ?? 100_000)

interface Line {
  what: string
  ours: number
  floor?: number
  unit: string
  note?: string
}

const timed = async (work: () => unknown): Promise<number> => {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** The median of several. */
async function median(times: number, work: () => unknown): Promise<number> {
  const all: number[] = []
  for (let index = 0; index < times; index++) all.push(await timed(work))
  return all.toSorted((a, b) => a - b)[times >> 1] ?? 0
}

export async function run(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-platform-'))
  try {
    return await measure(directory)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

async function measure(directory: string): Promise<string> {
  const fresh = await openPlatform({ directory })
  await fresh.close()
  let datasetId = ''
  const seeding = await timed(async () => (datasetId = await seedItems(directory, { items, annotationsPerItem: 3 })))
  const file = join(directory, 'platform.sqlite')
  const platform = await openPlatform({ directory })
  const db = new DatabaseSync(file)
  db.exec('PRAGMA busy_timeout = 10000; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16384')
  const d = Number(db.prepare('SELECT n FROM datasets WHERE id = ?').get(datasetId)?.['n'])
  const post = (body: object): Promise<Record<string, unknown>> => query(platform, datasetId, body)
  const files = { $and: [{ hidden: false }, { type: 'file' }] }
  const join_ = {
    on: { resource: 'annotations', local: 'itemId', forigen: 'id' },
    filter: { $and: [{ label: 'Dog' }] },
  }
  const byId = { sort: { id: 'ascending' }, pageSize: 1000 }
  const lines: Line[] = [
    {
      what: 'generate the dataset',
      ours: seeding / 1000,
      unit: 's',
      note: `${(statSync(file).size / 2 ** 20).toFixed(0)} MiB`,
    },
  ]
  const beside = async (
    what: string,
    body: object,
    sql: string,
    values: (string | number)[] = [],
    times = 3,
  ): Promise<void> => {
    const statement = db.prepare(sql)
    const floor = await median(times, () => statement.all(...values))
    const ours = await median(times, () => post(body))
    lines.push({ what, ours, floor, unit: 'ms' })
  }
  await post({ filter: files, pageSize: 1 })
  const joined = `SELECT i.*, json(i.metadata) FROM items i WHERE i.dataset_n = ? AND i.type = 'file' AND i.hidden = 0 AND EXISTS (SELECT 1 FROM annotations a WHERE a.item_n = i.n AND a.label = 'Dog') ORDER BY i.n LIMIT 1000`
  const first = await timed(() => post({ filter: files, join: join_, ...byId }))
  const countJoin = `SELECT count(*) FROM items i WHERE i.dataset_n = ? AND i.type = 'file' AND i.hidden = 0 AND i.n IN (SELECT a.item_n FROM annotations a WHERE a.dataset_n = ? AND a.label = 'Dog')`
  const countFloor = await median(3, () => db.prepare(countJoin).all(d, d))
  lines.push({
    what: 'first page by label, with its count',
    ours: first,
    floor: countFloor,
    unit: 'ms',
    note: 'floor: the count alone',
  })
  await beside('page of 1,000 by label join', { filter: files, join: join_, ...byId }, joined, [d])
  await beside('the same without a count', { filter: files, join: join_, ...byId, countTotal: false }, joined, [d])
  let salt = 0
  const uncached = (body: object): object => ({
    ...body,
    filter: { $and: [...files.$and, { filename: { $ne: `/none${salt++}` } }] },
  })
  const counts = await median(3, () => post({ ...uncached({}), join: join_, pageSize: 1 }))
  const countNe = `${countJoin} AND NOT (i.filename = '/x')`
  lines.push({
    what: 'count of the join',
    ours: counts,
    floor: await median(3, () => db.prepare(countNe).all(d, d)),
    unit: 'ms',
  })
  const score = { filter: { $and: [...files.$and, { 'metadata.user.unheard': 5 }] }, pageSize: 1 }
  await beside(
    'count by unindexed metadata',
    score,
    `SELECT count(*) FROM items i WHERE i.dataset_n = ? AND i.type = 'file' AND i.hidden = 0 AND json_extract(i.metadata, '$.user.unheard') = 5`,
    [d],
    1,
  )
  const group = { filter: { $and: [...files.$and, { 'metadata.user.group': 'g500' }] }, ...byId }
  const cold = await timed(() => post(group))
  for (let use = 0; use < 3; use++) await post({ ...group, page: use + 1 })
  for (
    let wait = 0;
    wait < 200 && !db.prepare("SELECT 1 FROM sqlite_master WHERE name LIKE 'auto%group%'").get();
    wait++
  )
    await new Promise((resolve) => setTimeout(resolve, 100))
  await post({ ...group, pageSize: 999 })
  lines.push({
    what: 'page by metadata, before and after its index',
    ours: await median(3, () => post(group)),
    floor: cold,
    unit: 'ms',
    note: 'floor: before',
  })
  lines.push(await uploads(platform, datasetId))
  const change = { filter: files, pageSize: 1, update: { metadata: { user: { user: { dateTime: '2026-01-03' } } } } }
  const waits = watch(platform, datasetId)
  await post(change)
  const { read, write } = await waits()
  await beside(
    'bulk update of all',
    { filter: files, pageSize: 1, update: { metadata: { user: { user: { dateTime: '2026-01-01' } } } } },
    `UPDATE items SET metadata = jsonb_patch(metadata, '{"user":{"user":{"dateTime":"2026-01-02"}}}') WHERE dataset_n = ? AND type = 'file' AND hidden = 0`,
    [d],
    1,
  )
  lines.push(
    { what: 'longest read during the updates', ours: read, unit: 'ms' },
    { what: 'longest upload during the updates', ours: write, unit: 'ms' },
  )
  lines.push({ what: 'memory so far', ours: process.resourceUsage().maxRSS / 1024, unit: 'MiB' })
  const half = Math.floor(items / 2)
  const between = (text: string): string => `/folder-${text}/`
  const left = { filter: { $and: [...files.$and, { filename: { $lt: between('50') } }] }, pageSize: 1, delete: true }
  const doomed = `n IN (SELECT n FROM items WHERE dataset_n = ? AND type = 'file' AND hidden = 0 AND filename >= '${between('50')}')`
  const ours = await timed(() => post(left))
  const floor = await timed(() => {
    db.exec('BEGIN IMMEDIATE')
    db.prepare(`DELETE FROM annotations WHERE item_${doomed}`).run(d)
    db.prepare(`DELETE FROM items WHERE ${doomed}`).run(d)
    db.exec('COMMIT')
  })
  lines.push({ what: `bulk delete of ${half} items`, ours, floor, unit: 'ms', note: 'floor: the other half' })
  lines.push({ what: 'memory of this process, most', ours: process.resourceUsage().maxRSS / 1024, unit: 'MiB' })
  db.close()
  await platform.close()
  return table(lines)
}

async function query(platform: Platform, datasetId: string, body: object): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${platform.token}`, 'content-type': 'application/json' }
  const url = `${platform.url}/datasets/${datasetId}/query`
  const response = await platform.fetch(
    new Request(url, { method: 'POST', headers, body: JSON.stringify({ resource: 'items', ...body }) }),
  )
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as Record<string, unknown>
}

async function uploadOne(platform: Platform, datasetId: string, index: string): Promise<void> {
  const part = (head: string, content: string): string =>
    `--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`
  const body = `${part('name="type"', 'file')}${part('name="path"', `/uploads/${index}.txt`)}${part(`name="file"; filename="${index}.txt"`, `content ${index}`)}--b--\r\n`
  const headers = { authorization: `Bearer ${platform.token}`, 'content-type': 'multipart/form-data; boundary=b' }
  const response = await platform.fetch(
    new Request(`${platform.url}/datasets/${datasetId}/items?mode=skip`, { method: 'POST', headers, body }),
  )
  if (!response.ok) throw new Error(await response.text())
}

async function uploads(platform: Platform, datasetId: string): Promise<Line> {
  const count = 10_000
  const took = await timed(async () => {
    for (let index = 0; index < count; index++) await uploadOne(platform, datasetId, String(index))
  })
  return { what: '10,000 small uploads, in-process', ours: (count / took) * 1000, unit: '/s' }
}

/** Small requests all the time; how long the slowest took. */
function watch(platform: Platform, datasetId: string): () => Promise<{ read: number; write: number }> {
  let going = true
  const most = { read: 0, write: 0 }
  const loop = async (kind: 'read' | 'write', request: (index: number) => Promise<unknown>): Promise<void> => {
    for (let index = 0; going; index++) {
      most[kind] = Math.max(most[kind], await timed(() => request(index)))
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  const loops = [
    loop('read', () =>
      query(platform, datasetId, {
        filter: { $and: [{ type: 'file' }] },
        pageSize: 10,
        sort: { id: 'ascending' },
        countTotal: false,
      }),
    ),
    loop('write', (index) => uploadOne(platform, datasetId, `during-${index}`)),
  ]
  return async () => {
    going = false
    await Promise.all(loops)
    return most
  }
}

function table(lines: readonly Line[]): string {
  const number = (value: number | undefined): string =>
    value === undefined ? '' : value >= 100 ? value.toFixed(0) : value.toFixed(1)
  const rows = lines.map(({ what, ours, floor, unit, note }) => [
    what,
    `${number(ours)} ${unit}`,
    floor === undefined ? '' : `${number(floor)} ${unit}`,
    floor === undefined ? '' : `${(ours / floor).toFixed(2)} ×`,
    note ?? '',
  ])
  const all = [[`${items} items`, 'platform', 'SQL', 'ratio', ''], ...rows]
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  return all
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${await run()}\n`)
