// Texts and the scripts that V8 made of them. A client knows a cell by a path that it and the kernel work out from the cell's
// text; V8 knows it by the address of one execution. So the same text run twice is two scripts with one path. Files beside the
// notebook are their own paths. Everything else (Node, packages, the kernel) is nobody's source.
//
//   const path = sources.dump('let a = 1');  sources.scripts(path);  sources.script('cell:///3.ts')?.original(0, 8)
import { readFileSync } from 'node:fs'
import type { Debugger } from 'node:inspector'
import { tmpdir } from 'node:os'
import { basename, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generatedPositionFor, LEAST_UPPER_BOUND, TraceMap, traceSegment } from '@jridgewell/trace-mapping'
import { offsetOf } from '../compile/errors.ts'
import { cellId, isMark } from '../compile/name.ts'
import { isCompiled, transpileFile } from '../compile/transpile-file.ts'
import type { CompiledCell, Position } from '../compile/index.ts'
import { isInternal } from '../traceback/frames.ts'
import type { CompiledPlace } from './breakable.ts'
import { murmur2 } from './murmur2.ts'

export interface Script {
  readonly url: string
  readonly path: string
  /** For people: `Cell [3]`, `helpers.ts`. */
  readonly name: string
  readonly source: string
  /** Undefined for a file. */
  readonly cell: CompiledCell | undefined
  /** Of a place as V8 counts, from 0. */
  original(line: number, column: number): Position | undefined
  /** Whether only compiling has put something there. */
  isMadeUp(line: number, column: number): boolean
  /** Of a file: where the code of a line begins, or of the next one that has any. */
  compiled?(line: number): CompiledPlace | undefined
}

export interface SourcesParts {
  language: 'typescript' | 'javascript'
  /** Cells that have run. */
  find(url: string): CompiledCell | undefined
  source(url: string): string | undefined
}

/** As JupyterLab and ipykernel have it. */
export const hashSeed = 0xc7_0f_69_07
const mostDumped = 5000

export class Sources {
  readonly #parts: SourcesParts
  readonly prefix: string = join(tmpdir(), `loopbook_${process.pid}`) + sep
  readonly suffix: string
  readonly #dumped = new Map<string, string>()
  /** By V8's id of the script. */
  readonly #parsed = new Map<string, { url: string; length: number }>()
  readonly #runs = new Map<string, Set<string>>()
  readonly #files = new Map<string, Script | undefined>()

  constructor(parts: SourcesParts) {
    this.#parts = parts
    this.suffix = parts.language === 'typescript' ? '.ts' : '.js'
  }

  /** Keeps a cell's text and gives its path. */
  dump(code: string): string {
    const path = this.#pathOf(code)
    this.#dumped.set(path, code)
    if (this.#dumped.size > mostDumped) this.#dumped.delete(this.#dumped.keys().next().value!)
    return path
  }

  /** Of a cell that was dumped or has run, or of a file that was loaded. */
  text(path: string): string | undefined {
    const dumped = this.#dumped.get(path)
    if (dumped !== undefined) return dumped
    const [url] = this.urls(path)
    if (url?.startsWith('cell:///')) return this.#parts.source(url)
    return this.modules().some((module) => module.path === path) ? readText(path) : undefined
  }

  isFile(path: string): boolean {
    return !path.startsWith(this.prefix)
  }

  /** V8 has compiled something. */
  parsed({ scriptId, url, length = 0 }: Debugger.ScriptParsedEventDataType): void {
    this.#parsed.set(scriptId, { url, length })
    this.ran(url)
  }

  /** A cell runs now, or a file was loaded. */
  ran(url: string): void {
    if (!isUsers(url)) return
    const source = this.#parts.source(url)
    const path = url.startsWith('cell:///') ? source !== undefined && this.#pathOf(source) : pathOfFile(url)
    if (path === false) return
    const urls = this.#runs.get(path) ?? new Set()
    urls.add(url)
    this.#runs.set(path, urls)
  }

  /** Addresses of what runs or ran under a path, the oldest first. */
  urls(path: string): string[] {
    return [...(this.#runs.get(path) ?? [])]
  }

  /** Of V8's id; undefined where it isn't the user's. */
  scriptOf(scriptId: string): Script | undefined {
    const { url } = this.#parsed.get(scriptId) ?? {}
    return url === undefined ? undefined : this.script(url)
  }

  /** A cell's imports are a script of their own first, under the same address. */
  isImports(scriptId: string): boolean {
    const { url = '', length = 0 } = this.#parsed.get(scriptId) ?? {}
    const cell = url.startsWith('cell:///') ? this.#parts.find(url) : undefined
    return cell !== undefined && cell.imports !== '' && length === cell.imports.length
  }

  script(url: string): Script | undefined {
    if (!isUsers(url)) return undefined
    if (!url.startsWith('cell:///')) {
      if (!this.#files.has(url)) this.#files.set(url, fileScript(url))
      return this.#files.get(url)
    }
    const cell = this.#parts.find(url)
    return cell && this.scriptOfCell(cell)
  }

  scriptOfCell(cell: CompiledCell): Script {
    const { url, source } = cell
    const id = cellId(url)
    return {
      url,
      path: this.#pathOf(source),
      name: id > 0 ? `Cell [${id}]` : 'Cell',
      source,
      cell,
      original: (line, column) => cell.originalPosition(line + 1, column),
      isMadeUp(line, column) {
        const offset = offsetOf(cell.code, line + 1, column)
        return offset < cell.opening || isMark(cell.code, offset)
      },
    }
  }

  /** Files and packages that are loaded. */
  modules(): { name: string; path: string }[] {
    const paths = new Set<string>()
    for (const { url } of this.#parsed.values())
      if (url.startsWith('file:') && (isUsers(url) || url.includes('/node_modules/'))) paths.add(pathOfFile(url))
    return [...paths].map((path) => ({ name: basename(path), path }))
  }

  /** The debugger ends: V8's ids mean nothing any more. */
  forget(): void {
    this.#parsed.clear()
    this.#files.clear()
    this.#runs.clear()
  }

  #pathOf(code: string): string {
    return `${this.prefix}${murmur2(code, hashSeed)}${this.suffix}`
  }
}

/** A regular expression for addresses that begin with this one, as V8 takes them. */
export function beginningWith(url: string): string {
  return `^${url.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}`
}

function isUsers(url: string): boolean {
  return url.startsWith('cell:///') || (url.startsWith('file:') && !isInternal(url))
}

function pathOfFile(url: string): string {
  return fileURLToPath(url.replace(/[?#].*$/, ''))
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function fileScript(url: string): Script | undefined {
  const path = pathOfFile(url)
  try {
    const source = readFileSync(path, 'utf8')
    const { map } = isCompiled(path) ? transpileFile(path, source) : { map: undefined }
    const trace = map === undefined ? undefined : new TraceMap({ version: 3, mappings: map, sources: [url], names: [] })
    const original = (line: number, column: number): Position | undefined => {
      if (!trace) return { line: line + 1, column }
      const [, , from, at] = traceSegment(trace, line, column) ?? []
      return from === undefined || at === undefined ? undefined : { line: from + 1, column: at }
    }
    const lines = source.split('\n').length
    const compiled = (line: number): CompiledPlace | undefined => {
      if (!trace) return line <= lines ? { line: line - 1, column: 0 } : undefined
      for (let at = line; at <= lines; at++) {
        const found = generatedPositionFor(trace, { source: url, line: at, column: 0, bias: LEAST_UPPER_BOUND })
        if (found.line !== null) return { line: found.line - 1, column: found.column }
      }
      return undefined
    }
    return { url, path, name: basename(path), source, cell: undefined, original, compiled, isMadeUp: () => false }
  } catch {
    return undefined
  }
}
