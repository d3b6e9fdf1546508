// What becomes of a cell's type errors. By default the check runs beside the cell, which never waits: the warning arrives
// under its own cell, after idle if need be. 'strict' checks first and refuses; 'off' checks nothing. When, says check-queue.ts.
//
// While the compiler is still starting, a warning would come a second after idle, when clients that read no further have gone
// on. So once a session the idle status of a cell with written types waits for it, unless something else is to be run.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Diagnostic, Language } from '../language/index.ts'
import type { TypesMode } from '../evaluate/notebook-settings.ts'
import type { Request } from '../session/index.ts'
import type { RawError } from '../traceback/index.ts'
import { createCheckQueue } from './check-queue.ts'
import type { HandlerContext } from './context.ts'
import { typeWarning } from './type-warning.ts'

export interface TypeChecks {
  mode: TypesMode
  /** In strict mode the reason why the cell may not run. */
  before(request: Request, id: number): Promise<RawError | undefined> | undefined
  /** The cell runs from now on. */
  beside(request: Request, id: number): void
  /** The session has a variable that no cell declares. */
  declare(name: string): void
  /** What the idle status after a cell waits for, its reply being sent: the first check, at most a second and a half. */
  heldBack(request: Request): Promise<unknown> | undefined
  /** A cell has started or ended. */
  stir(): void
  /** Gives the language service the cells that it doesn't know yet. */
  read(language: Language): void
  /** Resolves when all cells that ran have been checked and their warnings published. */
  settled(): Promise<void>
}

const patience = 1500
/** Declarations with a type that somebody wrote down. */
const written = /\b(?:const|let|var)\s+[\w$]+\s*:\s*\S/

export function createTypeChecks(context: HandlerContext, options: { mode: TypesMode; loaded(): boolean }): TypeChecks {
  const { link } = context
  let { mode } = options
  let warm = false
  // Below those of cells that aren't counted.
  let lastId = -1e9
  const queue = createCheckQueue({
    intelligence: () => context.intelligence(),
    loaded: () => options.loaded(),
    wanted: () => mode === 'default',
    found(request, id, diagnostics) {
      warm = true
      const errors = diagnostics.filter(isError)
      if (errors.length === 0) return
      link.publish('stream', { name: 'stderr', text: typeWarning(errors, id, request.code) }, request.message.header)
    },
  })

  return {
    get mode() {
      return mode
    },
    set mode(value) {
      mode = value
    },
    before(request, id) {
      return mode === 'strict' && !request.silent ? refusal(request, id) : undefined
    },
    beside(request, id) {
      if (!request.silent) queue.add(request, id, mode !== 'default')
    },
    declare: (name) => queue.know({ id: --lastId, code: `let ${name}: any` }),
    heldBack({ code, silent }) {
      if (warm || mode !== 'default' || silent || !written.test(code)) return undefined
      warm = true
      return Promise.race([queue.settled(), sleep(patience, undefined, { ref: false })])
    },
    stir: () => queue.stir(),
    read: (language) => queue.read(language),
    settled: () => queue.settled(),
  }

  async function refusal({ code }: Request, id: number): Promise<RawError | undefined> {
    const language = await context.intelligence()
    const [first, ...more] = (await language.diagnose({ id, code })).filter(isError)
    if (!first) return undefined
    return {
      name: `TS${first.code}`,
      message: `${first.message} (line ${first.line}${more.length > 0 ? `, and ${more.length} more` : ''})`,
      stack: '',
      hint: first.suggestion ?? "Jupyter.types = 'default' runs cells with type errors and warns.",
    }
  }
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error'
}
