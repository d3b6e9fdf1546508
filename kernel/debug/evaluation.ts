// Expressions of a client's: evaluated in a frame that stands still, or in the session. TypeScript, like the cells. Through this
// session V8 can't end what it runs, so each has a time, and outside of a frame no breakpoint is heeded.
//
//   await evaluation.evaluate('user.name as string', call)   // RemoteObject
import type { Debugger, Runtime } from 'node:inspector'
import { writtenNames } from '../compile/builtins.ts'
import { isIdentifier, ownName, writtenName } from '../compile/index.ts'
import type { ControlInspector } from '../control/inspector.ts'
import { javascriptOf } from './expressions.ts'
import { DebugError } from './protocol.ts'

export interface EvaluationOptions {
  /** What would change something fails. */
  harmless?: boolean
  byValue?: boolean
  /** Objects stay reachable until this is released. */
  group: string
}

/** Milliseconds. */
const longest = 5000

/** What is global while a value is on its way from a frame to the session. */
const parcel = "globalThis[Symbol.for('loopbook.debug.parcel')]"
const hook = "globalThis[Symbol.for('loopbook.debug')]"

export class Evaluation {
  readonly #control: ControlInspector

  constructor(control: ControlInspector) {
    this.#control = control
  }

  /** @throws DebugError with what it throws */
  async evaluate(
    expression: string,
    call: Debugger.CallFrame | undefined,
    options: EvaluationOptions,
  ): Promise<Runtime.RemoteObject> {
    return await this.#run(javascriptOf(expression, await this.#naming(call)), call?.callFrameId, options)
  }

  /** The MIME bundle of a variable. @throws DebugError */
  async view(path: string, call: Debugger.CallFrame | undefined, group: string): Promise<Record<string, unknown>> {
    if (!isPath(path)) throw new DebugError(`"${path.slice(0, 100)}" is not the name of a variable.`)
    const expression = `${hook}.view(${javascriptOf(path, await this.#naming(call))}, ${call !== undefined})`
    const { value } = await this.#run(expression, call?.callFrameId, { group, byValue: true })
    return JSON.parse(String(value)) as Record<string, unknown>
  }

  /** A variable of a frame becomes one of the session, as if a cell had declared it. @throws DebugError */
  async copy(from: string, to: string, call: Debugger.CallFrame, group: string): Promise<void> {
    if (!isPath(from) || !isIdentifier(to)) throw new DebugError('Both names must be those of variables.')
    await this.#run(`${parcel} = ${javascriptOf(from, await this.#naming(call))}`, call.callFrameId, { group })
    const declaration = `let ${ownName(to)} = ${parcel}`
    // The REPL's answer to a declaration comes when the program runs on; the declaration itself is there at once.
    void this.#control.post('Runtime.evaluate', { expression: declaration, replMode: true, silent: true })
    await this.#control.post('Runtime.evaluate', { expression: `delete ${parcel}`, silent: true })
    if (!(await this.names()).includes(ownName(to))) throw new DebugError(`${to} can not be declared in the session.`)
  }

  /** V8's names for what the frame or the session knows by another one. */
  async #naming(call: Debugger.CallFrame | undefined): Promise<(name: string) => string> {
    const renamed = new Set((await this.names()).map(writtenName).filter((name) => ownName(name) !== name))
    if (renamed.size === 0) return (name) => name
    const inner = (call?.scopeChain ?? []).filter(({ type }) => type !== 'script' && type !== 'global')
    for (const { object } of inner) {
      const { result } = await this.#control.call<Runtime.GetPropertiesReturnType>('Runtime.getProperties', {
        objectId: object.objectId,
        ownProperties: true,
      })
      for (const { name } of result) renamed.delete(name)
    }
    return (name) => (renamed.has(name) ? ownName(name) : name)
  }

  /** The session's variables, by V8's names. */
  async names(): Promise<string[]> {
    const call = 'Runtime.globalLexicalScopeNames'
    return (await this.#control.call<Runtime.GlobalLexicalScopeNamesReturnType>(call)).names
  }

  /** A variable's value; undefined where it has none yet. */
  async look(name: string, callFrameId: string | undefined, group: string): Promise<Runtime.RemoteObject | undefined> {
    try {
      return await this.#run(name, callFrameId, { harmless: true, group })
    } catch {
      return undefined
    }
  }

  async release(group: string): Promise<void> {
    await this.#control.post('Runtime.releaseObjectGroup', { objectGroup: group })
  }

  /** Before V8 keeps the stacks of awaits. */
  async prepare(): Promise<void> {
    await this.#run(`${hook}?.prepare()`, undefined, { group: 'debug' })
  }

  /** What the cell has printed so far is sent. */
  async flush(): Promise<void> {
    await this.#control.post('Runtime.evaluate', { expression: `${hook}?.flush()`, silent: true, disableBreaks: true })
  }

  async #run(
    expression: string,
    callFrameId: string | undefined,
    { harmless = false, byValue = false, group }: EvaluationOptions,
  ): Promise<Runtime.RemoteObject> {
    const parameters = {
      expression,
      objectGroup: group,
      silent: true,
      throwOnSideEffect: harmless,
      timeout: longest,
      generatePreview: !byValue,
      returnByValue: byValue,
    }
    const { result, exceptionDetails } = callFrameId
      ? await this.#control.call<Runtime.EvaluateReturnType>('Debugger.evaluateOnCallFrame', {
          ...parameters,
          callFrameId,
        })
      : await this.#control.call<Runtime.EvaluateReturnType>('Runtime.evaluate', {
          ...parameters,
          disableBreaks: true,
          awaitPromise: byValue,
        })
    if (exceptionDetails) throw new DebugError(messageOf(exceptionDetails))
    return result
  }
}

/** `user`, `user.names[3]`, `this.#id` no: what has no effect but its getters'. */
function isPath(path: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*(?:\.[\p{ID_Start}$_][\p{ID_Continue}$]*|\[(?:\d+|"(?:[^"\\]|\\.)*")\])*$/u.test(
    path,
  )
}

function messageOf({ exception, text }: Runtime.ExceptionDetails): string {
  const [first = ''] = (exception?.description ?? (exception ? String(exception.value) : text)).split('\n')
  return first.includes('Possible side-effect') ? 'Evaluating this would change something.' : writtenNames(first)
}
