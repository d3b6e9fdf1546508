// The debugger of a session: V8's, driven from the thread that stays free while cells stand still. On only between `start` and
// `stop`; what clients ask of it is in requests.ts.
//
//   const debug = new CellDebugger(parts);  await debug.start();  debug.stop()
import type { Debugger } from 'node:inspector'
import type { CompiledCell } from '../compile/index.ts'
import type { ControlInspector } from '../control/inspector.ts'
import { Breakpoints } from './breakpoints.ts'
import { Evaluation } from './evaluation.ts'
import { DebugError } from './protocol.ts'
import { beginningWith, Sources } from './sources.ts'
import { Stack, thrownOf } from './stack.ts'
import type { Thrown } from './stack.ts'
import { Stepping } from './stepping.ts'
import type { Command, Exceptions, Reason, Step } from './stepping.ts'
import { Variables } from './variables.ts'

export interface DebuggerParts {
  control: ControlInspector
  language: 'typescript' | 'javascript'
  cells: {
    find(url: string): CompiledCell | undefined
    source(url: string): string | undefined
    expression(code: string): CompiledCell
  }
  /** The session has a variable that no cell declares. */
  declare(name: string): void
  /** Whether a cell is under way. */
  isRunning(): boolean
  /** Whether there is any client that could let a program go on. */
  isHeard(): boolean
  /** Tells every client. */
  send(event: string, body: object): void
  log(line: string): void
}

/** The program stands still. */
export interface Pause {
  readonly stack: Stack
  readonly reason: Reason
  readonly description: string
  readonly thrown: Thrown | undefined
}

/** Cells run on one thread, and have none beside it that could be shown. */
export const threadId = 1
/** Objects that a client looks at while the program stands, and while it doesn't. */
export const groups = { paused: 'debug', idle: 'debug-idle' } as const
const mayAwait = /\bawait\b/
/** Milliseconds for which a program stands still that no client hears of. */
const longestAlone = 5000
/** The kernel's own code. V8 steps into some of it all the same: stepping.ts knows. */
const ownPattern = beginningWith(new URL('..', import.meta.url).href)
/** Awaits that led to a place, at most. */
const asyncDepth = 16

export class CellDebugger {
  readonly #parts: DebuggerParts
  readonly control: ControlInspector
  readonly declare: (name: string) => void
  readonly sources: Sources
  readonly breakpoints: Breakpoints
  readonly evaluation: Evaluation
  /** Apart, because those of a pause end with it. */
  readonly paused: Variables
  readonly idle: Variables
  readonly #stepping = new Stepping()
  #started = false
  #pause: Pause | undefined
  #pauseNext = false
  #exceptions: Exceptions = 'none'
  /** What V8 was told to stop at. */
  #told: Exceptions = 'none'
  #interrupting = 0
  #watch: NodeJS.Timeout | undefined

  constructor(parts: DebuggerParts) {
    const { control, language, cells } = parts
    this.#parts = parts
    this.control = control
    this.declare = parts.declare
    this.sources = new Sources({ language, find: (url) => cells.find(url), source: (url) => cells.source(url) })
    const evaluation = new Evaluation(control)
    this.evaluation = evaluation
    this.breakpoints = new Breakpoints({
      control,
      sources: this.sources,
      compile: (code) => cells.expression(code),
      names: () => evaluation.names(),
    })
    this.paused = new Variables(control, this.evaluation, { group: groups.paused, first: 1_000_000_000 })
    this.idle = new Variables(control, this.evaluation, { group: groups.idle, first: 0 })
  }

  get started(): boolean {
    return this.#started
  }

  get pause(): Pause | undefined {
    return this.#pause
  }

  get exceptions(): Exceptions {
    return this.#exceptions
  }

  async start(): Promise<void> {
    if (this.#started) return
    const { control } = this.#parts
    control.listen((method, parameters) => this.#notice(method, parameters))
    await control.call('Debugger.enable')
    this.#started = true
    await control.call('Debugger.setBlackboxPatterns', { patterns: ['^node:', '/node_modules/', ownPattern] })
    await this.evaluation.prepare()
    await control.call('Debugger.setAsyncCallStackDepth', { maxDepth: asyncDepth })
  }

  /** Everything runs on, as if there had never been a debugger. */
  async stop(): Promise<void> {
    if (!this.#started) return
    this.#started = false
    this.#pauseNext = false
    this.#exceptions = 'none'
    this.#told = 'none'
    const { control, send } = this.#parts
    if (this.#pause) this.#continued()
    await control.post('Debugger.disable')
    control.listen(undefined)
    this.breakpoints.clear()
    this.sources.forget()
    send('terminated', {})
  }

  /** What has to be done before a cell runs. */
  ready(cell: CompiledCell): Promise<void> | undefined {
    if (!this.#started) return undefined
    const atBegin = this.#pauseNext
    this.#pauseNext = false
    const bound = this.breakpoints.bind(cell, atBegin)
    const told = this.#tellExceptions(mayAwait.test(cell.source))
    if (!bound && !told) return undefined
    return Promise.all([bound, told]).then(
      () => {},
      (error: unknown) => this.#parts.log(`the debugger is not ready for a cell: ${String(error)}`),
    )
  }

  /** @throws DebugError */
  standing(): Pause {
    if (this.#pause) return this.#pause
    throw new DebugError('The program is not paused.')
  }

  async setExceptions(exceptions: Exceptions): Promise<void> {
    this.#exceptions = exceptions
    await this.#tellExceptions(true)
  }

  /**
   * V8 takes all that is thrown after an await of a cell for caught. So it has to stop at caught ones too where there are
   * awaits, at half a millisecond each; elsewhere it knows by itself.
   */
  #tellExceptions(awaits: boolean): Promise<unknown> | undefined {
    const state = this.#exceptions === 'uncaught' && awaits ? 'all' : this.#exceptions
    if (state === this.#told) return undefined
    this.#told = state
    return this.#parts.control.call('Debugger.setPauseOnExceptions', { state })
  }

  /** @throws DebugError when nothing stands still */
  async go(command: 'Debugger.resume' | Step): Promise<void> {
    const { stack } = this.standing()
    if (command === 'Debugger.resume') this.#stepping.over()
    else this.#stepping.want(command, stack)
    this.#continued()
    await this.#parts.control.call(command)
  }

  /** What runs stops in the user's code; where nothing runs, the next cell does at its begin. */
  async halt(): Promise<void> {
    if (this.#pause) return
    if (!this.#parts.isRunning()) {
      this.#pauseNext = true
      return
    }
    this.#stepping.want('Debugger.pause', undefined)
    await this.#parts.control.call('Debugger.pause')
  }

  /** For an interruption: what stands still ends, and nothing stops again until the work is done. */
  async interrupting<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#started) return await work()
    this.#interrupting++
    try {
      this.release()
      return await work()
    } finally {
      if (--this.#interrupting === 0) void this.#parts.control.post('Debugger.setSkipAllPauses', { skip: false })
    }
  }

  /** What stands still ends, without running on. */
  release(): void {
    if (!this.#started) return
    const { control } = this.#parts
    this.#stepping.over()
    this.#pauseNext = false
    void control.post('Debugger.setSkipAllPauses', { skip: true })
    if (!this.#pause) return
    // Its answer comes once the program has run on: not waited for.
    void control.post('Runtime.terminateExecution')
    void control.post('Debugger.resume')
    this.#continued()
  }

  #continued(): void {
    this.#pause = undefined
    clearInterval(this.#watch)
    this.paused.clear()
    const { control, send } = this.#parts
    void control.post('Runtime.releaseObjectGroup', { objectGroup: groups.paused })
    send('continued', { threadId, allThreadsContinued: true })
  }

  /** A client that has gone for good must not leave the program standing. */
  #watchClients(): void {
    let heard = performance.now()
    clearInterval(this.#watch)
    this.#watch = setInterval(() => {
      if (this.#parts.isHeard()) heard = performance.now()
      if (performance.now() - heard > longestAlone) void this.stop()
    }, 1000).unref()
  }

  #notice(method: string, parameters: object): void {
    if (method === 'Debugger.scriptParsed') this.sources.parsed(parameters as Debugger.ScriptParsedEventDataType)
    if (method !== 'Debugger.paused') return
    this.#stopped(parameters as Debugger.PausedEventDataType).catch((error: unknown) => {
      this.#parts.log(`a pause was not understood: ${(error as Error).stack ?? String(error)}`)
      void this.#parts.control.post('Debugger.resume')
    })
  }

  async #stopped(paused: Debugger.PausedEventDataType): Promise<void> {
    const { control, send } = this.#parts
    const on = (command: Command): void => void control.post(command)
    // Too late: it was on its way while somebody ended the session or the cell.
    if (!this.#started || this.#interrupting > 0) return on('Debugger.resume')
    const stack = new Stack(paused, this.sources)
    const ids = this.breakpoints.ids(paused.hitBreakpoints ?? [])
    const decision = this.#stepping.decide(paused, stack, this.sources, { ids, exceptions: this.#exceptions })
    if (decision.do !== 'stop') return on(decision.do)
    const { reason, description } = decision
    const thrown = reason === 'exception' ? thrownOf(paused.data) : undefined
    const pause: Pause = { stack, reason, description, thrown }
    this.#pause = pause
    this.#watchClients()
    await this.evaluation.flush()
    if (this.#pause !== pause) return
    send('stopped', {
      reason,
      description,
      threadId,
      allThreadsStopped: true,
      ...(thrown ? { text: thrown.text } : {}),
      ...(reason === 'breakpoint' && ids.length > 0 ? { hitBreakpointIds: ids } : {}),
    })
  }
}
