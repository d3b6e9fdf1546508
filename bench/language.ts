// What completion, inspection and type warnings cost, through the kernel and its sockets, in sessions of 5, 50 and 500 cells: ours
// beside tslab and ipykernel in one run, taking turns at each request. Each request has a new first line, so that nobody
// answers from a cache.
//
//   npm run bench language
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Kernel, launchKernel } from '../src/client/index.ts'
import { tableOf, tableText } from '../src/text/index.ts'
import { languageMegabytes, type Subject, subjects } from './_language-peers.ts'

export const title = 'How long does a completion take at 5, 50 and 500 cells?'

const sizes = [5, 50, 500]
const rounds = 25
/** New at each request of a session. */
let round = 0

interface Running extends Subject {
  kernel: Kernel
  live: string
  first: { live: number; typed: number }
  rows: Row[]
}

interface Row {
  member: Measured
  identifier: Measured
  inspect: Measured
  /** Completions while nothing has been waited for since the last cell ran. */
  afterRun: Measured
  megabytes: number | undefined
}

interface Measured {
  median: number
  p95: number
}

export async function run(): Promise<string> {
  const running: Running[] = []
  try {
    for (const subject of subjects()) running.push(await launch(subject))
    let done = 0
    for (const size of sizes) {
      const afterRuns: Measured[] = []
      for (const one of running) {
        const afterRun = await runAll(one, done, size)
        await settle(one, `user${size}.`)
        afterRuns.push(afterRun)
      }
      for (const [index, measured] of (await inTurn(running, size)).entries()) {
        const one = running[index]!
        one.rows.push({ ...measured, afterRun: afterRuns[index]!, megabytes: languageMegabytes(one.kernel) })
      }
      done = size
    }
    const warning = await warnings(running[0]!.kernel)
    return report(running, warning)
  } finally {
    await Promise.all(running.map(({ kernel }) => kernel.shutdown()))
  }
}

async function launch(subject: Subject): Promise<Running> {
  const started = performance.now()
  const kernel = await launchKernel({ kernel: subject.spec, cwd: mkdtempSync(join(tmpdir(), 'loopbook-bench-')) })
  const since = (): number => Math.round(performance.now() - started)
  await kernel.execute(subject.live)
  await until(kernel, 'living.', 'alphabet')
  const live = since()
  await until(kernel, ...subject.untold)
  return { ...subject, kernel, first: { live, typed: since() }, rows: [] }
}

/** Sends the cells all at once, as "Run all" does, and asks as soon as the last one has ended. */
async function runAll({ kernel, cell, fresh, oneByOne }: Running, done: number, size: number): Promise<Measured> {
  const ids = Array.from({ length: size - done }, (_, index) => done + index + 1)
  if (oneByOne) for (const id of ids) await kernel.execute(cell(id))
  else await Promise.all(ids.map((id) => kernel.execute(cell(id))))
  const times: number[] = []
  for (let n = 0; n < 10; n++) times.push(await timed(() => complete(kernel, `${fresh(++round)}user${size}.`)))
  return middle(times)
}

/** Until checks of the cells that have just run are over: what is asked about next is the pause after typing. */
async function settle({ kernel }: Running, code: string): Promise<void> {
  const end = performance.now() + 120_000
  for (let quick = 0; quick < 5 && performance.now() < end;) {
    const taken = await timed(() => complete(kernel, code))
    await complete(kernel, 'cal')
    quick = taken < 150 ? quick + 1 : 0
    await sleep(100)
  }
}

async function inTurn(
  running: readonly Running[],
  size: number,
): Promise<Pick<Row, 'member' | 'identifier' | 'inspect'>[]> {
  // Not the last cell's: some kernels answer that one from what they have just checked.
  const user = `user${Math.ceil(size / 2)}`
  const times = running.map(() => ({ member: [] as number[], identifier: [] as number[], inspect: [] as number[] }))
  for (let n = 0; n < rounds; n++) {
    for (const [index, { name, kernel, fresh }] of running.entries()) {
      const { member, identifier, inspect: inspection } = times[index]!
      const ask = async (list: number[], code: string, match: string): Promise<void> => {
        const start = performance.now()
        const matches = await complete(kernel, code)
        if (matches.some((one) => one.includes(match))) list.push(performance.now() - start)
        // tslab loses a reply now and then; ours must not.
        else if (name === 'loopbook') throw new Error(`no ${match} in ${matches.slice(0, 5).join()}`)
      }
      await ask(member, `${fresh(++round)}${user}.`, 'firstName')
      await ask(identifier, `${fresh(++round)}cal`, 'calc1')
      inspection.push(await timed(() => inspect(kernel, `${fresh(++round)}${user}`)))
    }
  }
  return times.map(({ member, identifier, inspect }) => ({
    member: middle(member),
    identifier: middle(identifier),
    inspect: middle(inspect),
  }))
}

/** Milliseconds from the end of a cell with a type error to its warning. */
async function warnings(kernel: Kernel): Promise<Measured> {
  const times: number[] = []
  for (let n = 0; n < 15; n++) {
    const { promise, resolve } = Promise.withResolvers<number>()
    await kernel.execute(`const wrong${n}: number = 'text'`, { onOutput: () => resolve(performance.now()) })
    const ended = performance.now()
    times.push(Math.max(0, (await promise) - ended))
    await sleep(100)
  }
  return middle(times)
}

function report(running: readonly Running[], warning: Measured): string {
  const shown = ({ median, p95 }: Measured): string => `${median.toFixed(1)} (${p95.toFixed(1)})`
  const rows = running.flatMap(({ name, rows, first }) =>
    rows.map((row, index) => ({
      kernel: name,
      cells: sizes[index],
      member: shown(row.member),
      identifier: shown(row.identifier),
      inspect: shown(row.inspect),
      'after run-all': shown(row.afterRun),
      'RSS, MB': row.megabytes ?? '',
      'first live': index === 0 ? first.live : '',
      'first typed': index === 0 ? first.typed : '',
    })),
  )
  const caption = `Milliseconds, median (p95) of ${rounds}; first: from launch to the first answer; RSS of the process that knows the types`
  const [own, ...peers] = running
  const tslab = peers.find(({ name }) => name === 'tslab')
  const each = (key: 'member' | 'identifier'): string => own!.rows.map((row) => row[key].median.toFixed(1)).join(', ')
  const ratio = (key: 'member' | 'identifier' | 'inspect'): string =>
    tslab === undefined ? 'no tslab here' : (own!.rows.at(-1)![key].median / tslab.rows.at(-1)![key].median).toFixed(2)
  const targets = [
    `members at 5, 50, 500 cells: ${each('member')} ms (wanted: under 25)`,
    `identifiers: ${each('identifier')} ms (under 40)`,
    `× tslab at 500 cells: members ${ratio('member')}, identifiers ${ratio('identifier')}, inspection ${ratio('inspect')} (at most 0.5)`,
    `first typed completion: ${own!.first.typed} ms after launch (under 1000); live values ${own!.first.live} ms`,
    `language process at 500 cells: ${own!.rows.at(-1)!.megabytes} MB (under 200)`,
    `warning after the cell's end: ${shown(warning)} ms (under 300)`,
  ]
  return [tableText(tableOf(rows, { caption }), { width: 120 }), ...targets].join('\n')
}

async function until(kernel: Kernel, code: string, member: string): Promise<void> {
  for (let attempt = 0; attempt < 2000; attempt++)
    if ((await complete(kernel, code)).some((match) => match.includes(member))) return
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

function middle(times: number[]): Measured {
  const sorted = times.toSorted((a, b) => a - b)
  return { median: sorted[Math.floor(times.length / 2)]!, p95: sorted[Math.floor(times.length * 0.95)]! }
}

async function complete(kernel: Kernel, code: string): Promise<string[]> {
  const content = { code, cursor_pos: code.length }
  const reply = await kernel.request('complete_request', content, 'shell', 5000)
  return (reply?.content['matches'] as string[] | undefined) ?? []
}

async function inspect(kernel: Kernel, code: string): Promise<void> {
  await kernel.request('inspect_request', { code, cursor_pos: code.length, detail_level: 0 }, 'shell', 5000)
}
