// TypeScript → JavaScript, without looking at types: oxc on the hot path (0.03 ms for 20 lines), esbuild for what oxc leaves in
// place (standard decorators; `using` on Node 22). Both keep every line's place in a source map.
//
//   transpile('const a: number = 1', 'typescript')   // { code: 'const a = 1;\n', map }
import { createRequire } from 'node:module'
import type * as Esbuild from 'esbuild'
import type { TransformOptions } from 'oxc-transform'
import { nodeMajor } from '../kernelspec/node-version.ts'
import { CellSyntaxError, placeOf } from './errors.ts'
import { explainSyntax } from './explain.ts'
import { oxc } from './oxc.ts'
import { analyse } from './scope.ts'
import { isNode, nodes, parseTree } from './syntax.ts'

export type Language = 'typescript' | 'javascript'
type Lang = 'ts' | 'tsx' | 'js' | 'jsx'

export interface Transpiled {
  code: string
  /** Encoded mappings of a version 3 source map; undefined where the code is the source itself. */
  map: string | undefined
  /** Present where the transpiler adds statements and names of its own: whether the source ends with an expression. */
  helpers?: { value: boolean }
}

export interface TranspileOptions {
  /** Decorators as TypeScript had them before the standard, by tsconfig's experimentalDecorators. */
  legacyDecorators?: boolean
  /** Imports that no value of the source needs stay. Default true, as later cells may need them. */
  keepImports?: boolean
  /** A CommonJS module with TypeScript's own imports and exports. */
  commonjs?: boolean
  /** The factory of JSX elements; a global path. */
  jsxFactory?: string
}

const hasUsing = nodeMajor >= 24
const mayDecorate = /@[\p{ID_Start}$_(]/u
const mayAccess = /\baccessor\s+[\p{ID_Start}$_#[]/u
const mayUse = /\busing\b/

/** @throws CellSyntaxError at the source's own place. */
export function transpile(source: string, language: Language, options: TranspileOptions = {}): Transpiled {
  const [plain, jsx] = language === 'typescript' ? (['ts', 'tsx'] as const) : (['js', 'jsx'] as const)
  const decorated = mayDecorate.test(source) && hasDecorators(source, plain)
  const needsEsbuild =
    options.commonjs === true ||
    (decorated && !options.legacyDecorators) ||
    (!hasUsing && mayUse.test(source)) ||
    mayAccess.test(source) ||
    mergesNamespaces(source)
  if (needsEsbuild) return byEsbuild(source, plain, options)
  const result = byOxc(source, plain, decorated, options)
  if ('code' in result) return result
  // Namespaces that export what changes.
  if (result.error.includes('not supported by Oxc')) return byEsbuild(source, plain, options)
  // JSX is TypeScript's other dialect, where `<T>x` and `<T>() => …` mean something else: taken only where the first one fails.
  if (/<[\p{ID_Start}$_>]/u.test(source)) {
    const other = byOxc(source, jsx, decorated, options)
    if ('code' in other) return other
    if (looksLikeJsx.test(source)) throw syntaxError(source, jsx, other.error)
  }
  throw syntaxError(source, plain, result.error)
}

function byOxc(
  source: string,
  lang: Lang,
  decorated: boolean,
  options: TranspileOptions,
): Transpiled | { error: string } {
  // What is JavaScript already stays as it is.
  if (lang === 'js' && !decorated) {
    const [error] = parseTree(source, lang, { showSemanticErrors: true }).errors
    return error ? { error: error.message } : { code: source, map: undefined }
  }
  const settings: TransformOptions = {
    lang,
    sourceType: 'module',
    sourcemap: true,
    target: 'esnext',
    typescript: { onlyRemoveTypeImports: options.keepImports !== false },
    ...(decorated ? { decorator: { legacy: true } } : {}),
    jsx: {
      runtime: 'classic',
      pragma: `${options.jsxFactory ?? 'React'}.createElement`,
      pragmaFrag: `${options.jsxFactory ?? 'React'}.Fragment`,
    },
  }
  const { code, map, errors } = oxc().transformSync(`cell.${lang}`, source, settings)
  const [error] = errors
  return error ? { error: error.message } : { code, map: map?.mappings ?? '' }
}

/** Of a namespace in two parts, one sees the other's exports, which oxc doesn't know. */
function mergesNamespaces(source: string): boolean {
  if (!/\b(?:namespace|module|enum)\s/.test(source)) return false
  const names = [...source.matchAll(/\b(?:namespace|module|enum)\s+([\p{ID_Continue}$]+)/gu)].map(([, name]) => name)
  return new Set(names).size < names.length
}

/** A closing tag, or one that closes itself: comparisons and type arguments have neither. */
const looksLikeJsx = /<\/[\w.]*>|\/>/

function hasDecorators(source: string, lang: Lang): boolean {
  let found = false
  analyse(parseTree(source, lang).program, (node) => {
    if (Array.isArray(node['decorators']) && node['decorators'].some(isNode)) found = true
  })
  return found
}

function byEsbuild(source: string, lang: Lang, options: TranspileOptions): Transpiled {
  const esbuild = createRequire(import.meta.url)('esbuild') as typeof Esbuild
  try {
    const { code, map } = esbuild.transformSync(source, {
      loader: lang,
      format: options.commonjs === true ? 'cjs' : 'esm',
      target: 'es2024',
      sourcemap: 'external',
      logLevel: 'silent',
      jsxFactory: `${options.jsxFactory ?? 'React'}.createElement`,
      jsxFragment: `${options.jsxFactory ?? 'React'}.Fragment`,
      tsconfigRaw: {
        compilerOptions: { verbatimModuleSyntax: true, experimentalDecorators: options.legacyDecorators === true },
      },
    })
    return {
      code,
      map: (JSON.parse(map) as { mappings: string }).mappings,
      helpers: { value: endsWithExpression(source, lang) },
    }
  } catch (error) {
    throw syntaxError(source, lang, (error as Error).message)
  }
}

function endsWithExpression(source: string, lang: Lang): boolean {
  return nodes(parseTree(source, lang).program['body']).at(-1)?.type === 'ExpressionStatement'
}

/** The source's first syntax error, said in our words and with its place. */
export function syntaxError(source: string, lang: Lang, fallback: string): CellSyntaxError {
  const error = parseTree(source, lang, { showSemanticErrors: true }).errors[0]
  // Of two declarations, the second one is the fault.
  const label = error?.labels.at(-1)
  const start = Math.min(label?.start ?? 0, source.length)
  const { line, column } = placeOf(source, start)
  const lineEnd = source.indexOf('\n', start)
  const end = Math.min(
    Math.max(label?.end ?? start, start + 1),
    lineEnd < 0 ? Math.max(source.length, start + 1) : Math.max(lineEnd, start + 1),
  )
  const { message, hint } = explainSyntax(error?.message ?? fallback, source, start, error?.helpMessage ?? undefined)
  return new CellSyntaxError(message, { line, column, endColumn: column + (end - start) }, hint)
}
