// The I/O thread's way into the user's thread while that one computes: V8's inspector from outside. Never used to start cells
// (those could not be terminated), only to stop them and to look at names.
//
//   await control.terminate();  await control.evaluate('a.b', { sideEffects: false })
import { Session } from 'node:inspector'
import type { Runtime } from 'node:inspector'

export interface ControlInspector {
  /** Ends what JavaScript runs now, after a last expression in its midst. Without any, whatever comes next would end: `absorb` after it takes that. */
  terminate(last: string): Promise<void>
  absorb(): Promise<void>
  post<T>(method: string, parameters?: object): Promise<T | undefined>
  /** As `post`, for whoever has to say what went wrong. @throws Error with V8's words, or when there is no answer in time. */
  call<T>(method: string, parameters?: object): Promise<T>
  /** Tells of everything that V8 says by itself; the last listener only. */
  listen(notice: ((method: string, parameters: object) => void) | undefined): void
  /** An object's description without running user code: what would have an effect is not evaluated. */
  look(expression: string): Promise<Runtime.RemoteObject | undefined>
}

/** Milliseconds after which an answer isn't waited for any more. */
const patience = 400
/** For what somebody waits for in front of a debugger. */
const longPatience = 6000

export function createControl(): ControlInspector {
  let session: Session | undefined
  let listener: ((method: string, parameters: object) => void) | undefined
  const connected = (): Session => {
    if (!session) {
      session = new Session()
      session.connectToMainThread()
      session.on('inspectorNotification', ({ method, params }: { method: string; params?: object }) =>
        listener?.(method, params ?? {}),
      )
    }
    return session
  }
  const ask = <T>(method: string, parameters: object, within: number): Promise<T> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('The thread that runs cells does not answer.')), within)
      connected().post(method, parameters, (error, result) => {
        clearTimeout(timer)
        if (error) reject(new Error(error.message.replace(/^Inspector error -?\d+: /, '')))
        else resolve(result as T)
      })
    })
  const post = <T>(method: string, parameters: object = {}): Promise<T | undefined> =>
    ask<T>(method, parameters, patience).catch(() => undefined)
  return {
    post,
    call: (method, parameters = {}) => ask(method, parameters, longPatience),
    listen: (notice) => void (listener = notice),
    async terminate(last) {
      // Not waited for: a thread that stands in native code answers neither.
      void post('Runtime.evaluate', { expression: last, silent: true })
      await post('Runtime.terminateExecution')
    },
    async absorb() {
      await post('Runtime.evaluate', { expression: '0' })
    },
    async look(expression) {
      const result = await post<Runtime.EvaluateReturnType>('Runtime.evaluate', {
        expression,
        throwOnSideEffect: true,
        silent: true,
        timeout: 100,
        objectGroup: 'look',
      })
      return result && !result.exceptionDetails ? result.result : undefined
    },
  }
}
