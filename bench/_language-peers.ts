// The kernels that bench/language.ts compares, each with cells in its language, and what it asks them. Others than ours are
// left out where they aren't there (tslab in node_modules; BENCH_PYTHON, .venv or python3 for ipykernel).
//
//   for (const subject of subjects()) …
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { kernelspec } from '../kernel/kernelspec/index.ts'
import { type Kernel, type Kernelspec, ownKernelspec } from '../src/client/index.ts'

export interface Subject {
  name: string
  spec: Kernelspec
  /** The cell of that number. */
  cell(id: number): string
  /** A new first line, so that nobody answers from a cache. */
  fresh(round: number): string
  /** A cell whose value's member `alphabet` is completed as soon as it ran. */
  live: string
  /** Code whose member only types know, and that member. */
  untold: [code: string, member: string]
}

const root = fileURLToPath(new URL('..', import.meta.url))

const typescript: Omit<Subject, 'name' | 'spec'> = {
  cell: (id) => `interface User${id} { firstName: string; age: number }
const user${id}: User${id} = { firstName: 'Ann', age: ${id} };
function calc${id}(a: number, b = ${id}): number { return a + b }
let value${id} = calc${id}(${id}) + user${id}.age;`,
  fresh: (round) => `const fresh${round} = ${round};\n`,
  live: 'const living = { alphabet: 1 }',
  untold: ['const untold = { alphabet: 1 };\nuntold.', 'alphabet'],
}
const python: Omit<Subject, 'name' | 'spec'> = {
  cell: (id) => `class User${id}:
    firstName = 'Ann'
    age = ${id}
user${id} = User${id}()
def calc${id}(a, b=${id}): return a + b
value${id} = calc${id}(${id}) + user${id}.age`,
  fresh: (round) => `fresh${round} = ${round}\n`,
  live: 'class Living: alphabet = 1\nliving = Living()',
  untold: ['import os\nos.pat', 'path'],
}

export function subjects(): Subject[] {
  const spec = (name: string, argv: string[]): Kernelspec => ({
    name,
    displayName: name,
    language: name,
    argv,
    interruptMode: 'signal',
    env: {},
  })
  const built = join(root, 'dist', 'kernel', 'main.cjs')
  const { argv } = kernelspec('typescript', { node: process.execPath, main: built })
  const own = existsSync(built) ? { ...ownKernelspec(), argv } : ownKernelspec()
  const found: Subject[] = [{ name: 'loopbook', spec: own, ...typescript }]
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

/** Of the process that knows the types: a child where there is one (Linux only). */
export function languageMegabytes(kernel: Kernel): number | undefined {
  const pid = kernel.host.pid
  if (pid === undefined || process.platform !== 'linux') return undefined
  const compiler = descendants(pid).find((child) => /[/]tsc\0/.test(read(child, 'cmdline')))
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(read(compiler ?? pid, 'status'))?.[1] ?? Number.NaN) / 1024)
}

function descendants(pid: number): number[] {
  const text = read(pid, `task/${pid}/children`).trim()
  const children = text === '' ? [] : text.split(' ').map(Number)
  return children.flatMap((child) => [child, ...descendants(child)])
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
