// The inspector session on the user's own thread, through which cells are evaluated in V8's REPL mode. Evaluations start from a
// clean stack: one that is started through another thread's session can never be terminated (Node guards its dispatch).
//
//   const { error } = await inspector.evaluate(code)
import { Session } from 'node:inspector'
import type { Runtime } from 'node:inspector'
import { nodeMajor } from '../kernelspec/node-version.ts'

export type Evaluated =
  | { ok: true }
  | { ok: false; error: unknown; details: Runtime.ExceptionDetails }
  | { ok: false; abandoned: true }

const group = 'cell'
// Cells may replace these (fake timers do).
const { setImmediate: later } = globalThis
const now = performance.now.bind(performance)

export class CellInspector {
  #session = connected()
  readonly #mend: () => void
  #caught: { error: unknown } | undefined
  readonly #catch = (error: unknown): void => {
    this.#caught = { error }
  }

  /** @param mend is called after what cells do, before the kernel goes on. */
  constructor(mend: () => void) {
    this.#mend = mend
    // Now: cells may make globalThis refuse more.
    Object.defineProperty(globalThis, hook, { value: this.#catch, configurable: true })
  }

  /**
   * Runs in the asynchronous context of the caller; settles when the cell's last top-level await has.
   * @param heard whether a debugger may stop at what it throws
   */
  evaluate(expression: string, heard: boolean): Promise<Evaluated> {
    return new Promise((resolve) => {
      const session = this.#session
      const parameters = {
        expression: withAwait(expression),
        replMode: true,
        awaitPromise: true,
        silent: !heard,
        objectGroup: group,
      } as const
      const started = now()
      const start = (): void => {
        session.post('Runtime.evaluate', parameters, answered)
        // What it did before its first await.
        this.#mend()
      }
      const answered = (failure: Error | null, result?: object): void => {
        // What it did after that.
        if (now() - started > 1) this.#mend()
        // Terminated, or this session was given up.
        if (failure) return resolve({ ok: false, abandoned: true })
        const { exceptionDetails } = result as Runtime.EvaluateReturnType
        const evaluated: Evaluated = exceptionDetails
          ? { ok: false, error: this.#thrown(session, exceptionDetails), details: exceptionDetails }
          : { ok: true }
        session.post('Runtime.releaseObjectGroup', { objectGroup: group })
        resolve(evaluated)
      }
      // From an empty stack: V8 takes what is thrown for caught where any caller has a `catch`, as the kernel itself.
      if (heard) later(start)
      else start()
    })
  }

  /**
   * A cell whose asynchronous part was terminated never answers: a new session makes the old one's evaluations answer at once.
   * Variables survive, they are V8's. (On Node 22 a garbage-collected pending cell would otherwise abort the process.)
   */
  swap(): void {
    const old = this.#session
    this.#session = connected()
    old.disconnect()
  }

  /** The thrown value itself, from the protocol's description of it. */
  #thrown(session: Session, details: Runtime.ExceptionDetails): unknown {
    const { exception } = details
    if (!exception) return new Error(details.text)
    const argument: Runtime.CallArgument =
      exception.objectId === undefined
        ? exception.unserializableValue === undefined
          ? { value: exception.value as unknown }
          : { unserializableValue: exception.unserializableValue }
        : { objectId: exception.objectId }
    this.#caught = undefined
    session.post('Runtime.evaluate', { expression: 'globalThis' }, (failure, { result }) => {
      if (failure || result.objectId === undefined) return
      const call = { functionDeclaration: source, objectId: result.objectId, arguments: [argument], silent: true }
      session.post('Runtime.callFunctionOn', call)
      session.post('Runtime.releaseObject', { objectId: result.objectId })
    })
    const caught = this.#caught as { error: unknown } | undefined
    return caught ? caught.error : new Error(exception.description ?? details.text)
  }
}

/**
 * Node 22 ends the process when a cell's promise is garbage before its reaction has run. That of a cell without an await is,
 * and printing a hundred thousand lines is garbage enough; one that awaits is held by what it awaits.
 */
const withAwait: (code: string) => string =
  nodeMajor < 24 ? (code) => code.replace(/(?=\n\/\/# sourceURL=.*$)/, '\n;await 0') : (code) => code

const hook = Symbol.for('loopbook.thrown')
const source = `function (error) { this[Symbol.for('loopbook.thrown')](error) }`

function connected(): Session {
  const session = new Session()
  session.connect()
  return session
}
