// Files beside the notebook as modules: all of TypeScript (Node alone takes only what it can erase), found without their
// extension too, and read again when they, or files that they import, changed since the last import.
//
//   installFileHooks();  changed('/notebooks/helpers.ts');  await import('file:///notebooks/helpers.ts')
import { existsSync, readFileSync, statSync } from 'node:fs'
import { registerHooks } from 'node:module'
import type { LoadFnOutput, LoadHookContext, ResolveFnOutput, ResolveHookContext } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { transpile } from './transpile.ts'

interface FileState {
  version: number
  modified: number
  imports: Set<string>
}

const files = new Map<string, FileState>()
const typescript = /\.[mc]?tsx?$|\.jsx$/
const extensions = ['.ts', '.tsx', '.mts', '.js', '.mjs', '.cjs', '.jsx', '/index.ts', '/index.js']
let installed = false

/** Looks at the file and all that it imports; those that changed, and those that import them, are new modules from now on. */
export function changed(path: string, seen: Set<string> = new Set()): boolean {
  const state = files.get(path)
  if (!state || seen.has(path)) return false
  seen.add(path)
  const modified = modifiedAt(path)
  let fresh = modified !== state.modified
  for (const imported of state.imports) if (changed(imported, seen)) fresh = true
  if (!fresh) return false
  files.set(path, { version: state.version + 1, modified, imports: new Set() })
  return true
}

export function installFileHooks(): void {
  if (installed) return
  installed = true
  registerHooks({ resolve, load })
}

function resolve(
  specifier: string,
  context: ResolveHookContext,
  next: (specifier: string, context?: ResolveHookContext) => ResolveFnOutput,
): ResolveFnOutput {
  const result = resolveFile(specifier, context, next)
  const path = ownPath(result.url)
  if (path === undefined) return result
  const state = stateOf(path)
  const parent = context.parentURL === undefined ? undefined : ownPath(context.parentURL)
  if (parent !== undefined) files.get(parent)?.imports.add(path)
  if (state.version === 0) return result
  const url = new URL(result.url)
  url.searchParams.set('v', String(state.version))
  return { ...result, url: url.href }
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
  if (path === undefined || !typescript.test(path)) return next(url, context)
  const source = readFileSync(path, 'utf8')
  const { code, map } = transpile(source, path.endsWith('.jsx') ? 'javascript' : 'typescript')
  const sourceMap = { version: 3, mappings: map ?? '', sources: [pathToFileURL(path).href], names: [] }
  const comment = `//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(sourceMap)).toString('base64')}`
  const format = path.endsWith('.cts') ? 'commonjs' : 'module'
  return { format, source: `${code}\n${comment}`, shortCircuit: true }
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

function stateOf(path: string): FileState {
  const state = files.get(path) ?? { version: 0, modified: modifiedAt(path), imports: new Set<string>() }
  files.set(path, state)
  return state
}

function modifiedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
