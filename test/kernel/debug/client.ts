// A client of the debugger, as JupyterLab is one: requests on the control channel, events from iopub.
//
//   await using debug = await startDebugger();  await debug.ask('initialize', {});  await debug.event('stopped')
import { startKernel } from '../start.ts'
import type { TestKernel } from '../start.ts'

export type Fields = Record<string, unknown>

export interface Answer {
  success: boolean
  message?: string
  body: Fields
}

export interface StackFrame {
  id: number
  name: string
  line: number
  column: number
  source: { path: string; name: string }
}

export interface Variable {
  name: string
  value: string
  type: string
  variablesReference: number
  indexedVariables?: number
}

export class DebugClient implements AsyncDisposable {
  readonly kernel: TestKernel
  #seq = 0
  #read = 0

  constructor(kernel: TestKernel) {
    this.kernel = kernel
  }

  async reply(command: unknown, given: unknown = {}): Promise<Answer> {
    const content = { type: 'request', seq: ++this.#seq, command, arguments: given }
    const messages = await this.kernel.request('control', 'debug_request', content)
    const reply = messages.find(({ channel }) => channel === 'control')!
    return reply.content as unknown as Answer
  }

  /** The body of an answer that must be a success. */
  async ask(command: string, given: object = {}): Promise<Fields> {
    const { success, message, body } = await this.reply(command, given)
    if (!success) throw new Error(`${command}: ${message}`)
    return body
  }

  /** Why it wasn't done. */
  async refused(command: unknown, given: unknown = {}): Promise<string | undefined> {
    const { success, message } = await this.reply(command, given)
    return success ? undefined : message
  }

  async start(): Promise<void> {
    await this.ask('initialize', { clientID: 'test' })
    await this.ask('attach')
  }

  /** Sets breakpoints in the lines of a cell; gives its path and where they are. */
  async breakAt(code: string, ...lines: (number | { line: number; condition: string })[]): Promise<string> {
    const { sourcePath } = await this.ask('dumpCell', { code })
    const breakpoints = lines.map((line) => (typeof line === 'number' ? { line } : line))
    await this.ask('setBreakpoints', { source: { path: sourcePath }, breakpoints })
    return String(sourcePath)
  }

  /** The next event of this name, among those that came since the last one that was asked for. */
  async event(name: string): Promise<Fields> {
    return await this.kernel.until(() => {
      for (; this.#read < this.kernel.messages.length; this.#read++) {
        const { header, content } = this.kernel.messages[this.#read]!
        if (header.msg_type !== 'debug_event' || content['event'] !== name) continue
        this.#read++
        return content['body'] as Fields
      }
      return undefined
    }, 10_000)
  }

  async frames(): Promise<StackFrame[]> {
    const { stackFrames } = await this.ask('stackTrace', { threadId: 1 })
    return stackFrames as StackFrame[]
  }

  /** Waits for a stop: why, and `Cell [1]:2 < f:7`, the innermost first. */
  async stopped(): Promise<string> {
    const { reason } = await this.event('stopped')
    const frames = await this.frames()
    return `${String(reason)} ${frames.map(({ name, line }) => `${name}:${line}`).join(' < ')}`
  }

  async scopes(frame?: number): Promise<Record<string, number>> {
    const id = frame ?? (await this.frames())[0]!.id
    const { scopes } = await this.ask('scopes', { frameId: id })
    return Object.fromEntries(
      (scopes as { name: string; variablesReference: number }[]).map((scope) => [scope.name, scope.variablesReference]),
    )
  }

  async list(variablesReference: number, more: object = {}): Promise<Variable[]> {
    return (await this.ask('variables', { variablesReference, ...more }))['variables'] as Variable[]
  }

  /** Names and values of the innermost frame's scope. */
  async values(scope: string): Promise<Record<string, string>> {
    const reference = (await this.scopes())[scope]
    return reference === undefined ? {} : asRecord(await this.list(reference))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kernel[Symbol.asyncDispose]()
  }
}

export function asRecord(variables: readonly Variable[]): Record<string, string> {
  return Object.fromEntries(variables.map(({ name, value }) => [name, value]))
}

/** A kernel whose debugger is on. */
export async function startDebugger(env: NodeJS.ProcessEnv = {}): Promise<DebugClient> {
  const debug = new DebugClient(await startKernel(env))
  await debug.start()
  return debug
}
