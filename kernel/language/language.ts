// The language service of a session: completion, inspection and type errors over all its cells.
// Each method answers whatever happens to the TypeScript process; none throws, none blocks the caller.
//
//   const language = createLanguage({ directory, preloads: {} });  language.addCell({ id: 1, code: 'let x = 1' })
import { complete } from './complete.ts'
import type { Diagnostic, Language, LanguageOptions } from './contract.ts'
import { diagnose, diagnoseAll } from './diagnose.ts'
import { inspect } from './inspect.ts'
import { createSession } from './session.ts'

export function createLanguage(options: LanguageOptions): Language {
  const session = createSession(options)
  const failed = (what: string) => (error: unknown) => session.log(`language: ${what} failed: ${String(error)}`)
  return {
    addCell(cell) {
      try {
        session.addCell(cell)
      } catch (error) {
        failed('reading a cell')(error)
      }
    },
    async complete(code, cursor) {
      try {
        return await complete(session, code, cursor)
      } catch (error) {
        failed('completion')(error)
        return { matches: [], start: cursor, end: cursor, metadata: { _jupyter_types_experimental: [] } }
      }
    },
    async inspect(code, cursor, detail) {
      try {
        return await inspect(session, code, cursor, detail)
      } catch (error) {
        failed('inspection')(error)
        return undefined
      }
    },
    async diagnose(cell) {
      try {
        return await diagnose(session, cell)
      } catch (error) {
        failed('type check')(error)
        return []
      }
    },
    async check(cells, found) {
      let done = 0
      let goesOn = true
      const count = (diagnostics: Diagnostic[]): boolean => {
        done += 1
        return (goesOn = found(diagnostics))
      }
      try {
        await diagnoseAll(session, cells, count)
      } catch (error) {
        failed('type check')(error)
        while (goesOn && done < cells.length) count([])
      }
    },
    start() {
      session.workspace.start().catch(failed('start'))
    },
    close: () => session.workspace.close(),
  }
}
