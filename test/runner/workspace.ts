// A temporary folder with notebooks of TypeScript cells, and the `loopbook` command run in it as its own process: what the tests of
// the runner work on.
//
//   using work = workspace({ 'a.ipynb': ['1 + 1'] })
//   const { code, stdout } = await work.loopbook('test', 'a.ipynb')
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

/** A cell's code, or code with tags and other metadata. */
export type TestCell =
  | string
  | { readonly code: string; readonly tags?: readonly string[]; readonly [key: string]: unknown }

export interface Workspace extends Disposable {
  readonly directory: string
  path(name: string): string
  read(name: string): string
  /** Outputs of all code cells of a notebook in the folder. */
  outputs(name: string): unknown[][]
  write(name: string, text: string): void
  loopbook(...args: string[]): Promise<Finished>
  /** The command while it runs; `done` is its end. */
  start(args: readonly string[], options?: StartOptions): Running
  /** Node with these arguments, in the folder. */
  startNode(args: readonly string[], options?: StartOptions): Running
  has(name: string): boolean
  /** Pids of processes that were started here, and still run. */
  processes(): number[]
}
export interface Finished {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}
export interface Running {
  readonly child: ChildProcess
  readonly done: Promise<Finished>
  /** Resolves when the text has appeared on stdout or stderr. */
  said(text: string): Promise<void>
}
interface StartOptions {
  /** Shell commands before the program, such as `ulimit -f 10`. */
  readonly before?: string
  readonly env?: Readonly<Record<string, string>>
  /** User and group that it runs as; only root may say so. */
  readonly user?: number | undefined
}

export function notebookText(cells: readonly TestCell[], metadata: Record<string, unknown> = {}): string {
  const written = cells.map((cell, index) => {
    const {
      code,
      outputs = [],
      execution_count = null,
      id = `cell-${index + 1}`,
      ...own
    } = typeof cell === 'string' ? { code: cell } : cell
    const source = code.split(/(?<=\n)/)
    return { cell_type: 'code', execution_count, id, metadata: own, outputs, source }
  })
  const kernelspec = { display_name: 'TypeScript', language: 'typescript', name: 'loopbook' }
  return `${JSON.stringify({ cells: written, metadata: { kernelspec, ...metadata }, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`
}

export function workspace(files: Readonly<Record<string, string | readonly TestCell[]>>): Workspace {
  const directory = mkdtempSync(join(tmpdir(), 'runner-'))
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(directory, name)), { recursive: true })
    writeFileSync(join(directory, name), text)
  }
  for (const [name, content] of Object.entries(files))
    write(name, typeof content === 'string' ? content : notebookText(content))
  const startNode = (args: readonly string[], { before, env, user }: StartOptions = {}): Running => {
    const command = [process.execPath, ...args]
    const [program, programArgs] =
      before === undefined
        ? [command[0]!, command.slice(1)]
        : ['/bin/sh', ['-c', `${before}; exec "$@"`, 'sh', ...command]]
    const child = spawn(program, programArgs, {
      cwd: directory,
      env: {
        ...process.env,
        CI: '',
        GITHUB_ACTIONS: '',
        GITHUB_STEP_SUMMARY: '',
        NO_COLOR: '1',
        RUNNER_MARK: directory,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(user === undefined ? {} : { uid: user, gid: user }),
    })
    let [stdout, stderr] = ['', '']
    const waiting = new Set<() => void>()
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      for (const check of waiting) check()
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
      for (const check of waiting) check()
    })
    const done = new Promise<Finished>((resolve) =>
      child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr })),
    )
    const said = (text: string): Promise<void> =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if ((stdout + stderr).includes(text)) resolve()
        }
        waiting.add(check)
        check()
        void done.then(() => reject(new Error(`ended without "${text}":\n${stdout}${stderr}`)))
      })
    return { child, done, said }
  }
  const start = (args: readonly string[], options?: StartOptions): Running =>
    startNode(['--conditions=loopbook-source', main, ...args], options)
  return {
    directory,
    path: (name) => join(directory, name),
    read: (name) => readFileSync(join(directory, name), 'utf8'),
    outputs(name) {
      const { cells } = JSON.parse(readFileSync(join(directory, name), 'utf8')) as { cells: { outputs?: unknown[] }[] }
      return cells.flatMap(({ outputs }) => (outputs === undefined ? [] : [outputs]))
    },
    write,
    loopbook: (...args) => start(args).done,
    start,
    startNode,
    has: (name) => existsSync(join(directory, name)),
    processes: () => processesWith(`RUNNER_MARK=${directory}`),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  }
}

/** Pids of processes whose command line or environment holds the text (Linux). */
function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        return (readFileSync(`/proc/${pid}/cmdline`, 'utf8') + readFileSync(`/proc/${pid}/environ`, 'utf8')).includes(
          text,
        )
      } catch {
        return false
      }
    })
    .map(Number)
}

export async function eventually(condition: () => boolean, milliseconds = 5000): Promise<boolean> {
  const end = performance.now() + milliseconds
  while (!condition() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 50))
  return condition()
}
