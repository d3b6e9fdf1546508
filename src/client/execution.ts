// One execute request from sending to its end: reply and idle status both seen (they come on different sockets, in any order),
// or the kernel dead, or the caller's signal followed by a ladder that always ends: interrupt, grace, SIGTERM, SIGKILL.
//
//   const execution = new Execution(port, code, options);  const outcome = await execution.outcome
import type { Message } from '../../kernel/protocol/index.ts'
import { errorOutput, OutputCollector } from './outputs.ts'
import type { Displays, ErrorOutput, Output } from './outputs.ts'
import type { KernelExit } from './process.ts'

export interface ExecuteOptions {
  /** Aborting it interrupts the cell, and ends the kernel if that has no effect within `grace`. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds from the interrupt to SIGTERM, and from there to SIGKILL. Default 2000. */
  readonly grace?: number | undefined
  /** Answers to `input()`, in order; when they run out the cell is interrupted and `stdinRefused` says what it asked. */
  readonly answers?: readonly string[] | undefined
  /** Of stream text kept per output, in characters; the middle of more is cut. Default 10 million. */
  readonly maxOutput?: number | undefined
  readonly onOutput?: ((output: Output) => void) | undefined
  /** Default true; false leaves no trace in history and count. */
  readonly storeHistory?: boolean | undefined
  readonly silent?: boolean | undefined
  /** Values to compute after the cell, by name (Jupyter's user_expressions). */
  readonly expressions?: Readonly<Record<string, string>> | undefined
}

export interface ExecuteOutcome {
  /** 'died': the kernel ended, or can't be talked to any more; `death` says why. */
  readonly status: 'ok' | 'error' | 'aborted' | 'died'
  readonly executionCount: number | null
  readonly error?: ErrorOutput
  /** As they are now; `outputs()` of a later moment includes what came late. */
  readonly outputs: readonly Output[]
  /** What a thread or timer of this cell printed after its end is added here until the kernel is shut down. */
  laterOutputs(): readonly Output[]
  /** The signal was aborted, or input was refused. */
  readonly interrupted: boolean
  /** Prompt of the input that nobody answers. */
  readonly stdinRefused?: string
  readonly death?: { readonly exit?: KernelExit; readonly message: string }
  /** Characters cut from streams. */
  readonly cut: number
  readonly durationMs: number
  readonly expressions?: Readonly<Record<string, unknown>>
  /** Something odd that had no other consequence: "the kernel sent no idle status". */
  readonly note?: string
}

/** What an execution needs of its kernel. */
export interface ExecutionPort {
  readonly displays: Displays
  send(type: string, content: Record<string, unknown>, channel: 'shell' | 'stdin', parent?: Message): string
  interrupt(): Promise<void>
  /** SIGTERM, grace, SIGKILL. */
  terminate(grace: number): Promise<void>
  /** Resolves when the kernel has come to the end of what it was to execute. */
  queueEnd(): Promise<void>
  /** Resolves when all that was sent before has been answered: tells a slow kernel from one that lost a message. */
  barrier(): Promise<void>
}

/** With reply or idle missing for this long, we ask whether the other was lost (tslab: 1 in 200 cells). */
const lostAfter = 2000

const droppedNote =
  'The connection to the server dropped while this cell ran, and came back; output of that very moment may be missing.'

export class Execution {
  readonly id: string
  readonly outcome: Promise<ExecuteOutcome>
  readonly #port: ExecutionPort
  readonly #options: ExecuteOptions
  readonly #collector: OutputCollector
  readonly #started = performance.now()
  readonly #answers: string[]
  #resolve!: (outcome: ExecuteOutcome) => void
  #reply: Record<string, unknown> | undefined
  #idle = false
  #done = false
  #count: number | null = null
  #error: ErrorOutput | undefined
  #interrupted = false
  #stdinRefused: string | undefined
  #dropped = false
  #lost: NodeJS.Timeout | undefined
  #ladder: NodeJS.Timeout | undefined
  readonly #abort = (): void => void this.#stop()

  constructor(port: ExecutionPort, code: string, options: ExecuteOptions) {
    this.#port = port
    this.#options = options
    this.#answers = [...(options.answers ?? [])]
    this.#collector = new OutputCollector({
      displays: port.displays,
      maxBytes: options.maxOutput ?? 10_000_000,
      onOutput: options.onOutput,
    })
    this.outcome = new Promise((resolve) => (this.#resolve = resolve))
    this.id = port.send(
      'execute_request',
      {
        code,
        silent: options.silent ?? false,
        store_history: options.storeHistory ?? true,
        user_expressions: options.expressions ?? {},
        allow_stdin: true,
        stop_on_error: true,
      },
      'shell',
    )
    if (options.signal?.aborted === true) void this.#stop()
    else options.signal?.addEventListener('abort', this.#abort, { once: true })
  }

  onIopub(message: Message): void {
    const { content } = message
    switch (message.header.msg_type) {
      case 'status':
        if (content['execution_state'] === 'idle') {
          this.#idle = true
          this.#settleIfComplete()
        }
        break
      case 'execute_input':
        if (typeof content['execution_count'] === 'number') this.#count = content['execution_count']
        break
      case 'error':
        this.#error = errorOutput(content)
        this.#collector.add(message)
        break
      default:
        this.#collector.add(message)
    }
  }

  onReply(message: Message): void {
    this.#reply ??= message.content
    this.#settleIfComplete()
  }

  onInputRequest(message: Message): void {
    const answer = this.#answers.shift()
    if (answer !== undefined) {
      this.#port.send('input_reply', { value: answer, status: 'ok' }, 'stdin', message)
      return
    }
    const prompt = message.content['prompt']
    this.#stdinRefused = typeof prompt === 'string' ? prompt : ''
    void this.#stop()
  }

  /**
   * The connection to the kernel's server was lost and is back. What was on its way in that moment may be gone, either way: when
   * whatever was asked after this cell has been answered and this cell has not, it never will be.
   */
  onReconnected(): void {
    this.#dropped = true
    void this.#port.queueEnd().then(async () => {
      await this.#port.barrier()
      if (this.#done) return
      const started = this.#count !== null || this.#collector.list().length > 0
      const what = started ? 'its answer' : 'the cell or its answer'
      if (this.#reply !== undefined || this.#idle) return this.#settle(this.#statusOfReply())
      this.#settle('died', {
        death: { message: `The connection to the server dropped, and ${what} was lost with it.` },
      })
    })
  }

  /** The kernel is gone or unreachable; what it said last has been delivered. */
  onDeath(death: { exit?: KernelExit; message: string }): void {
    this.#settle('died', { death })
  }

  #settleIfComplete(): void {
    if (this.#reply !== undefined && this.#idle) return this.#settle(this.#statusOfReply())
    clearTimeout(this.#lost)
    this.#lost = setTimeout(() => void this.#askForLost(), lostAfter)
  }

  async #askForLost(): Promise<void> {
    await this.#port.barrier()
    if (this.#done) return
    const missing = this.#idle ? 'reply' : 'idle status'
    this.#settle(this.#reply === undefined && this.#error === undefined ? 'ok' : this.#statusOfReply(), {
      note: `The kernel sent no ${missing} for this cell.`,
    })
  }

  #statusOfReply(): ExecuteOutcome['status'] {
    const status = this.#reply?.['status']
    if (status === 'aborted' || status === 'abort') return 'aborted'
    return status === 'error' || this.#error !== undefined ? 'error' : 'ok'
  }

  async #stop(): Promise<void> {
    if (this.#interrupted || this.#done) return
    this.#interrupted = true
    const grace = this.#options.grace ?? 2000
    this.#ladder = setTimeout(() => void this.#port.terminate(grace), grace)
    await this.#port.interrupt()
  }

  #settle(status: ExecuteOutcome['status'], more: Partial<ExecuteOutcome> = {}): void {
    if (this.#done) return
    this.#done = true
    clearTimeout(this.#lost)
    clearTimeout(this.#ladder)
    this.#options.signal?.removeEventListener('abort', this.#abort)
    const reply = this.#reply ?? {}
    if (typeof reply['execution_count'] === 'number') this.#count = reply['execution_count']
    const error = this.#error ?? (status === 'error' ? errorOutput(reply) : undefined)
    const expressions = reply['user_expressions']
    this.#resolve({
      status,
      executionCount: this.#count,
      ...(error === undefined ? {} : { error }),
      outputs: this.#collector.list(),
      laterOutputs: () => this.#collector.list(),
      interrupted: this.#interrupted,
      ...(this.#stdinRefused === undefined ? {} : { stdinRefused: this.#stdinRefused }),
      cut: this.#collector.cut,
      ...(this.#dropped ? { note: droppedNote } : {}),
      durationMs: performance.now() - this.#started,
      ...(typeof expressions === 'object' && expressions !== null
        ? { expressions: expressions as Record<string, unknown> }
        : {}),
      ...more,
    })
  }
}
