// A running kernel, however it was started and is reached: executes code, is interrupted and shut down, and is known to be dead
// the moment it is. Messages are matched by the id of the request that caused them, so late output finds its own cell.
//
//   const { status, outputs } = await kernel.execute('1 + 1')
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Message } from '../../kernel/protocol/index.ts'
import { createMessage } from '../../kernel/protocol/index.ts'
import { ClientError } from './errors.ts'
import { Execution } from './execution.ts'
import type { ExecuteOptions, ExecuteOutcome, ExecutionPort } from './execution.ts'
import { handshake } from './handshake.ts'
import type { KernelHost, KernelInfo } from './host.ts'
import type { Link, LinkFault, LinkListener } from './link.ts'
import type { Displays } from './outputs.ts'
import type { KernelExit } from './process.ts'
import { describeExit } from './process.ts'
import { WidgetStates } from './widgets.ts'

interface Request {
  onMessage(message: Message): void
}

/** Last words are waited for as long after a kernel's end. */
const lastWords = { quiet: 30, atMost: 250 }
/** A socket closed by a kernel whose process lives must be open again within this time. */
const reconnectWithin = 3000

export class Kernel implements LinkListener {
  readonly session: string = randomUUID()
  readonly widgets: WidgetStates = new WidgetStates()
  /** Filled by `ready()`. */
  info: KernelInfo | undefined
  readonly host: KernelHost
  #link: Link | undefined
  readonly #displays: Displays = new Map()
  readonly #requests = new Map<string, Request>()
  readonly #executions = new Map<string, Execution>()
  readonly #running = new Set<Execution>()
  #death: { exit?: KernelExit; message: string } | undefined
  #fault: LinkFault | undefined
  #lastMessage = 0
  #disconnected: NodeJS.Timeout | undefined
  #shutdown: Promise<KernelExit> | undefined

  constructor(host: KernelHost) {
    this.host = host
    void host.exited.then(async (exit) => {
      await this.#drain()
      this.#die({ exit, message: describeExit(exit) })
    })
  }

  attach(link: Link): void {
    this.#link = link
  }

  /** Why nothing can be executed any more, once that is so. */
  get death(): { exit?: KernelExit; message: string } | undefined {
    return this.#death
  }

  execute(code: string, options: ExecuteOptions = {}): Promise<ExecuteOutcome> {
    if (this.#shutdown !== undefined) {
      throw new ClientError('closed', 'The kernel has been shut down; start another one.')
    }
    const execution = new Execution(this.#port, code, options)
    this.#executions.set(execution.id, execution)
    this.#running.add(execution)
    void execution.outcome.then(() => this.#running.delete(execution))
    if (this.#death !== undefined) execution.onDeath(this.#death)
    return execution.outcome
  }

  /** Stops what runs, as the kernelspec says: by message or by signal. */
  async interrupt(): Promise<void> {
    if (this.host.interrupt === undefined) await this.request('interrupt_request', {}, 'control', 1000)
    else await this.host.interrupt()
  }

  /**
   * A request and its reply.
   * @returns undefined when no reply came within `timeout` milliseconds, or the kernel died.
   */
  request(
    type: string,
    content: Record<string, unknown>,
    channel: 'shell' | 'control',
    timeout: number,
  ): Promise<Message | undefined> {
    return new Promise((resolve) => {
      const id = this.#send(type, content, channel)
      const finish = (message?: Message): void => {
        clearTimeout(timer)
        this.#requests.delete(id)
        resolve(message)
      }
      const timer = setTimeout(finish, timeout)
      this.#requests.set(id, {
        onMessage(message) {
          if (message.channel === channel) finish(message)
        },
      })
      void this.host.exited.then(() => finish())
    })
  }

  /** Waits until the kernel answers on shell and its iopub socket is subscribed. @throws ClientError `not-started`. */
  async ready(timeout: number, signal?: AbortSignal): Promise<KernelInfo> {
    this.info = await handshake(this, timeout, signal)
    return this.info
  }

  /**
   * Waits until a kernel of ours has said what it says after its cells' ends, warnings about types; others have no such thing.
   * @param timeout milliseconds after which it is not waited for any longer
   */
  async settled(timeout = 30_000): Promise<void> {
    if (this.info?.implementation !== 'loopbook' || this.#death !== undefined) return
    await Promise.race([this.#barrier('loopbook_settle_request'), sleep(timeout, undefined, { ref: false })])
  }

  /** Registers for all messages of one request, on all channels; used by the handshake. */
  follow(type: string, onMessage: (message: Message) => void): () => void {
    const id = this.#send(type, {}, 'shell')
    this.#requests.set(id, { onMessage })
    return () => this.#requests.delete(id)
  }

  get fault(): LinkFault | undefined {
    return this.#fault
  }

  /** Asks the kernel to end, and ends it if it takes longer than `grace` milliseconds. Never rejects. */
  shutdown(grace = 1000): Promise<KernelExit> {
    this.#shutdown ??= this.#end(grace)
    return this.#shutdown
  }

  async #end(grace: number): Promise<KernelExit> {
    this.host.expectExit()
    if (this.host.shutdown !== undefined) {
      // Also for a kernel that died: its server has started it anew.
      await this.host.shutdown()
    } else if (this.#death?.exit === undefined) {
      this.#send('shutdown_request', { restart: false }, 'control')
      const timer = setTimeout(() => void this.host.terminate(500), grace)
      await this.host.exited
      clearTimeout(timer)
    }
    const exit = await this.host.exited
    clearTimeout(this.#disconnected)
    this.#link?.close()
    this.host.release()
    return exit
  }

  onMessage(message: Message): void {
    this.#lastMessage = performance.now()
    const parent = message.parent_header.msg_id
    if (message.channel === 'iopub') this.widgets.add(message)
    const state = message.header.msg_type === 'status' ? message.content['execution_state'] : undefined
    if ((state === 'restarting' || state === 'dead') && this.#shutdown === undefined) this.host.onRestart?.()
    if (parent === undefined) return
    const execution = this.#executions.get(parent)
    if (execution === undefined) this.#requests.get(parent)?.onMessage(message)
    else if (message.channel === 'iopub') execution.onIopub(message)
    else if (message.header.msg_type === 'input_request') execution.onInputRequest(message)
    else if (message.header.msg_type === 'execute_reply') execution.onReply(message)
  }

  onFault(fault: LinkFault): void {
    if (fault.kind === 'reconnected') {
      clearTimeout(this.#disconnected)
      this.#disconnected = undefined
      for (const execution of this.#running) execution.onReconnected()
      return
    }
    this.#fault = fault
    if (fault.kind === 'bad-signature') {
      this.#die({ message: 'The kernel signs its messages with another key than it was given.' })
    } else if (fault.kind === 'disconnected' && this.#shutdown === undefined) {
      this.#disconnected ??= setTimeout(() => {
        if (this.#shutdown === undefined) {
          const closed = 'The kernel closed its sockets, though its process still runs. '
          this.#die({ message: (this.host.pid === undefined ? '' : closed) + fault.message })
        }
      }, reconnectWithin)
    }
  }

  readonly #port: ExecutionPort = {
    displays: this.#displays,
    send: (type, content, channel, parent) => this.#send(type, content, channel, parent),
    interrupt: () => this.interrupt(),
    terminate: (grace) => this.host.terminate(grace),
    barrier: () => this.#barrier(),
    queueEnd: () => this.#queueEnd(),
  }

  #send(
    type: string,
    content: Record<string, unknown>,
    channel: 'shell' | 'control' | 'stdin',
    parent?: Message,
  ): string {
    const message = createMessage(type, content, {
      session: this.session,
      channel,
      ...(parent === undefined ? {} : { parent: parent.header }),
    })
    this.#link?.send(message)
    return message.header.msg_id
  }

  /** Until the request has been answered and all that was published before has come. */
  #barrier(type = 'kernel_info_request'): Promise<void> {
    return new Promise((resolve) => {
      let replied = false
      let idle = false
      const stop = this.follow(type, (message) => {
        if (message.channel === 'shell') replied = true
        else if (message.content['execution_state'] === 'idle') idle = true
        if (!replied || !idle) return
        stop()
        resolve()
      })
      void this.host.exited.then(() => resolve())
    })
  }

  /** A cell of nothing, which waits its turn behind those that run. */
  #queueEnd(): Promise<void> {
    const content = { code: '', silent: true, store_history: false, user_expressions: {}, allow_stdin: false }
    return new Promise((resolve) => {
      const id = this.#send('execute_request', { ...content, stop_on_error: false }, 'shell')
      this.#requests.set(id, {
        onMessage: (message) => {
          if (message.channel !== 'shell') return
          this.#requests.delete(id)
          resolve()
        },
      })
    })
  }

  async #drain(): Promise<void> {
    if (this.#running.size === 0) return
    const end = performance.now() + lastWords.atMost
    this.#lastMessage = performance.now()
    while (performance.now() < end && performance.now() - this.#lastMessage < lastWords.quiet) {
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  #die(death: { exit?: KernelExit; message: string }): void {
    if (this.#death?.exit !== undefined) return
    this.#death = death
    for (const execution of this.#running) execution.onDeath(death)
  }
}
