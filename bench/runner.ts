import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { notebookText } from '../test/runner/workspace.ts'
import type { Peers, Program } from './_runner-peers.ts'
import { preparePeers, typescript } from './_runner-peers.ts'

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
  for (const count of [10, 100]) rows.push(...oneNotebook(peers, count))
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

function oneNotebook(peers: Peers, count: number): Row[] {
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
  return runs.map(([kernel, program], index) => ({
    case: `${count} cells, ${kernel}`,
    program: program.name,
    seconds: times[index]!.toFixed(2),
    ratio: (times[index]! / fastest).toFixed(2),
    note: index === 1 ? `${(times[1]! / nbclient).toFixed(2)} × nbclient` : '',
  }))
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
  const cases = {
    '50 MB of output': 'for (let i = 0; i < 500_000; i++) console.log("x".repeat(99))',
    '100,000 flushed lines': 'for (let i = 0; i < 100_000; i++) { console.log(i); if (i % 100 === 0) await null }',
  }
  return Object.entries(cases).map(([name, code]) => {
    const path = join(peers.folder, 'output.ipynb')
    writeFileSync(path, notebookText([code], { kernelspec: typescript }))
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
    const kept = spawnSync('wc', ['-l', join(copy, 'output.ipynb')], { encoding: 'utf8' }).stdout.split(' ')[0]
    return {
      case: name,
      program: 'loopbook test',
      seconds: seconds.toFixed(1),
      note: `runner's peak ${megabytes} MB, ${kept} lines saved`,
    }
  })
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
