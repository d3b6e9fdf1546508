// What a completion costs, through the kernel and its sockets, in sessions of 5, 50 and 500 cells: ours beside tslab and
// ipykernel in one run. Each request has a new first line, so that nobody answers from a cache. Other kernels are left
// out where they aren't there (tslab in node_modules; BENCH_PYTHON, .venv or python3 for ipykernel).
//
//   npm run bench language
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Kernel, type Kernelspec, launchKernel, ownKernelspec } from '../src/client/index.ts'
import { tableOf, tableText } from '../src/text/index.ts'

export const title = 'How long does a completion take at 5, 50 and 500 cells?'

interface Subject {
  name: string
  spec: Kernelspec
  /** The cell of that number, and code to complete after a new first line. */
  cell(id: number): string
  fresh(round: number): string
}

const sizes = [5, 50, 500]
const rounds = 30
const root = fileURLToPath(new URL('..', import.meta.url))

const typescript: Pick<Subject, 'cell' | 'fresh'> = {
  cell: (id) => `interface User${id} { firstName: string; age: number }
const user${id}: User${id} = { firstName: 'Ann', age: ${id} };
function calc${id}(a: number, b = ${id}): number { return a + b }
let value${id} = calc${id}(${id}) + user${id}.age;`,
  fresh: (round) => `const fresh${round} = ${round};\n`,
}
const python: Pick<Subject, 'cell' | 'fresh'> = {
  cell: (id) => `class User${id}:
    firstName = 'Ann'
    age = ${id}
user${id} = User${id}()
def calc${id}(a, b=${id}): return a + b
value${id} = calc${id}(${id}) + user${id}.age`,
  fresh: (round) => `fresh${round} = ${round}\n`,
}

export async function run(): Promise<string> {
  const rows: Record<string, unknown>[] = []
  for (const subject of subjects()) rows.push(...(await measure(subject)))
  const peer = rows.find(({ kernel, cells }) => kernel === 'tslab' && cells === 500)
  const ours = rows.find(({ kernel, cells }) => kernel === 'loopbook' && cells === 500)
  const ratio = peer && ours ? Number(ours['member, ms']) / Number(peer['member, ms']) : undefined
  const caption = `Completion, median (p95) of ${rounds}; first: from launch to the first typed answer`
  const verdict = ratio === undefined ? 'no tslab here' : `at 500 cells: ${ratio.toFixed(2)} × tslab on members`
  return `${tableText(tableOf(rows, { caption }), { width: 120 })}\n${verdict}`
}

function subjects(): Subject[] {
  const spec = (name: string, argv: string[]): Kernelspec => ({
    name,
    displayName: name,
    language: name,
    argv,
    interruptMode: 'signal',
    env: {},
  })
  const built = join(root, 'dist', 'kernel', 'main.js')
  const own = ownKernelspec()
  const flags = ['--no-force-async-hooks-checks', built, '{connection_file}']
  const found: Subject[] = [
    { name: 'loopbook', spec: existsSync(built) ? { ...own, argv: [process.execPath, ...flags] } : own, ...typescript },
  ]
  const tslab = join(root, 'node_modules', 'tslab', 'bin', 'tslab')
  if (existsSync(tslab)) {
    const argv = [process.execPath, tslab, 'kernel', '--config-path={connection_file}']
    found.push({ name: 'tslab', spec: spec('tslab', argv), ...typescript })
  }
  const interpreter = [process.env['BENCH_PYTHON'], join(root, '.venv', 'bin', 'python3'), 'python3'].find(
    (path) => path !== undefined && spawnSync(path, ['-c', 'import ipykernel']).status === 0,
  )
  if (interpreter !== undefined) {
    const argv = [interpreter, '-m', 'ipykernel_launcher', '-f', '{connection_file}']
    found.push({ name: 'ipykernel', spec: spec('ipykernel', argv), ...python })
  }
  return found
}

async function measure({ name, spec, cell, fresh }: Subject): Promise<Record<string, unknown>[]> {
  const cwd = mkdtempSync(join(tmpdir(), 'loopbook-bench-'))
  const started = performance.now()
  const kernel = await launchKernel({ kernel: spec, cwd })
  try {
    const first = await firstAnswer(kernel, name, started)
    const rows: Record<string, unknown>[] = []
    let done = 0
    for (const size of sizes) {
      while (done < size) await kernel.execute(cell((done += 1)))
      // Not the last cell's: some kernels answer that one from what they have just checked.
      const user = `user${Math.ceil(size / 2)}`
      await settle(kernel, `user${size}.`)
      const member = await series(kernel, (round) => `${fresh(round)}${user}.`, 'firstName')
      const identifier = await series(kernel, (round) => `${fresh(round + rounds)}cal`, 'calc1')
      const inspection = await median(rounds, (round) => inspect(kernel, `${fresh(round)}${user}`))
      rows.push({
        kernel: name,
        cells: size,
        'member, ms': member.median,
        p95: member.p95,
        'identifier, ms': identifier.median,
        'id. p95': identifier.p95,
        'inspect, ms': inspection.median,
        'first, ms': size === sizes[0] ? first : '',
      })
    }
    return rows
  } finally {
    await kernel.shutdown()
  }
}

/** Milliseconds from the launch to an answer that takes types (or, in Python, the namespace). */
async function firstAnswer(kernel: Kernel, name: string, started: number): Promise<number> {
  const code = name === 'ipykernel' ? 'import os\nos.pat' : 'const untold = { alphabet: 1 };\nuntold.'
  const wanted = name === 'ipykernel' ? 'path' : 'alphabet'
  for (let attempt = 0; attempt < 2000; attempt += 1) {
    const matches = await complete(kernel, code)
    if (matches.some((match) => match.includes(wanted))) return Math.round(performance.now() - started)
  }
  return Number.NaN
}

/** Until checks of the cells that have just run are over: what is asked about is the pause after typing, not run-all. */
async function settle(kernel: Kernel, code: string): Promise<void> {
  const end = performance.now() + 120_000
  for (let quick = 0; quick < 5 && performance.now() < end;) {
    const start = performance.now()
    const matches = await complete(kernel, code)
    await complete(kernel, 'cal')
    quick = matches.includes('firstName') && performance.now() - start < 150 ? quick + 1 : 0
    await sleep(100)
  }
}

interface Measured {
  median: number
  p95: number
}

function series(kernel: Kernel, code: (round: number) => string, wanted: string): Promise<Measured> {
  return median(rounds, async (round) => {
    const matches = await complete(kernel, code(round))
    if (!matches.some((match) => match.includes(wanted)))
      throw new Error(`no ${wanted} in ${matches.slice(0, 5).join()}`)
  })
}

async function median(count: number, ask: (round: number) => Promise<void>): Promise<Measured> {
  const times: number[] = []
  for (let round = 0; round < count; round += 1) {
    const start = performance.now()
    await ask(round)
    times.push(performance.now() - start)
  }
  times.sort((a, b) => a - b)
  const rounded = (index: number): number => Number(times[Math.floor(index)]!.toFixed(1))
  return { median: rounded(count / 2), p95: rounded(count * 0.95) }
}

async function complete(kernel: Kernel, code: string): Promise<string[]> {
  const content = { code, cursor_pos: code.length }
  const reply = await kernel.request('complete_request', content, 'shell', 30_000)
  return (reply?.content['matches'] as string[] | undefined) ?? []
}

async function inspect(kernel: Kernel, code: string): Promise<void> {
  const content = { code, cursor_pos: code.length, detail_level: 0 }
  await kernel.request('inspect_request', content, 'shell', 30_000)
}
