// A file beside the notebook → JavaScript, as both threads need it: one to run it, one to find its places for a debugger.
//
//   transpileFile('/notebooks/helpers.ts', 'export const a: number = 1')   // { code: 'export const a = 1;\n', map }
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CellSyntaxError } from './errors.ts'
import { runtimeName } from './name.ts'
import { transpile } from './transpile.ts'
import type { Transpiled } from './transpile.ts'
import { legacyDecorators } from './tsconfig.ts'

const typescript = /\.[mc]?tsx?$|\.jsx$/

/** Whether it needs to be: everything else Node takes as it is. */
export function isCompiled(path: string): boolean {
  return typescript.test(path)
}

/** @throws SyntaxError whose stack names the place in the file. */
export function transpileFile(path: string, source: string): Transpiled {
  try {
    return transpile(source, path.endsWith('.jsx') ? 'javascript' : 'typescript', {
      // As TypeScript does by itself: an import of nothing but types has no module to load.
      keepImports: false,
      commonjs: path.endsWith('.cts'),
      legacyDecorators: legacyDecorators(dirname(path)),
      jsxFactory: /\bimport\b[^;]*\bReact\b/.test(source) ? 'React' : `${runtimeName}.jsx`,
    })
  } catch (error) {
    if (!(error instanceof CellSyntaxError)) throw error
    const { message, line, column, hint } = error
    const inFile = new SyntaxError(message)
    inFile.stack = `SyntaxError: ${message}\n    at ${pathToFileURL(path).href}:${line}:${column + 1}`
    throw Object.assign(inFile, hint === undefined ? {} : { hint })
  }
}
