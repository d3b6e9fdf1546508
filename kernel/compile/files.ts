// Files beside the notebook as modules: all of TypeScript (Node alone takes only what it can erase), found without their
// extension too, and read again when they, or files that they import, changed since the last import.
//
//   installFileHooks();  refresh('/notebooks/helpers.ts');  await import('file:///notebooks/helpers.ts')
import { existsSync, readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import type { LoadFnOutput, LoadHookContext, ResolveFnOutput, ResolveHookContext } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { isPath, packageOf } from './import-errors.ts'
import { rememberMap, withCoverageMap } from './file-maps.ts'
import { isPresent } from './present.ts'
import { isCompiled, transpileFile } from './transpile-file.ts'
import { importedFiles, imports, versionOf } from './versions.ts'

const extensions = [
  '.ts',
  '.tsx',
  '.mts',
  '.js',
  '.mjs',
  '.cjs',
  '.jsx',
  '.json',
  '/index.ts',
  '/index.tsx',
  '/index.js',
]
let installed = false

export function installFileHooks(): void {
  if (installed) return
  installed = true
  registerHooks({ resolve, load })
  // For whoever runs notebooks and must know what their results depend on.
  Object.defineProperty(globalThis, Symbol.for('Loopbook.importedFiles'), { value: importedFiles })
}

function resolve(
  specifier: string,
  context: ResolveHookContext,
  next: (specifier: string, context?: ResolveHookContext) => ResolveFnOutput,
): ResolveFnOutput {
  const result = resolvePresent(specifier, context, next)
  const path = ownPath(result.url)
  if (path === undefined) return result
  const version = versionOf(path)
  const parent = context.parentURL === undefined ? undefined : ownPath(context.parentURL)
  if (parent !== undefined && parent !== path) imports(parent, path)
  if (version === 0) return result
  const url = new URL(result.url)
  url.searchParams.set('v', String(version))
  return { ...result, url: url.href }
}

function resolvePresent(
  specifier: string,
  context: ResolveHookContext,
  next: (specifier: string, context?: ResolveHookContext) => ResolveFnOutput,
): ResolveFnOutput {
  const parent = context.parentURL === undefined ? undefined : ownPath(context.parentURL)
  const bare = parent !== undefined && !isPath(specifier) && !/^[a-z][\w+.-]*:/i.test(specifier)
  // `require` looks into further folders (NODE_PATH).
  if (!bare || !context.conditions.includes('import') || isPresent(packageOf(specifier), dirname(parent)))
    return resolveFile(specifier, context, next)
  const message = `Cannot find package '${packageOf(specifier)}' imported from ${parent}`
  throw Object.assign(new Error(message), { code: 'ERR_MODULE_NOT_FOUND' })
}

function resolveFile(
  specifier: string,
  context: ResolveHookContext,
  next: (specifier: string, context?: ResolveHookContext) => ResolveFnOutput,
): ResolveFnOutput {
  try {
    return next(specifier, context)
  } catch (error) {
    if (!/^\.{0,2}\/|^file:/.test(specifier)) throw error
    const url = new URL(specifier, context.parentURL)
    const path = fileURLToPath(url)
    // `./x` and, as TypeScript's own resolution has it, `./x.js` for a file x.ts.
    const bases = [path, path.replace(/\.([mc]?)jsx?$/, '.$1ts'), path.replace(/\.[mc]?jsx?$/, '.tsx')]
    const found = [...bases.slice(1), ...extensions.map((extension) => path + extension)].find(
      (candidate) => candidate !== path && existsSync(candidate),
    )
    if (found === undefined) throw error
    return next(pathToFileURL(found).href, context)
  }
}

function load(
  url: string,
  context: LoadHookContext,
  next: (url: string, context?: LoadHookContext) => LoadFnOutput,
): LoadFnOutput {
  const path = ownPath(url)
  if (path === undefined || !isCompiled(path)) return next(url, context)
  const text = readFileSync(path, 'utf8')
  const compiled = transpileFile(path, text)
  if (compiled.map !== undefined) rememberMap(url, compiled.map)
  const source = withCoverageMap(url, compiled, text)
  return { format: path.endsWith('.cts') ? 'commonjs' : 'module', source, shortCircuit: true }
}

/** The path of a file that is the user's own; packages and the kernel's own files are left to Node. */
function ownPath(url: string): string | undefined {
  if (!url.startsWith('file:') || url.includes('/node_modules/') || ownFolders.some((folder) => url.startsWith(folder)))
    return undefined
  return fileURLToPath(new URL(url.replace(/[?#].*$/, '')))
}

const ownFolders = (() => {
  let root = new URL('.', import.meta.url)
  while (!existsSync(new URL('package.json', root)) && root.pathname !== '/') root = new URL('..', root)
  return ['kernel/', 'src/', 'dist/'].map((folder) => new URL(folder, root).href)
})()
