// All that a module of the web, or a file that imports from there, needs: fetched, compiled and installed before Node links it,
// because Node's loader can't wait in the middle. What fails is kept and thrown only if Node really asks for it.
//
//   await prepare('https://deno.land/std@0.224.0/assert/mod.ts', { onProgress: console.log })
import { existsSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { CellSyntaxError } from '../errors.ts'
import { parseTree } from '../syntax.ts'
import { transpile } from '../transpile.ts'
import { installPackage } from '../packages.ts'
import type { InstalledPackage } from '../packages.ts'
import { readModule, writeModule } from './cache.ts'
import type { RemoteModule } from './cache.ts'
import { fetchModule } from './fetch.ts'

export interface Compiled {
  format: 'module' | 'json'
  code: string
}

/** Address as asked → address where it stands. */
export const locations: Map<string, string> = new Map()
export const compiled: Map<string, Compiled> = new Map()
export const packages: Map<string, InstalledPackage> = new Map()
/** By address or specifier. */
export const failures: Map<string, Error> = new Map()

export const isRemote = (specifier: string): boolean => /^https?:\/\//.test(specifier)
export const isPackage = (specifier: string): boolean => /^(?:npm|jsr):/.test(specifier)

export interface PrepareOptions {
  onProgress(text: string): void
  /** One of the modules names Deno. */
  onDeno?(): Promise<void>
}

/** @throws what kept the root itself from being there. */
export async function prepare(specifier: string, options: PrepareOptions): Promise<void> {
  const walk = new Walk(options)
  await walk.visit(specifier, undefined)
  walk.end()
  const failed = failures.get(specifier)
  if (failed) throw failed
}

class Walk {
  readonly #options: PrepareOptions
  readonly #seen = new Set<string>()
  readonly #started = performance.now()
  #fetched = 0

  constructor(options: PrepareOptions) {
    this.#options = options
  }

  end(): void {
    if (this.#fetched === 0) return
    const seconds = ((performance.now() - this.#started) / 1000).toFixed(1)
    this.#options.onProgress(`Fetched ${this.#fetched} module${this.#fetched > 1 ? 's' : ''} in ${seconds} s.\n`)
  }

  async visit(specifier: string, parent: string | undefined): Promise<void> {
    const name = absolute(specifier, parent)
    if (name === undefined || this.#seen.has(name)) return
    this.#seen.add(name)
    failures.delete(name)
    try {
      if (isPackage(name)) await this.#package(name)
      else await (isRemote(name) ? this.#remote(name) : this.#file(name))
    } catch (error) {
      failures.set(name, error as Error)
    }
  }

  async #package(specifier: string): Promise<void> {
    if (!packages.has(specifier)) packages.set(specifier, await installPackage(specifier, this.#options.onProgress))
  }

  async #remote(url: string): Promise<void> {
    const module = readModule(url) ?? (await this.#fetch(url))
    locations.set(url, module.location)
    if (!compiled.has(module.location)) compiled.set(module.location, compile(module))
    const { format, code } = compiled.get(module.location)!
    if (format === 'module') await this.#imports(code, 'js', module.location)
  }

  async #fetch(url: string): Promise<RemoteModule> {
    if (this.#fetched++ === 0) this.#options.onProgress(`Fetching ${url} …\n`)
    try {
      const module = await fetchModule(url)
      writeModule(module)
      return module
    } catch (error) {
      this.#fetched--
      throw error
    }
  }

  async #file(url: string): Promise<void> {
    const path = fileURLToPath(url)
    const found = [path, `${path}.ts`, `${path}.js`, path.replace(/\.js$/, '.ts')].find((each) => existsSync(each))
    if (found === undefined || !/\.[mc]?[jt]sx?$/.test(found)) return
    const lang = /\.[mc]?tsx?$/.test(found) ? (found.endsWith('x') ? 'tsx' : 'ts') : 'jsx'
    await this.#imports(readFileSync(found, 'utf8'), lang, pathToFileURL(found).href)
  }

  async #imports(code: string, lang: 'ts' | 'tsx' | 'js' | 'jsx', parent: string): Promise<void> {
    if (/\bDeno\b/.test(code)) await this.#options.onDeno?.()
    await Promise.all(importsOf(code, lang).map((specifier) => this.visit(specifier, parent)))
  }
}

/** The address of what is of interest here: on the web, packages by name, files beside a file. */
function absolute(specifier: string, parent: string | undefined): string | undefined {
  if (isRemote(specifier)) return new URL(specifier).href
  if (isPackage(specifier) || specifier.startsWith('file:')) return specifier
  if (parent === undefined || isBuiltin(specifier) || !/^\.{0,2}\//.test(specifier)) return undefined
  return new URL(specifier, parent).href
}

/** Literal ones; what is put together while the program runs can't be known. */
function importsOf(code: string, lang: 'ts' | 'tsx' | 'js' | 'jsx'): string[] {
  const { module } = parseTree(code, lang)
  const found = module.staticImports.map(({ moduleRequest }) => moduleRequest.value)
  for (const { entries } of module.staticExports)
    for (const { moduleRequest } of entries) if (moduleRequest) found.push(moduleRequest.value)
  for (const { moduleRequest } of module.dynamicImports) {
    const text = code.slice(moduleRequest.start, moduleRequest.end)
    if (/^(['"])[^'"\\]*\1$/.test(text)) found.push(text.slice(1, -1))
  }
  return found
}

function compile({ location, type, text }: RemoteModule): Compiled {
  const path = new URL(location).pathname
  if (type.endsWith('json') || path.endsWith('.json')) return { format: 'json', code: text }
  const typescript = /typescript/.test(type) || /\.[mc]?tsx?$/.test(path)
  if (!typescript && !path.endsWith('.jsx') && !/jsx/.test(type)) return { format: 'module', code: text }
  try {
    const { code } = transpile(text, typescript ? 'typescript' : 'javascript', { keepImports: false })
    return { format: 'module', code }
  } catch (error) {
    if (!(error instanceof CellSyntaxError)) throw error
    throw new SyntaxError(`${error.message}, in line ${error.line} of ${location}`)
  }
}
