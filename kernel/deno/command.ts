// Deno.Command: other programs, waited for or beside the cell. Their inherited output comes to the notebook as any child's does.
//
//   const { code, stdout } = await new Command('git', { args: ['status'] }).output()
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess as NodeChild } from 'node:child_process'
import { constants } from 'node:os'
import { Readable, Writable } from 'node:stream'
import { errors } from './errors.ts'
import type { Deno } from './types.ts'

type Stdio = NonNullable<Deno.CommandOptions['stdin']>

export class Command implements Deno.Command {
  readonly #program: string
  readonly #options: Deno.CommandOptions

  constructor(program: string | URL, options: Deno.CommandOptions = {}) {
    this.#program = program instanceof URL ? program.pathname : program
    this.#options = options
  }

  async output(): Promise<Deno.CommandOutput> {
    if (this.#options.stdin === 'piped') throw new TypeError('Piped input needs spawn(), not output().')
    return await this.#start('piped', 'null').output()
  }

  outputSync(): Deno.CommandOutput {
    const { args = [], stdin = 'null', stdout = 'piped', stderr = 'piped' } = this.#options
    const stdio = [stdin, stdout, stderr].map(nodeStdio)
    const result = spawnSync(this.#program, args, { ...settings(this.#options), stdio, maxBuffer: Infinity })
    if (result.error) throw failure(this.#program, result.error)
    return output(statusOf(result.status, result.signal), result.stdout, result.stderr)
  }

  spawn(): ChildProcess {
    return this.#start('inherit', 'inherit')
  }

  #start(otherwise: Stdio, input: Stdio): ChildProcess {
    const { args = [], stdin = input, stdout = otherwise, stderr = otherwise, signal } = this.#options
    const stdio = [stdin, stdout, stderr].map(nodeStdio)
    const child = spawn(this.#program, args, { ...settings(this.#options), stdio, ...(signal && { signal }) })
    return new ChildProcess(this.#program, child)
  }
}

export class ChildProcess implements Deno.ChildProcess {
  readonly #child: NodeChild
  readonly status: Promise<Deno.CommandStatus>
  readonly #stdout: Deno.SubprocessReadableStream | undefined
  readonly #stderr: Deno.SubprocessReadableStream | undefined
  #stdin: WritableStream<Uint8Array> | undefined

  constructor(program: string, child: NodeChild) {
    this.#child = child
    this.status = new Promise((resolve, reject) => {
      child.on('error', (error) => reject(failure(program, error)))
      child.on('close', (code, signal) => resolve(statusOf(code, signal)))
    })
    // Whoever only wants the output learns of a failure there.
    this.status.catch(() => {})
    this.#stdout = child.stdout ? readable(child.stdout) : undefined
    this.#stderr = child.stderr ? readable(child.stderr) : undefined
  }

  get pid(): number {
    return this.#child.pid ?? -1
  }

  get stdin(): WritableStream<Uint8Array> {
    if (!this.#child.stdin) throw new TypeError("Cannot get 'stdin': 'stdin' is not piped")
    return (this.#stdin ??= Writable.toWeb(this.#child.stdin) as WritableStream<Uint8Array>)
  }

  get stdout(): Deno.SubprocessReadableStream {
    return this.#stdout ?? notPiped('stdout')
  }

  get stderr(): Deno.SubprocessReadableStream {
    return this.#stderr ?? notPiped('stderr')
  }

  async output(): Promise<Deno.CommandOutput> {
    const [status, stdout, stderr] = await Promise.all([this.status, bytesOf(this.#stdout), bytesOf(this.#stderr)])
    return output(status, stdout, stderr)
  }

  kill(signal: NodeJS.Signals = 'SIGTERM'): void {
    this.#child.kill(signal)
  }

  ref(): void {
    this.#child.ref()
  }

  unref(): void {
    this.#child.unref()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill()
    await this.status
  }
}

function notPiped(name: string): never {
  throw new TypeError(`Cannot get '${name}': '${name}' is not piped`)
}

/** With Deno's short ways to take it all. */
function readable(stream: Readable): Deno.SubprocessReadableStream {
  const web = Readable.toWeb(stream) as unknown as ReadableStream<Uint8Array<ArrayBuffer>>
  const text = async (): Promise<string> => new TextDecoder().decode(await bytesOf(web))
  return Object.assign(web, {
    text,
    json: async () => JSON.parse(await text()) as unknown,
    bytes: () => bytesOf(web),
    arrayBuffer: async () => (await bytesOf(web)).buffer,
  })
}

async function bytesOf(stream: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>>
async function bytesOf(stream: ReadableStream<Uint8Array> | undefined): Promise<Uint8Array<ArrayBuffer> | undefined>
async function bytesOf(stream: ReadableStream<Uint8Array> | undefined): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return stream && new Uint8Array(await new Response(stream as never).arrayBuffer())
}

function nodeStdio(wanted: Stdio): 'pipe' | 'inherit' | 'ignore' {
  return wanted === 'piped' ? 'pipe' : wanted === 'inherit' ? 'inherit' : 'ignore'
}

function settings({ cwd, env, clearEnv = false, uid, gid }: Deno.CommandOptions): object {
  return {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...(clearEnv ? {} : process.env), ...env },
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  }
}

function statusOf(code: number | null, signal: NodeJS.Signals | null): Deno.CommandStatus {
  return { success: code === 0, code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]), signal }
}

/** What wasn't piped is null, and asking for it is an error. */
function output(
  status: Deno.CommandStatus,
  stdout: Uint8Array | null | undefined,
  stderr: Uint8Array | null | undefined,
): Deno.CommandOutput {
  return {
    ...status,
    get stdout() {
      return stdout ? new Uint8Array(stdout) : notPiped('stdout')
    },
    get stderr() {
      return stderr ? new Uint8Array(stderr) : notPiped('stderr')
    },
  }
}

function failure(program: string, error: Error): Error {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return error
  return new errors.NotFound(`Failed to spawn '${program}': there is no such program`)
}
