// One native TypeScript process: starts it, sends calls, answers its questions about files, says when it is gone.
// Doesn't restart it (workspace.ts does) and knows nothing of cells. Its stderr goes to the log, never to the
// kernel's own: a crash of the language process is not the learner's business.
//
//   const compiler = startCompiler({ directory, files, log });  await compiler.request('initialize', null)
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createFrameReader, encodeFrame } from './frames.ts'
import { startGuarded } from './guarded.ts'
import type { Answer, Method, Params } from './methods.ts'

/** How the process sees files. `undefined` from `readFile` lets it look on the disk itself. */
export interface FileCallbacks {
  readFile(name: string): string | null | undefined
  fileExists(name: string): boolean | undefined
  directoryExists(name: string): boolean | undefined
  getAccessibleEntries(name: string): { files: string[]; directories: string[] } | undefined
  realpath(name: string): string | undefined
}

export interface Compiler {
  readonly pid: number | undefined
  request<M extends Method>(method: M, params: Params<M>): Promise<Answer<M>>
  /** Settles, never rejects, when the process has gone for whatever reason. */
  readonly gone: Promise<void>
  /** At once: it holds nothing that could be lost. */
  stop(): void
}

export class CompilerGoneError extends Error {
  override readonly name = 'CompilerGoneError'
}

const callbackNames: readonly (keyof FileCallbacks)[] = [
  'readFile',
  'fileExists',
  'directoryExists',
  'getAccessibleEntries',
  'realpath',
]

interface Incoming {
  id?: number | string
  method?: keyof FileCallbacks
  params?: string
  result?: unknown
  error?: { code: number; message: string }
}

/** The native binary of the installed `typescript` package (its bin/tsc is a Node wrapper around it). */
export function compilerPath(): string {
  const typescript = createRequire(import.meta.url).resolve('typescript/package.json')
  const name = `@typescript/typescript-${process.platform}-${process.arch}/package.json`
  return join(dirname(createRequire(typescript).resolve(name)), 'lib', process.platform === 'win32' ? 'tsc.exe' : 'tsc')
}

export function startCompiler(options: {
  directory: string
  files: FileCallbacks
  log?: ((line: string) => void) | undefined
}): Compiler {
  const { files, log } = options
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  let lastId = 0
  let over: CompilerGoneError | undefined
  // The garbage collector runs earlier: 500 cells stay under 200 MB, at no measurable cost in time.
  const env = { ...process.env, GOGC: process.env['GOGC'] ?? '60' }
  const args = ['--api', '--async', '--cwd', options.directory, `--callbacks=${callbackNames.join(',')}`]
  const { child, kill } = startGuarded(compilerPath(), args, env)

  const gone = new Promise<void>((resolve) => {
    const end = (reason: string): void => {
      if (over) return
      over = new CompilerGoneError(`The TypeScript process ended: ${reason}.`)
      for (const { reject } of waiting.values()) reject(over)
      waiting.clear()
      resolve()
    }
    child.once('error', (error) => end(error.message))
    child.once('exit', (code, signal) => end(signal ?? `exit code ${code}`))
  })

  // Thousands of answers about files are due when an import changes: those of one turn are written at once.
  let corked = false
  const send = (message: object): void => {
    if (!corked) {
      corked = true
      child.stdin.cork()
      process.nextTick(() => {
        corked = false
        child.stdin.uncork()
      })
    }
    child.stdin.write(encodeFrame({ jsonrpc: '2.0', ...message }))
  }
  const answer = (id: number | string, method: keyof FileCallbacks, name: string): void => {
    const value = files[method]?.(name)
    // readFile tells "not there" (null) from "look yourself" (undefined), which JSON can't: so it wraps.
    if (method === 'readFile') send({ id, result: value === undefined ? null : { content: value } })
    else send({ id, result: value ?? null })
  }
  const receive = (message: unknown): void => {
    const { id, method, params, result, error } = message as Incoming
    if (id === undefined) return
    if (method !== undefined) return answer(id, method, params ?? '')
    const entry = waiting.get(Number(id))
    waiting.delete(Number(id))
    if (waiting.size === 0) hold(false)
    if (error) entry?.reject(new Error(`TypeScript: ${error.message}`))
    else entry?.resolve((result ?? null) as never)
  }
  child.stdout.on('data', createFrameReader(receive))
  child.stderr.on('data', (chunk: Buffer) => log?.(`typescript: ${chunk.toString().trimEnd()}`))
  // A write into a dead process raises EPIPE here; `gone` already tells.
  child.stdin.on('error', () => {})
  // Alone, the process must not keep Node running; a call under way must (`loopbook check` waits for nothing else).
  const handles = [child, ...child.stdio] as unknown as { ref?(): void; unref?(): void }[]
  const hold = (held: boolean): void => {
    for (const handle of handles)
      if (held) handle.ref?.()
      else handle.unref?.()
  }
  hold(false)

  return {
    pid: child.pid,
    gone,
    request: (method, params) =>
      new Promise((resolve, reject) => {
        if (over) return reject(over)
        lastId += 1
        if (waiting.size === 0) hold(true)
        waiting.set(lastId, { resolve, reject })
        send({ id: lastId, method, params })
      }),
    stop() {
      hold(true)
      kill()
    },
  }
}
