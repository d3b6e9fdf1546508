// Where V8 can stop in a compiled cell, known before the cell runs: this thread's own V8 compiles it, as a function that is
// never called, and says so.
//
//   const breakable = createBreakable();  breakable.places('let a = 1\nf(a)')   // [{ line: 0, column: 8 }, …]
import { Session } from 'node:inspector'
import type { Debugger } from 'node:inspector'

/** As V8 counts: both from 0. */
export interface CompiledPlace {
  line: number
  column: number
}

export interface Breakable {
  /** In the order of the text; none when it can't be compiled. */
  places(code: string): CompiledPlace[]
  close(): void
}

export function createBreakable(): Breakable {
  const session = new Session()
  session.connect()
  // A session of the own thread answers before `post` returns.
  const call = (method: string, parameters: object): unknown => {
    let answer: unknown
    session.post(method, parameters, (error, result) => (answer = error ? undefined : result))
    return answer
  }
  let parsed: string | undefined
  call('Debugger.enable', {})
  session.on('Debugger.scriptParsed', ({ params }) => (parsed = params.scriptId))
  return {
    places(code) {
      parsed = undefined
      // What the REPL takes at its top, awaits among it, is allowed in such a function too.
      call('Runtime.evaluate', { expression: `(async () => {\n${code}\n}), 0`, silent: true })
      if (parsed === undefined) return []
      const start = { scriptId: parsed, lineNumber: 1, columnNumber: 0 }
      const found = call('Debugger.getPossibleBreakpoints', { start })
      const last = code.split('\n').length
      return ((found as Debugger.GetPossibleBreakpointsReturnType | undefined)?.locations ?? [])
        .map(({ lineNumber, columnNumber = 0 }) => ({ line: lineNumber - 1, column: columnNumber }))
        .filter(({ line }) => line < last)
    },
    close: () => session.disconnect(),
  }
}
