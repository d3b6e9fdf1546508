// How much the platform adds to SQL: pages, counts, bulk changes and uploads over a million items with three million
// annotations, each beside the best statement that was found by hand, on the same database in the same run. The platform has a
// process of its own, bundled as users have it; the statements run here.
//
//   LOOPBOOK_BENCH_ITEMS=1000000 node --conditions=loopbook-source bench/platform.ts
//   LOOPBOOK_BENCH_HOME=DIR …   on a copy of a home that was seeded before, as `loopbook platform seed --items N` does
import { fork, type ChildProcess } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Order, Waits } from './_platform-side.ts'

export const title = 'The platform beside hand-written SQL'

const items = Number(process.env['LOOPBOOK_BENCH_ITEMS'] ?? 100_000)
const given = process.env['LOOPBOOK_BENCH_HOME']

interface Line {
  what: string
  ours: number
  floor?: number
  unit: string
  note?: string
}

export async function run(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-platform-'))
  const program = await bundle()
  const lines: Line[] = []
  try {
    if (given) cpSync(given, directory, { recursive: true })
    else lines.push(...(await seed(program, directory)))
    lines.push(...(await measure(program, directory)))
    return table(lines)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Where node_modules is found, and where the platform looks for its threads' file. */
async function bundle(): Promise<string> {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const outdir = join(root, 'node_modules', '.cache', 'bench-platform')
  await build({
    absWorkingDir: root,
    entryPoints: { side: 'bench/_platform-side.ts', 'platform/worker': 'src/platform/jobs/worker.ts' },
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
  })
  return join(outdir, 'side.js')
}

/** A process that obeys. */
class Side {
  readonly #child: ChildProcess

  constructor(program: string) {
    this.#child = fork(program, { execArgv: [] })
  }

  async tell<T = void>(order: Order): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#child.once('message', ({ answer, error }: { answer?: T; error?: string }) =>
        error === undefined ? resolve(answer as T) : reject(new Error(error)),
      )
      this.#child.send(order)
    })
  }

  end(): void {
    this.#child.disconnect()
  }
}

async function seed(program: string, directory: string): Promise<Line[]> {
  const side = new Side(program)
  const { took } = await side.tell<{ took: number }>({ do: 'seed', directory, items })
  const memory = await side.tell<number>({ do: 'memory' })
  side.end()
  const note = `${(statSync(join(directory, 'platform.sqlite')).size / 2 ** 20).toFixed(0)} MiB`
  return [
    { what: 'generate the dataset', ours: took / 1000, unit: 's', note },
    { what: 'memory of that process, most', ours: memory, unit: 'MiB' },
  ]
}

const files = [{ hidden: false }, { type: 'file' }]
const byId = { sort: { id: 'ascending' }, pageSize: 1000 }
const dogs = {
  on: { resource: 'annotations', local: 'itemId', forigen: 'id' },
  filter: { $and: [{ label: 'Dog' }] },
}
const visible = "i.dataset_n = ? AND i.type = 'file' AND i.hidden = 0"
const dogRows = "i.n IN (SELECT a.item_n FROM annotations a WHERE a.dataset_n = ? AND a.label = 'Dog')"

async function measure(program: string, directory: string): Promise<Line[]> {
  const side = new Side(program)
  const file = join(directory, 'platform.sqlite')
  const db = new DatabaseSync(file)
  db.exec('PRAGMA busy_timeout = 10000; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16384')
  const found = db.prepare('SELECT n, id FROM datasets ORDER BY n DESC LIMIT 1').get()
  const d = Number(found?.['n'])
  await side.tell({ do: 'open', directory, datasetId: String(found?.['id']) })
  const post = async (body: object): Promise<number> => side.tell<number>({ do: 'query', body })
  const lines: Line[] = []
  /** One after the other, several times: both see the machine's same moments. The body differs each time: no count is remembered. */
  const beside = async (
    what: string,
    body: (n: number) => object,
    sql: string,
    values: number[],
    times = 7,
  ): Promise<void> => {
    const statement = db.prepare(sql)
    const [ours, floor]: [number[], number[]] = [[], []]
    for (let index = 0; index < times; index++) {
      floor.push(timed(() => statement.all(...values)))
      ours.push(await post(body(index)))
    }
    lines.push({ what, ours: median(ours), floor: median(floor), unit: 'ms' })
  }
  await post({ filter: { $and: files }, pageSize: 1 })
  const page = `SELECT i.*, json(i.metadata) FROM items i WHERE ${visible} AND EXISTS (SELECT 1 FROM annotations a WHERE a.item_n = i.n AND a.label = 'Dog') ORDER BY i.n LIMIT 1000`
  const joined = { filter: { $and: files }, join: dogs, ...byId }
  await beside('page of 1,000 by label join, with its count', () => joined, page, [d])
  await beside('the same without a count', () => ({ ...joined, countTotal: false }), page, [d])
  const but = (index: number): object => ({ filename: { $ne: `/none${index}` } })
  await beside(
    'count of the join',
    (index) => ({ filter: { $and: [...files, but(index)] }, join: dogs, pageSize: 1 }),
    `SELECT count(*) FROM items i WHERE ${visible} AND ${dogRows} AND NOT (i.filename = '/x')`,
    [d, d],
  )
  await beside(
    'count by unindexed metadata',
    (index) => ({ filter: { $and: [...files, { [`metadata.user.unheard${index}`]: 5 }] }, pageSize: 1 }),
    `SELECT count(*) FROM items i WHERE ${visible} AND json_extract(i.metadata, '$.user.unheard') = 5`,
    [d],
  )
  await beside(
    'count of a tenth by unindexed metadata',
    (index) => ({
      filter: { $and: [...files, but(index), { $or: [{ 'metadata.user.score': { $lt: 0.1 } }] }] },
      pageSize: 1,
    }),
    `SELECT count(*) FROM items i WHERE ${visible} AND NOT (i.filename = '/x') AND json_extract(i.metadata, '$.user.score') < 0.1`,
    [d],
  )
  lines.push(...(await index(side, db, post)))
  const took = await side.tell<number>({ do: 'uploads', count: 10_000 })
  lines.push({ what: '10,000 small uploads, in-process', ours: 10_000 / (took / 1000), unit: '/s' })
  const stamp = (date: string): object => ({ metadata: { user: { user: { dateTime: date } } } })
  const update = async (date: string): Promise<number> =>
    post({ filter: { $and: files }, pageSize: 1, update: stamp(date) })
  const floor = timed(() =>
    db.exec(
      `UPDATE items AS i SET metadata = jsonb_patch(metadata, '${JSON.stringify(stamp('2026-01-01')).slice(12, -1)}') WHERE ${visible.replace('?', String(d))}`,
    ),
  )
  lines.push({ what: 'bulk update of all', ours: await update('2026-01-02'), floor, unit: 'ms' })
  for (const counts of [false, true]) {
    await side.tell({ do: 'watch', counts })
    const ours = await Promise.resolve(update(counts ? '2026-01-03' : '2026-01-04'))
    const { read, write } = await side.tell<Waits>({ do: 'unwatch' })
    const beside = counts ? 'an update and counts' : 'an update'
    lines.push(
      { what: `longest read during ${beside}`, ours: read, unit: 'ms', note: `in ${(ours / 1000).toFixed(0)} s` },
      { what: `longest upload during ${beside}`, ours: write, unit: 'ms' },
    )
  }
  lines.push(await removal(db, d, post))
  lines.push({
    what: "memory of the platform's process, most",
    ours: await side.tell<number>({ do: 'memory' }),
    unit: 'MiB',
  })
  db.close()
  await side.tell({ do: 'close' })
  side.end()
  return lines
}

/** A filter used often gets its index, while others read and write. */
async function index(side: Side, db: DatabaseSync, post: (body: object) => Promise<number>): Promise<Line[]> {
  const group = { filter: { $and: [...files, { 'metadata.user.group': 'g500' }] }, ...byId }
  const before = await post(group)
  await side.tell({ do: 'watch', counts: false })
  const start = performance.now()
  for (let page = 1; page < 4; page++) await post({ ...group, page })
  const isDone = db.prepare("SELECT 1 FROM path_indexes WHERE path = 'metadata.user.group' AND remaining = 0")
  while (!isDone.get() && performance.now() - start < 120_000) await new Promise((resolve) => setTimeout(resolve, 100))
  const seconds = ((performance.now() - start) / 1000).toFixed(0)
  const { read, write } = await side.tell<Waits>({ do: 'unwatch' })
  const after: number[] = []
  for (let round = 0; round < 9; round++) after.push(await post(group))
  return [
    {
      what: 'page by metadata, with its index',
      ours: median(after),
      floor: before,
      unit: 'ms',
      note: 'beside: without',
    },
    { what: 'longest read while the index was made', ours: read, unit: 'ms', note: `in ${seconds} s` },
    { what: 'longest upload while the index was made', ours: write, unit: 'ms' },
  ]
}

async function removal(db: DatabaseSync, d: number, post: (body: object) => Promise<number>): Promise<Line> {
  const middle = '/folder-50/'
  const doomed = `n IN (SELECT n FROM items i WHERE ${visible} AND filename >= '${middle}')`
  const floor = timed(() => {
    db.exec('BEGIN IMMEDIATE')
    db.prepare(`DELETE FROM annotations WHERE item_${doomed}`).run(d)
    db.prepare(`DELETE FROM items WHERE ${doomed}`).run(d)
    db.exec('COMMIT')
  })
  const filter = { $and: [...files, { filename: { $lt: middle } }] }
  const ours = await post({ filter, pageSize: 1, delete: true })
  return { what: `bulk delete of ${items / 2} items`, ours, floor, unit: 'ms', note: 'SQL: the other half' }
}

function timed(work: () => unknown): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

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
