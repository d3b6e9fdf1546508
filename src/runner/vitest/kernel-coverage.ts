// What kernels that are Node processes leave behind when NODE_V8_COVERAGE names a folder, brought down to the user's own files: which
// parts of each ran, in the compiled text that ran, with the source map back to the file. Our kernel puts both into Node's record.
//
//   const scripts = readKernelScripts('/tmp/raw')   // [{ url: 'file:///work/lib.ts', code, map, functions }]
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { packageRoot } from '../../client/index.ts'

/** Of one file in one process. */
export interface KernelScript {
  /** Of the file, without a query. */
  readonly url: string
  /** What the ranges are places in. */
  readonly code: string
  /** Version 3; absent where the code is the file itself. */
  readonly map?: SourceMap
  /** As V8 says it: functions with ranges and counts. */
  readonly functions: readonly unknown[]
}
export interface SourceMap {
  readonly version: 3
  readonly sources: readonly string[]
  readonly sourcesContent: readonly string[]
  readonly names: readonly string[]
  readonly mappings: string
}
interface RawCoverage {
  readonly result: readonly { readonly url: string; readonly functions: readonly unknown[] }[]
  readonly 'source-map-cache'?: Readonly<
    Record<string, { readonly data: (SourceMap & { x_generated?: string }) | null }>
  >
}

/** Files that were written halfway, by a process that was killed, are left out. */
export function readKernelScripts(folder: string): KernelScript[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return names.flatMap((name) => {
    const raw = readJson(join(folder, name))
    return raw === undefined ? [] : scriptsOf(raw)
  })
}

function scriptsOf(raw: RawCoverage): KernelScript[] {
  return raw.result.flatMap(({ url, functions }) => {
    if (!url.startsWith('file:') || url.includes('/node_modules/') || url.startsWith(ownPackage)) return []
    const file = url.replace(/[?#].*$/, '')
    const { x_generated: code, ...map } = raw['source-map-cache']?.[url]?.data ?? {}
    const text = readText(file)
    // A file that changed since then would get another one's counts.
    if (code !== undefined && 'sourcesContent' in map) {
      const { version, sources, sourcesContent, names, mappings } = map
      return text === sourcesContent[0]
        ? [{ url: file, code, map: { version, sources, sourcesContent, names, mappings }, functions }]
        : []
    }
    return text !== undefined && /\.[cm]?js$/.test(file) ? [{ url: file, code: text, functions }] : []
  })
}

/** The kernel's own code and what it preloads. */
const ownPackage = pathToFileURL(join(packageRoot(), '/')).href

function readJson(path: string): RawCoverage | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as RawCoverage
  } catch {
    return undefined
  }
}

function readText(url: string): string | undefined {
  try {
    return readFileSync(fileURLToPath(url), 'utf8')
  } catch {
    return undefined
  }
}
