// When cells are checked for type errors, and what becomes of them. By default beside the cell, which never waits: the warning
// arrives under its own cell, after idle if need be. 'strict' checks first and refuses; 'off' checks nothing.
//
// One exception: while the compiler is still starting, a cell with written types that shows nothing has its end held back
// for it, at most a second and a half, once a session: in a quick run from top to bottom its warning would have nowhere to go.
import type { Diagnostic, Language } from '../language/index.ts'
import type { Request } from '../session/index.ts'
import { codeFrame } from '../traceback/index.ts'
import type { RawError } from '../traceback/index.ts'
import type { HandlerContext } from './context.ts'

export type TypesMode = 'default' | 'strict' | 'off'

export interface TypeChecks {
  mode: TypesMode
  /** In strict mode the reason why the cell may not run. */
  before(request: Request, id: number): Promise<RawError | undefined> | undefined
  beside(request: Request, id: number): void
  /** What the cell's end must wait for. */
  awaited(request: Request): Promise<void> | undefined
  /** The cell has shown something. */
  shown(key: number): void
}

const yellow = '\u001B[33m'
const dim = '\u001B[2m'
const cyan = '\u001B[36m'
const off = '\u001B[0m'
const most = 5
const patience = 1500
const quietTime = 250
const mostWaiting = 100

export function createTypeChecks(
  context: HandlerContext,
  options: { language: 'typescript' | 'javascript'; loaded(): boolean },
): TypeChecks {
  const { link } = context
  const running = new Map<number, Promise<void>>()
  const quiet = new Set<number>()
  let warm = false
  let mode: TypesMode = options.language === 'typescript' ? 'default' : 'off'

  // One after the other: a cell is checked against those before it, and there is one compiler.
  let tail: Promise<unknown> = Promise.resolve()
  let waiting = 0
  const inTurn = <T>(work: (language: Language) => Promise<T>): Promise<T> => {
    waiting++
    const turn = tail.then(async () => {
      await started
      waiting--
      return await work(await context.intelligence())
    })
    tail = turn.catch(() => {})
    return turn
  }

  // The compiler is started when nothing has run for a moment, or by the first cell that needs it.
  const { promise: started, resolve: begin } = Promise.withResolvers<void>()
  let timer: NodeJS.Timeout | undefined
  const startSoon = (code: string): void => {
    clearTimeout(timer)
    if (options.loaded() || written.test(code)) begin()
    else timer = setTimeout(begin, quietTime)
  }

  const check = async (language: Language, request: Request, id: number): Promise<Diagnostic[]> => {
    // Nobody waits for what was wrong a hundred cells ago.
    const found = waiting > mostWaiting ? [] : await language.diagnose({ id, code: request.code })
    language.addCell({ id, code: request.code })
    warm = true
    return found.filter(({ severity }) => severity === 'error')
  }

  return {
    get mode() {
      return mode
    },
    set mode(value) {
      mode = value
    },
    before(request, id) {
      if (mode !== 'strict' || request.silent) return undefined
      return strict(request, id)
    },
    beside(request, id) {
      if (request.silent || mode === 'strict') return
      quiet.add(request.key)
      const { key } = request
      const done = beside(request, id).finally(() => {
        running.delete(key)
        quiet.delete(key)
      })
      running.set(key, done)
    },
    awaited({ key, code }) {
      const check = running.get(key)
      if (!check || warm || mode !== 'default' || !quiet.has(key) || !written.test(code)) return undefined
      return Promise.race([check, new Promise<void>((resolve) => setTimeout(resolve, patience))])
    },
    shown(key) {
      quiet.delete(key)
    },
  }

  async function strict(request: Request, id: number): Promise<RawError | undefined> {
    begin()
    const [first, ...more] = await inTurn((language) => check(language, request, id))
    if (!first) return undefined
    const error: RawError = {
      name: `TS${first.code}`,
      message: `${first.message} (line ${first.line}${more.length > 0 ? `, and ${more.length} more` : ''})`,
      stack: '',
      hint: first.suggestion ?? "Jupyter.types = 'default' runs cells with type errors and warns.",
    }
    return error
  }

  async function beside(request: Request, id: number): Promise<void> {
    startSoon(request.code)
    const found = await inTurn((language) => {
      if (mode !== 'off') return check(language, request, id)
      language.addCell({ id, code: request.code })
      return Promise.resolve([])
    })
    if (found.length > 0)
      link.publish('stream', { name: 'stderr', text: warning(found, id, request.code) }, request.message.header)
  }
}

/** Declarations with a type that somebody wrote down. */
const written = /\b(?:const|let|var)\s+[\w$]+\s*:\s*\S/

function warning(found: readonly Diagnostic[], id: number, source: string): string {
  const blocks = found
    .slice(0, most)
    .map(({ line, column, endColumn, message, code, suggestion }) =>
      [
        `${yellow}Type error${off} ${dim}TS${code}${off}: ${message}`,
        `  ${cyan}Cell [${id}], line ${line}${off}`,
        ...codeFrame({ source, line, column, endColumn }),
        ...(suggestion === undefined ? [] : [`${cyan}hint:${off} ${suggestion}`]),
      ].join('\n'),
    )
  const more = found.length - blocks.length
  return `${[...blocks, ...(more > 0 ? [`… and ${more} more type errors`] : [])].join('\n')}\n`
}
