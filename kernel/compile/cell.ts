// A cell's TypeScript → what the user's thread evaluates, and the way back from a place in it to a place in the cell. Runs on
// the I/O thread, so that compiling never waits for user code.
//
//   const { code, url, originalPosition } = compileCell({ code: 'const a: number = 1', id: 3, language: 'typescript', directory })
import { TraceMap, traceSegment } from '@jridgewell/trace-mapping'
import { ownName } from './builtins.ts'
import { offsetOf, placeOf } from './errors.ts'
import { checkLimits } from './limits.ts'
import { rewrite } from './rewrite.ts'
import { runtimeName } from './name.ts'
import type { Rewritten, RewriteOptions } from './rewrite.ts'
import { syntaxError, transpile } from './transpile.ts'
import type { Language } from './transpile.ts'
import { legacyDecorators } from './tsconfig.ts'
import { unwrapLiteral } from './literal.ts'

export interface CellSource {
  code: string
  /** The execution count, which names the cell in errors. */
  id: number
  language: Language
  /** Absolute path of the notebook's folder. */
  directory: string
  /** Names that earlier cells declared as constants: assignments to them throw. */
  constants?: ReadonlySet<string>
  /** Names of JavaScript's and Node's own that earlier cells declared: see ownName. */
  declared?: ReadonlySet<string>
}

export interface Position {
  /** From 1. */
  line: number
  /** From 0, in UTF-16 units. */
  column: number
}

export interface CompiledCell {
  /** Ends with a sourceURL comment. */
  code: string
  /** `cell:///3.ts` */
  url: string
  source: string
  declares: string[]
  /** Of those, the constants (imports among them). */
  constants: string[]
  /** Of those, the ones that begin with the value they have. */
  vars: string[]
  /** Evaluated before it: its imports alone. When one fails, the cell has declared nothing. Empty without imports. */
  imports: string
  /** Names that the cell uses and doesn't declare. */
  uses: string[]
  /** How many characters of `code` come before anything that comes from the source. */
  opening: number
  /** Place in the source of a place in `code`. */
  originalPosition(line: number, column: number): Position | undefined
  /** Place in the source of what the runtime says was reached. */
  reachedPosition(offset: number): Position | undefined
}

/** @throws CellSyntaxError with the place in the cell. */
export function compileCell(cell: CellSource): CompiledCell {
  const { id, language, directory } = cell
  const extension = language === 'typescript' ? 'ts' : 'js'
  const url = `cell:///${id}.${extension}`
  checkLimits(cell.code)
  const source = withoutShebang(cell.code)
  const literal = unwrapLiteral(source)
  const {
    code: script,
    map,
    helpers,
  } = transpile(literal?.code ?? source, language, {
    legacyDecorators: legacyDecorators(directory),
    jsxFactory: `${runtimeName}.jsx`,
  })
  const { pieces, declares, constants, vars, imports, uses, opening } = rewriteOrExplain(script, source, extension, {
    cell: id,
    ...(cell.constants && { constants: cell.constants }),
    keeps: (name) => !isMade(name, source),
    ...helpers,
    named(name, own) {
      // A later cell's `_init` must not become this one's.
      if (helpers && name.startsWith('_') && !source.includes(name)) return `${name}_cell${id}`
      return own || cell.declared?.has(name) ? ownName(name) : name
    },
  })
  const code = `${pieces.toString()}\n//# sourceURL=${url}`
  const trace = lazy(() => new TraceMap({ version: 3, mappings: map ?? '', sources: [url], names: [] }))
  const inSource = (place: Position): Position | undefined => {
    const found = map === undefined ? place : originalPlace(trace(), place, script, source)
    if (!found) return undefined
    const { line: from, column: at } = found
    return { line: from, column: from === 1 && literal ? Math.max(0, at - literal.before) : at }
  }
  return {
    code,
    url,
    source: cell.code,
    declares: declares.filter((name) => !helpers || source.includes(name)),
    constants,
    vars,
    imports: imports === '' ? '' : `${imports}\n//# sourceURL=${url}`,
    uses,
    opening,
    originalPosition: (line, column) => inSource(placeOf(script, pieces.originalOffset(offsetOf(code, line, column)))),
    reachedPosition: (offset) => inSource(placeOf(script, offset)),
  }
}

/** Enums and namespaces become a `var` that would take in the members of their last run. */
function isMade(name: string, source: string): boolean {
  const escaped = name.replaceAll('$', String.raw`\$`)
  return (
    !/\bvar\b/.test(source) || new RegExp(String.raw`\b(?:enum|namespace|module)\s+${escaped}(?![\w$])`).test(source)
  )
}

/** The map knows where tokens begin; within one, the texts are the same and so is the way from its begin. */
function originalPlace(map: TraceMap, place: Position, script: string, source: string): Position | undefined {
  const [begin = 0, , line, column] = traceSegment(map, place.line - 1, place.column) ?? []
  if (line === undefined || column === undefined) return undefined
  const way = place.column - begin
  const from = offsetOf(script, place.line, begin)
  const to = offsetOf(source, line + 1, column)
  const same = script.slice(from, from + way) === source.slice(to, to + way)
  return { line: line + 1, column: same ? column + way : column }
}

function rewriteOrExplain(script: string, source: string, lang: 'ts' | 'js', options?: RewriteOptions): Rewritten {
  try {
    return rewrite(script, options)
  } catch (error) {
    throw syntaxError(source, lang, (error as Error).message)
  }
}

/** Same length, so that places stay. */
function withoutShebang(code: string): string {
  return code.startsWith('#!') ? `//${code.slice(2)}` : code
}

function lazy<T>(make: () => T): () => T {
  let value: T | undefined
  return () => (value ??= make())
}
