// The files that a notebook's TypeScript or JavaScript cells import, directly and through each other: relative imports alone,
// because packages are held by the lock file. Static; a path made at run time is not seen (name those in `deps`).
//
//   importedFiles(['import { f } from "./lib.ts"'], '/work')   // ['/work/lib.ts', '/work/util.ts']
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseSync } from 'oxc-parser'

/** Absolute paths, sorted. */
export function importedFiles(sources: readonly string[], directory: string): string[] {
  const found = new Set<string>()
  const visit = (code: string, folder: string, name: string): void => {
    for (const specifier of specifiers(code, name)) {
      const path = locate(resolve(folder, specifier))
      if (path === undefined || found.has(path)) continue
      found.add(path)
      if (/\.[cm]?[jt]sx?$/.test(path)) visit(readFileSync(path, 'utf8'), dirname(path), path)
    }
  }
  for (const source of sources) visit(source, directory, 'cell.ts')
  return [...found].sort()
}

function specifiers(code: string, name: string): string[] {
  const { module } = parseSync(name, code)
  const all = [
    ...module.staticImports.map((node) => node.moduleRequest.value),
    ...module.staticExports.flatMap((node) => node.entries.flatMap((entry) => entry.moduleRequest?.value ?? [])),
    ...module.dynamicImports.map(({ moduleRequest }) =>
      code.slice(moduleRequest.start, moduleRequest.end).replaceAll(/^['"`]|['"`]$/g, ''),
    ),
    ...[...code.matchAll(/\brequire\(\s*['"]([^'"]+)['"]\s*\)/g)].map((match) => match[1]!),
  ]
  return all.filter((specifier) => specifier.startsWith('.'))
}

function locate(path: string): string | undefined {
  const candidates = [
    path,
    path.replace(/\.([cm]?)js$/, '.$1ts'),
    ...['.ts', '.js', '.mts', '.mjs', '.json'].map((extension) => path + extension),
    ...['index.ts', 'index.js'].map((file) => join(path, file)),
  ]
  return candidates.find((candidate) => existsSync(candidate) && statSync(candidate).isFile())
}
