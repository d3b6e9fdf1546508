// The kernels that bench/language.ts compares, each with cells in its language, and what it asks them.
//
//   for (const subject of subjects()) …
import { readFileSync } from 'node:fs'
import type { Kernel, Kernelspec } from '../src/client/index.ts'
import { kernels } from './_kernels.ts'

export interface Subject {
  name: string
  spec: Kernelspec
  /** The cell of that number. */
  cell(id: number): string
  /** A new first line, so that nobody answers from a cache. */
  fresh(round: number): string
  /** A cell whose value's member `alphabet` is completed as soon as it ran. */
  live: string
  /** It falls silent when hundreds of cells wait in its queue: each is sent when the one before has ended. */
  oneByOne?: boolean
  /** Code whose member only types know, and that member. */
  untold: [code: string, member: string]
}

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
  return kernels()
    .filter(({ name }) => name !== 'Deno')
    .map((kernel) => ({
      ...kernel,
      oneByOne: kernel.name === 'tslab',
      ...(kernel.name === 'ipykernel' ? python : typescript),
    }))
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
