// Starting, cells, output, interruption and memory of the kernel, beside the peers that are installed, through real sockets.
// Kernels take turns, so that a busy moment of the machine hits all of them; medians count. Includes the client's share, the
// same for all (about 0.4 ms a cell).
//
//   npm run bench kernel
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ExecuteOutcome, type Kernel, launchKernel } from '../src/client/index.ts'
import { tableOf, tableText } from '../src/text/index.ts'
import { type InstalledKernel, type KernelName, kernels } from './_kernels.ts'

export const title = 'how fast does the kernel start, run cells, print and stop, and how much memory does it take?'

const starts = Number(process.env['STARTS'] ?? 9)
const rounds = Number(process.env['ROUNDS'] ?? 3)
const manyCells = Number(process.env['CELLS'] ?? 10_000)
const printed = 100_000

interface Cells {
  typed(id: number): string
  declaring(id: number): string
  flood: string
  loop: string
}

const typescript: Cells = {
  typed: (id) => `interface P${id} { name: string; tags: string[] }
function greet${id}(p: P${id}): string { return 'hi ' + p.name + p.tags.length; }
const g${id}: string = await Promise.resolve(greet${id}({ name: 'Ada', tags: ['a'] }));
g${id}`,
  declaring: (id) => `interface I${id} { a: number; b: string }\nconst v${id}: I${id} = { a: ${id}, b: 'x' }; v${id}.a`,
  flood: `for (let i = 0; i < ${printed}; i++) console.log('line ' + i);`,
  loop: 'while (true) {}',
}
const python: Cells = {
  typed: (id) => `class P${id}:
    def __init__(self, n): self.name = n
async def greet${id}(p): return 'hi ' + p.name
g${id} = await greet${id}(P${id}('Ada'))
g${id}`,
  declaring: (id) => `v${id} = dict(a=${id}, b='x'); v${id}['a']`,
  flood: `for i in range(${printed}): print('line', i)`,
  loop: 'while True: pass',
}
const cellsOf = (name: KernelName): Cells => (name === 'ipykernel' ? python : typescript)

/** What was measured of each kernel; a text where there is nothing to measure. */
type Figures = Map<KernelName, number | string>

export async function run(): Promise<string> {
  const installed = kernels()
  const all = async (measure: (kernel: InstalledKernel) => Promise<number | string>, times: number): Promise<Figures> =>
    await inTurns(installed, measure, times)
  const first = await all(start, starts)
  const trivial = await all(
    (kernel) => within(kernel, async (session) => await series(session, 100, () => '1+1')),
    rounds,
  )
  const typed = await all(
    (kernel) => within(kernel, async (session) => await series(session, 50, cellsOf(kernel.name).typed)),
    rounds,
  )
  const growing = await all((kernel) => within(kernel, async (session) => await growth(session, kernel.name)), 1)
  const lines = await all((kernel) => within(kernel, async (session) => await flood(session, kernel.name)), rounds)
  const stops = await all((kernel) => within(kernel, async (session) => await stop(session, kernel.name)), rounds)
  const memory = await within(installed[0]!, cellMemory)
  const blank = Object.fromEntries(installed.map(({ name }) => [name, '']))
  const rows = [
    row('spawn → first result, ms', first, [
      ['Deno', 0.6],
      ['tslab', 0.12],
    ]),
    row('1+1, ms', trivial, [['Deno', 0.5]]),
    row('typed cell, ms', typed, [['Deno', 0.4]]),
    row('cell 500 over cell 2', growing, [], 'about 1'),
    row(`${printed} lines, ms`, lines, [['ipykernel', 1.2]]),
    row('interrupt of a loop, ms', stops, [], 'under 100'),
    { ...blank, measure: 'RSS after the first cell, MB', loopbook: memory.start, target: 'at most 110' },
    { ...blank, measure: `${manyCells} cells add (at rest), MB`, loopbook: memory.added, target: 'under 40' },
  ]
  const caption = `Medians of ${starts} starts, ${rounds} sessions; × is ours over the peer’s`
  const missing = (['Deno', 'tslab', 'ipykernel'] as const).filter(
    (name) => !installed.some((kernel) => kernel.name === name),
  )
  const note = missing.length > 0 ? `\nNot here, so left out: ${missing.join(', ')}.` : ''
  return `${tableText(tableOf(rows, { caption }), { width: 160 })}${note}`
}

function row(
  measure: string,
  figures: Figures,
  targets: readonly (readonly [KernelName, number])[],
  target?: string,
): Record<string, unknown> {
  const ours = figures.get('loopbook')
  const texts = [...figures].map(([name, figure]) => {
    const ratio =
      name !== 'loopbook' && typeof figure === 'number' && typeof ours === 'number' ? ours / figure : undefined
    return [name, ratio === undefined ? figure : `${figure} (${ratio.toFixed(2)} ×)`] as const
  })
  const wanted = targets.map(([name, most]) => `${most} × ${name}`).join(', ')
  return { measure, ...Object.fromEntries(texts), target: target ?? `at most ${wanted}` }
}

async function inTurns(
  installed: readonly InstalledKernel[],
  measure: (kernel: InstalledKernel) => Promise<number | string>,
  times: number,
): Promise<Figures> {
  const measured = new Map(installed.map(({ name }) => [name, [] as (number | string)[]]))
  for (let round = 0; round < times; round++) {
    for (const kernel of installed) measured.get(kernel.name)!.push(await attempt(kernel, measure))
  }
  return new Map(
    [...measured].map(([name, values]) => {
      const numbers = values.filter((value) => typeof value === 'number')
      return [name, numbers.length > values.length / 2 ? rounded(median(numbers)) : String(values[0])]
    }),
  )
}

/** A peer that fails (tslab sometimes never answers its first request) must not end the bench; ours must. */
async function attempt(
  kernel: InstalledKernel,
  measure: (kernel: InstalledKernel) => Promise<number | string>,
): Promise<number | string> {
  try {
    return await measure(kernel)
  } catch (error) {
    if (kernel.name === 'loopbook') throw error
    return `fails: ${(error as Error).message.split(/[.\n]/)[0]}`
  }
}

async function within<T>({ spec }: InstalledKernel, use: (kernel: Kernel) => Promise<T>): Promise<T> {
  const cwd = mkdtempSync(join(tmpdir(), 'loopbook-bench-'))
  const kernel = await launchKernel({
    kernel: spec,
    cwd,
    startTimeout: 20_000,
    env: { LOOPBOOK_HISTORY: join(cwd, 'history.sqlite') },
  })
  try {
    return await use(kernel)
  } finally {
    await kernel.shutdown()
    rmSync(cwd, { recursive: true, force: true })
  }
}

async function start(kernel: InstalledKernel): Promise<number> {
  const started = performance.now()
  return await within(kernel, async (session) => {
    await ran(session, '1+1')
    return performance.now() - started
  })
}

/** Median round trip, after ten that don't count, with a breath between: a person doesn't send in bursts. */
async function series(session: Kernel, count: number, code: (id: number) => string): Promise<number> {
  for (let id = 0; id < 10; id++) await ran(session, '1+1')
  const times: number[] = []
  for (let id = 0; id < count; id++) {
    times.push(await timed(session, code(id)))
    await sleep(5)
  }
  return median(times)
}

async function growth(session: Kernel, name: KernelName): Promise<number> {
  const { declaring } = cellsOf(name)
  const times: number[] = []
  for (let id = 1; id <= 505; id++) times.push(await timed(session, declaring(id)))
  return median(times.slice(495)) / median(times.slice(1, 11))
}

async function flood(session: Kernel, name: KernelName): Promise<number | string> {
  await ran(session, '1+1')
  const started = performance.now()
  const { outputs } = await session.execute(cellsOf(name).flood)
  const milliseconds = performance.now() - started
  const text = outputs.map((output) => (output.output_type === 'stream' ? output.text : '')).join('')
  const lines = text.split('\n').length - 1
  return lines === printed ? milliseconds : `${lines} lines only`
}

async function stop(session: Kernel, name: KernelName): Promise<number | string> {
  await ran(session, '1+1')
  const cell = session.execute(cellsOf(name).loop)
  await sleep(300)
  const started = performance.now()
  await session.interrupt()
  const outcome = await Promise.race([cell, sleep(5000)])
  if (!outcome) return 'goes on'
  return outcome.status === 'died' ? 'dies' : performance.now() - started
}

async function cellMemory(session: Kernel): Promise<{ start: number; added: number }> {
  await ran(session, '1+1')
  const start = megabytes(session)
  for (let id = 0; id < manyCells; id += 50) {
    await Promise.all(Array.from({ length: 50 }, (_, at) => ran(session, typescript.declaring(id + at))))
  }
  // At rest, the last types being checked: what is garbage then has been given back.
  await sleep(10_000)
  return { start: Math.round(start), added: Math.round(megabytes(session) - start) }
}

/** Of the kernel's own process; NaN where there is no /proc. */
function megabytes({ host }: Kernel): number {
  if (process.platform !== 'linux' || host.pid === undefined) return Number.NaN
  const status = readFileSync(`/proc/${host.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
}

async function timed(session: Kernel, code: string): Promise<number> {
  const started = performance.now()
  await ran(session, code)
  return performance.now() - started
}

async function ran(session: Kernel, code: string): Promise<ExecuteOutcome> {
  const outcome = await session.execute(code)
  if (outcome.status !== 'ok') throw new Error(`a cell was ${outcome.status}: ${outcome.error?.evalue ?? code}`)
  return outcome
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}

function rounded(value: number): number {
  return value < 10 ? Number(value.toFixed(2)) : Math.round(value)
}
