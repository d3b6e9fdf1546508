// TypeScript → JavaScript, without looking at types: oxc on the hot path (0.03 ms for 20 lines), esbuild for what oxc leaves in
// place (standard decorators; `using` on Node 22). Both keep every line's place in a source map.
//
//   transpile('const a: number = 1', 'typescript')   // { code: 'const a = 1;\n', map }
import { createRequire } from 'node:module'
import { parseSync } from 'oxc-parser'
import { transformSync } from 'oxc-transform'
import type { TransformOptions } from 'oxc-transform'
import { CellSyntaxError, placeOf } from './errors.ts'
import { explainSyntax } from './explain.ts'
import { isNode, walk } from './syntax.ts'
import type { Node } from './syntax.ts'

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
  /** The factory of JSX elements; a global path. */
  jsxFactory?: string
}

const hasUsing = Number(process.versions.node.split('.')[0]) >= 24
const mayDecorate = /@[\p{ID_Start}$_(]/u
const mayUse = /\busing\b/

/** @throws CellSyntaxError at the source's own place. */
export function transpile(source: string, language: Language, options: TranspileOptions = {}): Transpiled {
  const lang = chooseLang(source, language)
  const decorated = mayDecorate.test(source) && hasDecorators(source, lang)
  if ((decorated && !options.legacyDecorators) || (!hasUsing && mayUse.test(source)))
    return byEsbuild(source, lang, options)
  const settings: TransformOptions = {
    lang,
    sourceType: 'module',
    sourcemap: true,
    target: 'esnext',
    typescript: { onlyRemoveTypeImports: true },
    ...(decorated ? { decorator: { legacy: true } } : {}),
    jsx: {
      runtime: 'classic',
      pragma: `${options.jsxFactory ?? 'React'}.createElement`,
      pragmaFrag: `${options.jsxFactory ?? 'React'}.Fragment`,
    },
  }
  const { code, map, errors } = transformSync(`cell.${lang}`, source, settings)
  if (errors.length > 0) throw syntaxError(source, lang, errors[0]!.message)
  return { code, map: map?.mappings ?? '' }
}

/** JSX is TypeScript's other dialect, where `<T>x` and `<T>() => …` mean something else: taken only where the first one fails. */
function chooseLang(source: string, language: Language): Lang {
  const [plain, jsx] = language === 'typescript' ? (['ts', 'tsx'] as const) : (['js', 'jsx'] as const)
  if (!/<[\p{ID_Start}$_>]/u.test(source)) return plain
  if (parses(source, plain)) return plain
  return parses(source, jsx) ? jsx : plain
}

function parses(source: string, lang: Lang): boolean {
  return parseSync(`cell.${lang}`, source, { lang, sourceType: 'module' }).errors.length === 0
}

function hasDecorators(source: string, lang: Lang): boolean {
  let found = false
  walk(parseSync(`cell.${lang}`, source, { lang, sourceType: 'module' }).program as unknown as Node, (node) => {
    if (Array.isArray(node['decorators']) && node['decorators'].some(isNode)) found = true
  })
  return found
}

function byEsbuild(source: string, lang: Lang, options: TranspileOptions): Transpiled {
  const esbuild = createRequire(import.meta.url)('esbuild') as typeof import('esbuild')
  try {
    const { code, map } = esbuild.transformSync(source, {
      loader: lang,
      format: 'esm',
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
  return (
    parseSync(`cell.${lang}`, source, { lang, sourceType: 'module' }).program.body.at(-1)?.type ===
    'ExpressionStatement'
  )
}

/** The source's first syntax error, said in our words and with its place. */
export function syntaxError(source: string, lang: Lang, fallback: string): CellSyntaxError {
  const error = parseSync(`cell.${lang}`, source, { lang, sourceType: 'module' }).errors[0]
  const label = error?.labels[0]
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
