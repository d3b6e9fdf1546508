// Node's loader for what graph.ts has made ready: `https:` addresses, and `npm:` and `jsr:` in files and in modules of the web.
// Registered when the first of them is imported.
//
//   installRemoteHooks({ directory: () => '/home/ann/notebooks' })
import { registerHooks } from 'node:module'
import type { LoadFnOutput, LoadHookContext, ResolveFnOutput, ResolveHookContext } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readModule } from './cache.ts'
import { compiled, failures, isPackage, isRemote, locations, packages } from './graph.ts'

type Next = (specifier: string, context?: ResolveHookContext) => ResolveFnOutput

let installed = false

export function installRemoteHooks({ directory }: { directory(): string }): void {
  if (installed) return
  installed = true

  const resolve = (specifier: string, context: ResolveHookContext, next: Next): ResolveFnOutput => {
    const { parentURL = '' } = context
    const from = (folder: string, name: string): ResolveFnOutput =>
      next(name, { ...context, parentURL: pathToFileURL(join(folder, 'notebook.mjs')).href })
    const inside = isRemote(parentURL)
    const address = inside && /^\.{0,2}\//.test(specifier) ? new URL(specifier, parentURL).href : specifier
    if (isRemote(address)) return { url: located(new URL(address).href), shortCircuit: true }
    if (isPackage(specifier)) {
      const found = packages.get(specifier)
      if (!found) throw missing(specifier)
      return from(found.directory, found.name)
    }
    return inside ? from(directory(), specifier) : next(specifier, context)
  }

  const load = (
    url: string,
    context: LoadHookContext,
    next: (url: string, context?: LoadHookContext) => LoadFnOutput,
  ): LoadFnOutput => {
    const module = compiled.get(url)
    if (!module) return next(url, context)
    return { format: module.format, source: module.code, shortCircuit: true }
  }

  registerHooks({ resolve, load })
}

function located(url: string): string {
  const known = locations.get(url)
  if (known !== undefined) return known
  throw missing(url, readModule(url) !== undefined)
}

function missing(specifier: string, cached = false): Error {
  const failed = failures.get(specifier)
  if (failed) return failed
  const error = new Error(`Cannot import '${specifier}': it was not known before that it would be needed.`)
  const hint = `import it in a cell${cached ? '' : ' first'}; then it is there.`
  return Object.assign(error, { code: 'ERR_REMOTE_MODULE', hint })
}
