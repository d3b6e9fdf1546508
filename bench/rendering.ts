// What a table costs: 10,000 records as HTML and as text, beside console.table, cli-table3 alone, and pandas' and Polars'
// HTML where a Python with them is found (BENCH_PYTHON, else .venv, else python3); and a query on a million items (see
// _rendering-query.ts). Medians of several runs in one process.
//
//   npm run bench rendering
import { spawnSync } from 'node:child_process'
import { Console } from 'node:console'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type CliTable from 'cli-table3'
import stringWidth from 'string-width'
import { toMimeBundle } from '../kernel/display/index.ts'
import { queryTimes } from './_rendering-query.ts'
import type { QueryTime } from './_rendering-query.ts'
import { displayWidth, tableHtml, tableOf, tableText } from '../src/text/index.ts'

export const title = 'What does a table of 10,000 records cost, and is it linear?'

interface Record {
  id: string
  name: string
  size: number
  created: string
  annotated: boolean
  label: string | null
}

function records(count: number): Record[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `63ceabcdef01234567${String(at).padStart(6, '0')}`,
    name: `/animals/${at % 3 === 0 ? '日本の猫' : 'cats'}/picture-${at}.jpg`,
    size: at * 1.5,
    created: new Date(1.7e12 + at * 1e6).toISOString(),
    annotated: at % 2 === 0,
    label: at % 5 === 0 ? null : `label <${at % 7}>`,
  }))
}

/** Milliseconds, the median of `runs` after one for warming up. */
function median(work: () => unknown, runs: number = 7): number {
  work()
  const times = Array.from({ length: runs }, () => {
    const start = performance.now()
    work()
    return performance.now() - start
  }).sort((a, b) => a - b)
  return times[Math.floor(runs / 2)] ?? Number.NaN
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Bytes of heap that stand when the work has just ended, nothing collected in between that it still holds. */
function heapOf(work: () => string): number {
  collect()
  const before = process.memoryUsage().heapUsed
  const held = work()
  const after = process.memoryUsage().heapUsed
  return held.length > 0 ? after - before : 0
}

const nowhere = new Console(new Writable({ write: (_chunk, _encoding, done) => done() }))

function whole(rows: readonly Record[]): string {
  return tableHtml(tableOf(rows), { head: rows.length, tail: 0, bytes: Infinity })
}

export async function run(): Promise<string> {
  const many = records(10_000)
  const cell = await bundleTime(many)
  const html = median(() => whole(many))
  const queries = (await queryTimes()).flatMap(queryRows)
  const rows = [
    ['a cell that ends in the 10,000 records', ms(cell), '–'],
    ['HTML of all 10,000 rows', ms(html), '1.0'],
    ...[1_000, 10_000, 100_000].map((count) => [
      `HTML of all ${count.toLocaleString('en')} rows`,
      ms(median(() => whole(records(count)), 3)),
      `heap ${megabytes(heapOf(() => whole(records(count))))}`,
    ]),
    [
      'console.table of 10,000 rows (text)',
      ...beside(
        median(() => nowhere.table(many), 3),
        html,
      ),
    ],
    ['our text of 10,000 rows (head and tail)', ms(median(() => tableText(tableOf(many)))), '–'],
    [
      'our text of 1,000 rows, all',
      ms(median(() => tableText(tableOf(many.slice(0, 1_000)), { head: 1_000 }), 3)),
      '–',
    ],
    ['cli-table3 alone, 1,000 rows', ms(median(() => cliTable(many.slice(0, 1_000)), 3)), '–'],
    ...python(html),
    ...widths(many),
    ...queries,
  ]
  return tableText(
    {
      columns: [
        { key: 'what' },
        { key: 'time', kind: 'number' },
        { key: 'ratio', title: 'against ours', kind: 'number' },
      ],
      rows: rows.map(([what, time, ratio]) => ({ what, time, ratio })),
    },
    { width: 120, head: rows.length },
  )
}

function queryRows({ what, first, again, page, requests, pages }: QueryTime): string[][] {
  return [
    [`a cell that ends in a query, first: ${what}`, ms(first), `${requests} requests, ${pages} page`],
    ['  again', ms(again), '–'],
    ['  the request for its page alone', ms(page), '–'],
  ]
}

async function bundleTime(many: readonly Record[]): Promise<number> {
  await toMimeBundle(many)
  const start = performance.now()
  for (let at = 0; at < 10; at++) await toMimeBundle(many)
  return (performance.now() - start) / 10
}

function cliTable(many: readonly Record[]): string {
  const Table = createRequire(import.meta.url)('cli-table3') as typeof CliTable
  const table = new Table({ head: Object.keys(many[0] ?? {}), style: { head: [], border: [] } })
  for (const record of many) table.push(Object.values(record).map(String))
  return table.toString()
}

function widths(many: readonly Record[]): string[][] {
  const names = many.filter((_, at) => at % 3 === 0).map((record) => record.name)
  const ours = median(() => names.forEach((name) => displayWidth(name)))
  return [
    ['width of 3,334 names with CJK, again', ms(ours), '–'],
    [
      'string-width of the same',
      ...beside(
        median(() => names.forEach((name) => stringWidth(name))),
        ours,
      ),
    ],
  ]
}

const script = `
import sys, time, statistics
count = 10000
rows = [{"id": f"63ceabcdef01234567{i:06d}", "name": f"/animals/cats/picture-{i}.jpg", "size": i * 1.5, "annotated": i % 2 == 0, "label": None if i % 5 == 0 else f"label <{i % 7}>"} for i in range(count)]
def median(work):
    work(); times = []
    for _ in range(5):
        start = time.perf_counter(); work(); times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)
try:
    import pandas
    frame = pandas.DataFrame(rows)
    print("pandas: to_html of 10,000 rows\\t%f" % median(lambda: frame.to_html()))
    print("pandas: a cell's _repr_html_ (60 rows)\\t%f" % median(lambda: frame._repr_html_()))
except ImportError: pass
try:
    import polars
    frame = polars.DataFrame(rows)
    with polars.Config(tbl_rows=-1):
        print("Polars: _repr_html_ of 10,000 rows\\t%f" % median(lambda: frame._repr_html_()))
    print("Polars: a cell's _repr_html_ (10 rows)\\t%f" % median(lambda: frame._repr_html_()))
except ImportError: pass
`

function python(html: number): string[][] {
  const own = fileURLToPath(new URL('../.venv/bin/python', import.meta.url))
  const command = process.env['BENCH_PYTHON'] ?? (existsSync(own) ? own : 'python3')
  const { stdout, error } = spawnSync(command, ['-c', script], { encoding: 'utf8', timeout: 120_000 })
  const lines = error ? [] : stdout.trim().split('\n').filter(Boolean)
  if (lines.length === 0)
    return [['pandas and Polars: not installed (BENCH_PYTHON names a Python that has them)', '–', '–']]
  return lines.map((line) => {
    const [what = '', time = ''] = line.split('\t')
    return [what].concat(beside(Number(time), html))
  })
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 0)} ms`
}

function beside(value: number, floor: number): string[] {
  return [ms(value), `${(value / floor).toFixed(2)} ×`]
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
