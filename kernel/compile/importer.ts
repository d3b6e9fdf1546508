// Imports of cells: resolved from the notebook's folder, then from the kernel's own packages; files beside the notebook are
// read again when they or what they import changed; `npm:` packages are installed on first use.
//
//   const importer = createImporter({ directory: () => '/home/ann/notebooks', onProgress: console.log })
//   const { read } = await importer.imported('./helpers.ts', ['read'], {})
import { createRequire } from 'node:module'
import { isAbsolute, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Script, constants } from 'node:vm'
import { importError, isPath, notExported, packageOf } from './import-errors.ts'
import { installFileHooks } from './files.ts'
import { mentionsRemote } from './mentions.ts'
import { installPackage } from './packages.ts'
import { refresh } from './versions.ts'

export interface ImporterOptions {
  directory(): string
  onProgress(text: string): void
  /** A module that was written for Deno is about to be loaded. */
  onDeno?(): Promise<void>
}

export interface Importer {
  import(specifier: string, attributes?: Record<string, string>): Promise<object>
  /** As `import`, and sees to it that the names are there; of `maybe`, which may be types, only if they are. */
  imported(
    specifier: string,
    names: readonly string[],
    attributes: Record<string, string>,
    maybe?: readonly string[],
  ): Promise<object>
  resolve(specifier: string): string
  provide(name: string, exports: object): void
  /** What was provided under this name. */
  provided(name: string): object | undefined
}

type DynamicImport = (specifier: string, options?: ImportCallOptions) => Promise<object>

export function createImporter(options: ImporterOptions): Importer {
  const provided = new Map<string, object>()
  let from: { directory: string; load: DynamicImport } | undefined
  installFileHooks()

  const loader = (): DynamicImport => {
    const directory = options.directory()
    if (from?.directory !== directory) from = { directory, load: importFrom(directory) }
    return from.load
  }

  const load = async (specifier: string, attributes?: Record<string, string>): Promise<object> => {
    const ours = provided.get(specifier)
    if (ours) return ours
    const packaged = /^(?:npm|jsr):(.+)$/.exec(specifier)
    if (packaged) return await importPackage(specifier, options.onProgress)
    if (/^https?:\/\//.test(specifier)) await ready(specifier)
    const wanted = attributes ?? {}
    if (specifier.endsWith('.json') && !('type' in wanted)) wanted['type'] = 'json'
    const settings = Object.keys(wanted).length > 0 ? { with: wanted } : undefined
    if (isPath(specifier) || isAbsolute(specifier)) {
      const url = versioned(specifier, options.directory())
      if (mentionsRemote(fileURLToPath(url))) await ready(url)
      return await loader()(url, settings)
    }
    try {
      return await loader()(specifier, settings)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      const missing = code === 'ERR_MODULE_NOT_FOUND' && (error as Error).message.includes(`'${packageOf(specifier)}'`)
      if (!missing) throw error
      return await fromKernel(specifier, settings, error as Error)
    }
  }

  const ready = async (specifier: string): Promise<void> => {
    const { installRemoteHooks, prepare } = await import('./remote/index.ts')
    installRemoteHooks(options)
    await prepare(specifier, options)
  }

  // The place of the call is known only now: what Node throws later has no frame of the cell.
  const placed = async (specifier: string, work: () => Promise<object>): Promise<object> => {
    const site = new Error().stack ?? ''
    try {
      return await work()
    } catch (error) {
      throw importError(error, specifier, { directory: options.directory(), site })
    }
  }

  return {
    import: (specifier, attributes) => placed(specifier, () => load(specifier, attributes)),
    imported: (specifier, names, attributes, maybe = []) =>
      placed(specifier, async () => withNames(await load(specifier, attributes), names, maybe, specifier)),
    resolve(specifier) {
      if (/^\.{0,2}\//.test(specifier)) return pathToFileURL(join(options.directory(), specifier)).href
      const path = createRequire(join(options.directory(), 'notebook.cjs')).resolve(specifier)
      return isAbsolute(path) ? pathToFileURL(path).href : path
    },
    provide: (name, exports) => void provided.set(name, exports),
    provided: (name) => provided.get(name),
  }
}

/** Code of the inspector has no `import()` of its own in any Node; a script with the main context's loader has. */
function importFrom(directory: string): DynamicImport {
  const text = '(specifier, options) => options === undefined ? import(specifier) : import(specifier, options)'
  const load = new Script(text, {
    filename: join(directory, 'notebook.mjs'),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }).runInThisContext() as DynamicImport
  // On its first use Node warns that the constant is experimental, in red under the user's first import.
  const { emitWarning } = process
  process.emitWarning = () => {}
  void load('node:path')
  process.emitWarning = emitWarning
  return load
}

function versioned(specifier: string, directory: string): string {
  // As everywhere in ES modules a specifier is an address: `./x.ts?2` and `./x.ts#2` are x.ts once more.
  const url = /^\.{0,2}\/|^\.{1,2}$|^file:/.test(specifier)
    ? new URL(specifier, pathToFileURL(join(directory, '/')))
    : pathToFileURL(specifier)
  refresh(fileURLToPath(url))
  return url.href
}

/** What the kernel's own package has, `loopbook`, luxon, zx …, is there in every notebook. */
async function fromKernel(specifier: string, settings: ImportCallOptions | undefined, error: Error): Promise<object> {
  try {
    const url = import.meta.resolve(specifier)
    return (await import(url, settings)) as object
  } catch {
    throw error
  }
}

async function importPackage(specifier: string, onProgress: (text: string) => void): Promise<object> {
  const { directory, name } = await installPackage(specifier, onProgress)
  return await importFrom(directory)(name)
}

/** Names that Node didn't find in a CommonJS module's text are taken from what it exports. */
function withNames(module: object, names: readonly string[], maybe: readonly string[], specifier: string): object {
  const missing = [...names, ...maybe].filter((name) => !(name in module))
  if (missing.length === 0) return module
  const main = 'module.exports' in module ? module['module.exports'] : (module as { default?: unknown }).default
  const more: Record<string, unknown> = {}
  for (const name of missing) {
    const found = (typeof main === 'object' || typeof main === 'function') && main !== null && name in main
    if (found) more[name] = (main as Record<string, unknown>)[name]
    else if (names.includes(name)) throw notExported(specifier, name, module)
  }
  return { ...module, ...more }
}
