// Runs one cell after the other on the user's thread: evaluation, the last value's view, user expressions, interruption. Which
// cell comes next, counting and replies are the I/O thread's business.
//
//   const evaluator = new Evaluator({ outbox, runtime, … });  await evaluator.execute(order)
import type { CellRuntime } from '../compile/runtime.ts'
import { forgetThrown } from '../compile/thrown.ts'
import { toMimeBundle } from '../display/index.ts'
import type { Display } from '../display/index.ts'
import { withPlace } from '../traceback/place.ts'
import type { ExceptionDetails } from '../traceback/place.ts'
import type { RawError } from '../traceback/raw.ts'
import { serializeError } from '../traceback/serialize.ts'
import type { ExecuteOrder, ExpressionResult, Outcome, Shown } from './channel.ts'
import { runAs } from './context.ts'
import { CellInspector } from './inspector.ts'
import type { Evaluated } from './inspector.ts'
import { KeyboardInterrupt } from './interruption.ts'
import type { Interruption } from './interruption.ts'
import type { Outbox } from './outbox.ts'

export interface EvaluatorParts {
  outbox: Outbox
  runtime: CellRuntime
  display: Display
  interruption: Interruption
  /** Repairs what a cell has broken that the kernel needs. */
  mend(): void
  /** What else a cell waits for before it ends. */
  settled(): Promise<unknown> | undefined
}

interface Running {
  key: number
  interrupted: boolean
  /** Ends the wait for what never answers. */
  giveUp(): void
  givenUp: Promise<'given up'>
}

interface Failure {
  error: unknown
  details?: ExceptionDetails
}

const { setTimeout: after, setImmediate: later } = globalThis
const now = performance.now.bind(performance)

export class Evaluator {
  readonly #parts: EvaluatorParts
  readonly #inspector: CellInspector
  #running: Running | undefined

  constructor(parts: EvaluatorParts) {
    this.#parts = parts
    this.#inspector = new CellInspector(parts.mend)
  }

  get runningKey(): number | undefined {
    return this.#running?.key
  }

  async execute(order: ExecuteOrder): Promise<void> {
    const { outbox, interruption } = this.#parts
    const { key } = order
    const { promise: givenUp, resolve } = Promise.withResolvers<'given up'>()
    const running: Running = { key, interrupted: false, giveUp: () => resolve('given up'), givenUp }
    this.#running = running
    interruption.renew()
    const start = now()
    const outcome = await this.#outcome(order, running)
    this.#running = undefined
    outbox.add({ type: 'done', key, outcome, milliseconds: now() - start })
    outbox.flush()
    outbox.forget(key)
  }

  async #outcome(order: ExecuteOrder, running: Running): Promise<Outcome> {
    const { runtime, display, settled } = this.#parts
    runtime.takeValue()
    runtime.keep(order.keeps)
    forgetThrown()
    try {
      const imported = order.imports === '' ? undefined : await this.#evaluate(order, order.imports, running)
      const ready = imported === undefined || (!('abandoned' in imported) && imported.ok && !running.interrupted)
      const evaluated = ready ? await this.#evaluate(order, order.code, running) : imported
      if (!('abandoned' in evaluated) && !evaluated.ok) return this.#failed(evaluated, order, !ready)
      if ('abandoned' in evaluated || running.interrupted)
        return this.#failed({ error: new KeyboardInterrupt() }, order, !ready)
      const value = runtime.takeValue()?.value
      const shown = await this.#orGivenUp(
        runAs(order.key, () => view(value)),
        running,
      )
      await this.#orGivenUp(display.settled(), running)
      const more = settled()
      if (more) await this.#orGivenUp(more, running)
      const expressions: Record<string, ExpressionResult> = {}
      for (const [name, code] of Object.entries(order.expressions)) {
        expressions[name] = await this.#expression(order, code, running)
      }
      return { status: 'ok', ...(shown ? { shown } : {}), expressions }
    } catch (error) {
      return failure(serializeError(error))
    }
  }

  #failed({ error, details }: Failure, { code, cell }: ExecuteOrder, unbegun: boolean): Outcome {
    const url = /sourceURL=(.*)$/.exec(code)?.[1] ?? ''
    const placed = withPlace(serializeError(error), details, { url, reached: this.#parts.runtime.reached(cell) })
    return { ...failure(placed), ...(unbegun && { unbegun }) }
  }

  async #evaluate({ key, heard }: ExecuteOrder, code: string, running: Running): Promise<Evaluated> {
    const evaluation = runAs(key, () => this.#inspector.evaluate(code, heard))
    const evaluated = await Promise.race([evaluation, running.givenUp])
    return evaluated === 'given up' ? { ok: false, abandoned: true } : evaluated
  }

  async #expression(order: ExecuteOrder, code: string, running: Running): Promise<ExpressionResult> {
    const { runtime } = this.#parts
    const evaluated = await this.#evaluate(order, code, running)
    if ('abandoned' in evaluated) return { status: 'error', error: serializeError(new KeyboardInterrupt()) }
    if (!evaluated.ok) return { status: 'error', error: serializeError(evaluated.error) }
    const shown = await this.#orGivenUp(view(runtime.takeValue()?.value), running)
    return { status: 'ok', ...(shown ?? { data: { 'text/plain': 'undefined' }, metadata: {} }) }
  }

  async #orGivenUp<T>(promise: Promise<T>, running: Running): Promise<T> {
    const result = await Promise.race([promise, running.givenUp])
    if (result === 'given up') throw new KeyboardInterrupt()
    return result
  }

  /**
   * Called when the thread is free: the cell waits for something, or what it did was just terminated. What it awaits at its top
   * level fails, so that `finally` blocks run; what still hasn't ended then is given up.
   */
  interrupt(): void {
    const running = this.#running
    const reason = new KeyboardInterrupt()
    this.#parts.interruption.abort(reason)
    if (!running) return
    running.interrupted = true
    this.#parts.runtime.interruptAwaits(reason)
    const giveUp = (): void => {
      if (this.#running !== running) return
      this.#inspector.swap()
      running.giveUp()
    }
    // Time for `finally` blocks to run, also for those that wait for a little something.
    later(() => later(() => after(giveUp, 25)))
  }
}

async function view(value: unknown): Promise<Shown | undefined> {
  const data = await toMimeBundle(value)
  return data && { data, metadata: {} }
}

function failure(error: RawError): Outcome & { status: 'error' } {
  const { assertion } = error
  return {
    status: 'error',
    error,
    ...(assertion ? { shownAssertion: { 'application/vnd.loopbook.assertion+json': assertion } } : {}),
  }
}
