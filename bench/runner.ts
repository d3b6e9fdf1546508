import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { notebookText } from '../test/runner/workspace.ts'
import { launchKernel } from '../src/client/index.ts'
import type { Peers, Program } from './_runner-peers.ts'
import { preparePeers, python, typescript } from './_runner-peers.ts'

// Whole processes, from the shell's view: start, kernel, cells, shutdown, exit. Programs take turns, so that a busy moment of the
// machine hits all of them; the median counts.
export const title = 'how long does a notebook take, beside the peers?'

const rounds = Number(process.env['ROUNDS'] ?? 3)

interface Row {
  readonly case: string
  readonly program: string
  readonly seconds: string
  readonly ratio?: string
  readonly note?: string
}

export async function run(): Promise<string> {
  using peers = await preparePeers()
  const rows: Row[] = []
  const [ten, hundred] = [10, 100].map((count) => oneNotebook(peers, count))
  rows.push(...ten!.rows, ...withCells(hundred!.rows, ten!.times, hundred!.times))
  rows.push(...(await noOpCells(peers)))
  rows.push(...fortyNotebooks(peers))
  rows.push(...output(peers))
  return lines(rows)
}

/** Every row whole: a table that shortens itself is for people who scroll, this one is for records. */
function lines(rows: readonly Row[]): string {
  const head: Row = { case: 'case', program: 'program', seconds: 'seconds', ratio: '× fastest peer', note: '' }
  const all = [head, ...rows]
  const keys = ['case', 'program', 'seconds', 'ratio', 'note'] as const
  const width = (key: keyof Row): number => Math.max(...all.map((row) => (row[key] ?? '').length))
  return all
    .map((row) =>
      keys
        .map((key) => (row[key] ?? '').padEnd(width(key)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** What a further cell costs: the difference between 100 and 10 cells. */
function withCells(rows: readonly Row[], ten: readonly number[], hundred: readonly number[]): Row[] {
  return rows.map((row, index) => {
    const milliseconds = `${(((hundred[index]! - ten[index]!) / 90) * 1000).toFixed(1)} ms a further cell`
    return { ...row, note: row.note === undefined || row.note === '' ? milliseconds : `${row.note}, ${milliseconds}` }
  })
}

/** Of a cell that does nothing: how much of its time passes within the kernel, by the kernel's own clock, and how much with us. */
async function noOpCells(peers: Peers): Promise<Row[]> {
  Object.assign(process.env, { VIRTUAL_ENV: peers.env['VIRTUAL_ENV'] })
  const rows: Row[] = []
  for (const name of [undefined, 'python3']) {
    const kernel = await launchKernel({ kernel: name, cwd: peers.folder })
    const states: number[] = []
    const deliver = kernel.onMessage.bind(kernel)
    kernel.onMessage = (message) => {
      if (message.header.msg_type === 'status') states.push(Date.parse(message.header.date))
      deliver(message)
    }
    const [whole, within]: [number[], number[]] = [[], []]
    for (let cell = 0; cell < 200; cell++) {
      states.length = 0
      const { durationMs } = await kernel.execute(name === undefined ? `x = ${cell}; void 0` : `x = ${cell}`)
      whole.push(durationMs)
      within.push(states.at(-1)! - states[0]!)
    }
    await kernel.shutdown()
    const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length
    // The first half warms both sides up. The kernel's dates may be whole milliseconds, so means and not medians.
    const [all, inside] = [mean(whole.slice(100)), mean(within.slice(100))]
    rows.push({
      case: `a cell that does nothing, ${name === undefined ? 'our kernel' : 'ipykernel'}`,
      program: 'the client in this process',
      seconds: (all / 1000).toFixed(4),
      note: `${inside.toFixed(2)} ms from busy to idle in the kernel, ${(all - inside).toFixed(2)} ms with us and on the way`,
    })
  }
  return rows
}

function oneNotebook(peers: Peers, count: number): { rows: Row[]; times: number[] } {
  const file = (kind: string): string => join(peers.folder, `${kind}-${count}.ipynb`)
  const runs = [
    ['our kernel', peers.ours, file('typescript')] as const,
    ['ipykernel', peers.ours, file('python')] as const,
    ...peers.peers.map((peer) => ['ipykernel', peer, file('python')] as const),
    ...(peers.hasDeno ? peers.peers.slice(0, 1).map((peer) => ['Deno', peer, file('deno')] as const) : []),
  ]
  const times = measure(
    runs.map(([, program, path]) => program.argv(path)),
    peers,
  )
  const fastest = Math.min(...times.slice(2))
  const nbclient = times[2]!
  const rows = runs.map(([kernel, program], index) => ({
    case: `${count} cells, ${kernel}`,
    program: program.name,
    seconds: times[index]!.toFixed(2),
    ratio: (times[index]! / fastest).toFixed(2),
    note: index === 1 ? `${(times[1]! / nbclient).toFixed(2)} × nbclient` : '',
  }))
  return { rows, times }
}

function fortyNotebooks(peers: Peers): Row[] {
  const nbmake: Program | undefined = peers.peers.find(({ name }) => name.includes('nbmake'))
  const folder = (kind: string): string => join(peers.folder, `forty-${kind}`)
  const commands = [peers.ours.argv(folder('typescript')), peers.ours.argv(folder('python'))]
  if (nbmake !== undefined) commands.push([...nbmake.argv(folder('python')), '-n', 'auto'])
  const times = measure(commands, peers, 1)
  const peer = times[2]
  return ['loopbook test, our kernel', 'loopbook test, ipykernel', 'pytest --nbmake -n auto']
    .slice(0, commands.length)
    .map((program, index) => ({
      case: '40 notebooks of 5 cells',
      program,
      seconds: times[index]!.toFixed(1),
      ratio: peer === undefined ? '' : (times[index]! / peer).toFixed(2),
    }))
}

/** Peak memory of the runner's own process, and whether all arrived. */
function output(peers: Peers): Row[] {
  const cases = [
    ['50 MB of output in 500,000 prints', 'for (let i = 0; i < 500_000; i++) console.log("x".repeat(99))', typescript],
    ['the same, ipykernel', 'for i in range(500_000): print("x" * 99)', python],
    ['50 MB of output in one print', 'console.log(("x".repeat(99) + "\\n").repeat(500_000).slice(0, -1))', typescript],
    ['the same, ipykernel', 'print(("x" * 99 + "\\n") * 500_000, end="")', python],
    ['100,000 lines', 'for (let i = 0; i < 100_000; i++) console.log(i)', typescript],
    ['100,000 flushed lines, ipykernel', 'for i in range(100_000): print(i, flush=True)', python],
  ] as const
  return cases.map(([name, code, kernelspec]) => {
    const path = join(peers.folder, 'output.ipynb')
    writeFileSync(path, notebookText([code], { kernelspec }))
    const report =
      'data:text/javascript,process.on("exit",()=>process.stderr.write("RSS"+process.resourceUsage().maxRSS))'
    const [node, ...rest] = peers.ours.argv(path)
    const copy = join(peers.folder, 'out')
    const started = performance.now()
    const { stderr } = spawnSync(node!, ['--import', report, ...rest, '--max-output', '100MB', '--out', copy], {
      cwd: peers.folder,
      env: peers.env,
      encoding: 'utf8',
    })
    const seconds = (performance.now() - started) / 1000
    const megabytes = Math.round(Number(/RSS(\d+)/.exec(stderr)?.[1] ?? 0) / 1024)
    const { cells } = JSON.parse(readFileSync(join(copy, 'output.ipynb'), 'utf8')) as Executed
    const kept = cells[0]!.outputs[0]!.text.length.toLocaleString('en')
    return {
      case: name,
      program: 'loopbook test',
      seconds: seconds.toFixed(1),
      note: `runner's peak ${megabytes} MB, ${kept} lines saved`,
    }
  })
}

interface Executed {
  readonly cells: readonly { readonly outputs: readonly { readonly text: readonly string[] }[] }[]
}

/** Median seconds of each command. */
function measure(commands: readonly (readonly string[])[], peers: Peers, times = rounds): number[] {
  const measured: number[][] = commands.map(() => [])
  for (let round = 0; round < times; round++) {
    for (const [index, [program, ...args]] of commands.entries()) {
      const started = performance.now()
      const { status } = spawnSync(program!, args, {
        cwd: peers.folder,
        env: peers.env,
        stdio: 'ignore',
        timeout: 300_000,
      })
      if (status !== 0) throw new Error(`${[program, ...args].join(' ')} ended with ${status}`)
      measured[index]!.push((performance.now() - started) / 1000)
    }
  }
  return measured.map((list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)]!)
}
