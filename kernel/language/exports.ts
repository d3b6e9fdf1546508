// What could be imported: names exported by Node's modules, by the packages that the notebook's package.json or the
// kernel lists, and by source files beside the notebook. Read from declarations by oxc, not by TypeScript: loading every
// package's types into the checker would cost hundreds of megabytes. Built once, on first use, in slices.
//
//   const index = createExportIndex({ directory, provided });  await index.find('readFile')  → ['node:fs/promises', 'node:fs']
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { parseSync } from 'oxc-parser'
import { ancestors } from './files.ts'

export interface Importable {
  name: string
  /** As written after `from`. */
  module: string
}

export interface ExportIndex {
  /** Modules that export the name, the likeliest first. */
  find(name: string): Promise<string[]>
  /** Importable names that begin with the prefix, each from its likeliest module. */
  startingWith(prefix: string): Promise<Importable[]>
}

interface PackageJson {
  types?: string
  typings?: string
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  exports?: unknown
}

/** Of two modules with the same name, the one that a notebook wants: promises, not callbacks. */
const preferred: ReadonlySet<string> = new Set([
  'node:fs/promises',
  'node:timers/promises',
  'node:path',
  'node:util',
  'node:stream/promises',
])
/** Names of nearly every module, and of nobody's interest. */
const dull: ReadonlySet<string> = new Set(['default', 'promises', 'constants', '__esModule', 'module.exports'])
const deepest = 4

export function createExportIndex(options: {
  directory: string
  provided: Readonly<Record<string, string>>
}): ExportIndex {
  let building: Promise<Map<string, string[]>> | undefined
  const index = (): Promise<Map<string, string[]>> => (building ??= build(options))
  return {
    async find(name) {
      return (await index()).get(name) ?? []
    },
    async startingWith(prefix) {
      const found: Importable[] = []
      for (const [name, modules] of await index())
        if (name.startsWith(prefix)) found.push({ name, module: modules[0]! })
      return found
    },
  }
}

async function build({ directory, provided }: Parameters<typeof createExportIndex>[0]): Promise<Map<string, string[]>> {
  const index = new Map<string, string[]>()
  const add = (module: string, names: Iterable<string>): void => {
    for (const name of names) {
      if (dull.has(name) || name.startsWith('_')) continue
      const modules = index.get(name)
      if (modules) modules.push(module)
      else index.set(name, [module])
    }
  }
  for (const name of filesBeside(directory)) add(`./${name}`, exportsOf(join(directory, name)))
  for (const [name, folder] of packages(directory, provided)) {
    await setImmediate()
    const entry = typesEntry(folder) ?? typesEntry(join(dirname(folder), '@types', name))
    if (entry) add(name, exportsOf(entry))
  }
  for (const name of builtins()) {
    await setImmediate()
    add(`node:${name}`, builtinNames(name))
  }
  return index
}

function builtins(): string[] {
  const rank = (name: string): number => (preferred.has(`node:${name}`) ? 0 : 1)
  return builtinModules
    .filter(
      (name) => !/^_|^(?:sys|punycode|domain|constants|trace_events|wasi|inspector|node:|repl|cluster)/.test(name),
    )
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
}

function builtinNames(name: string): string[] {
  const module = process.getBuiltinModule(`node:${name}`)
  return module ? Object.keys(module) : []
}

function filesBeside(directory: string): string[] {
  try {
    return readdirSync(directory).filter((name) => /\.(?:ts|tsx|mts|js|mjs)$/.test(name) && !name.endsWith('.d.ts'))
  } catch {
    return []
  }
}

/** Name → folder of what the notebook's package.json lists, and of what the kernel brings. */
function packages(directory: string, provided: Readonly<Record<string, string>>): Map<string, string> {
  const found = new Map<string, string>()
  const root = ancestors(directory).find((folder) => existsSync(join(folder, 'package.json')))
  const manifest = root ? readJson(join(root, 'package.json')) : undefined
  for (const name of Object.keys({ ...manifest?.dependencies, ...manifest?.devDependencies })) {
    const folder = ancestors(directory)
      .map((parent) => join(parent, 'node_modules', name))
      .find((path) => existsSync(path))
    if (folder) found.set(name, folder)
  }
  for (const [name, folder] of Object.entries(provided)) if (!found.has(name)) found.set(name, folder)
  return new Map([...found].filter(([name]) => !name.startsWith('@types/')))
}

function readJson(path: string): PackageJson | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as PackageJson
  } catch {
    return undefined
  }
}

function typesEntry(folder: string): string | undefined {
  const manifest = readJson(join(folder, 'package.json'))
  if (!manifest) return undefined
  const root = (manifest.exports as Record<string, unknown> | undefined)?.['.'] ?? manifest.exports
  const candidates = [typesIn(root), manifest.types, manifest.typings, 'index.d.ts']
  return candidates.map((path) => (path ? join(folder, path) : '')).find((path) => path !== '' && existsSync(path))
}

/** The first `types` condition, however deep the conditions are nested; sources if the package has those. */
function typesIn(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined
  for (const [condition, value] of Object.entries(entry)) {
    if ((condition === 'types' || condition.endsWith('-source')) && typeof value === 'string') return value
    const inner = typesIn(value)
    if (inner) return inner
  }
  return undefined
}

function exportsOf(file: string, depth = 0, seen = new Set<string>()): Set<string> {
  const names = new Set<string>()
  if (depth > deepest || seen.has(file)) return names
  seen.add(file)
  let entries
  try {
    entries = parseSync(file, readFileSync(file, 'utf8')).module.staticExports.flatMap((part) => part.entries)
  } catch {
    return names
  }
  for (const { exportName, importName, moduleRequest } of entries) {
    if (exportName.name !== null) names.add(exportName.name)
    else if (importName.name === null && moduleRequest && /^\.\.?\//.test(moduleRequest.value)) {
      const next = declarationFile(resolve(dirname(file), moduleRequest.value))
      if (next) for (const name of exportsOf(next, depth + 1, seen)) names.add(name)
    }
  }
  return names
}

function declarationFile(path: string): string | undefined {
  const bare = path.replace(/\.([cm]?)[jt]s$/, '')
  return [path, `${bare}.d.ts`, `${bare}.ts`, `${bare}.d.mts`, `${bare}.d.cts`, join(path, 'index.d.ts')].find(
    (candidate) => existsSync(candidate) && /\.[cm]?tsx?$/.test(candidate),
  )
}
