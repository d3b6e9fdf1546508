// Breakpoints: kept by the path of a text, whether it has run or not, and given to V8 for each script that is made of the text.
// A line without anything to stop at moves to the next one that has.
//
//   await breakpoints.set(path, [{ line: 3, condition: 'a > 1' }])   // [{ id: 1, verified: true, line: 3, … }]
//   await breakpoints.bind(cell)                                     // before the cell runs
import type { Debugger } from 'node:inspector'
import { pathToFileURL } from 'node:url'
import { ownName } from '../compile/index.ts'
import type { CompiledCell } from '../compile/index.ts'
import type { ControlInspector } from '../control/inspector.ts'
import { createBreakable } from './breakable.ts'
import type { Breakable, CompiledPlace } from './breakable.ts'
import { javascriptOf } from './expressions.ts'
import { beginningWith } from './sources.ts'
import type { Script, Sources } from './sources.ts'

export interface Wanted {
  /** From 1. */
  line: number
  condition?: string
}

export interface Breakpoint {
  id: number
  verified: boolean
  line: number
  /** From 1. */
  column?: number
  message?: string
  condition?: string
}

export interface BreakpointsParts {
  control: ControlInspector
  sources: Sources
  /** Compiles a text that hasn't run. @throws CellSyntaxError */
  compile(code: string): CompiledCell
  /** The session's variables, by V8's names. */
  names(): Promise<readonly string[]>
}

/** Executions of one text that keep its breakpoints; an earlier one's functions are seldom called. */
const mostRuns = 20

export class Breakpoints {
  readonly #parts: BreakpointsParts
  readonly #byPath = new Map<string, Breakpoint[]>()
  /** V8's ids, by the address of the script. */
  readonly #bound = new Map<string, { path: string; ids: string[] }>()
  readonly #idOf = new Map<string, number>()
  #breakable: Breakable | undefined
  #lastId = 0
  #turn: Promise<unknown> = Promise.resolve()

  constructor(parts: BreakpointsParts) {
    this.#parts = parts
  }

  /** All of one path, instead of those before. */
  async set(path: string, wanted: readonly Wanted[]): Promise<Breakpoint[]> {
    const turn = this.#turn.then(() => this.#set(path, wanted))
    this.#turn = turn.catch(() => {})
    return await turn
  }

  async #set(path: string, wanted: readonly Wanted[]): Promise<Breakpoint[]> {
    const { sources } = this.#parts
    await this.#unbind(({ path: bound }) => bound === path)
    const file = sources.isFile(path)
    const found = file ? wanted.map((one) => this.#numbered(one)) : this.#placed(path, wanted)
    this.#byPath.set(path, found)
    if (found.length === 0) this.#byPath.delete(path)
    if (file) return await this.#bindFile(path, found)
    for (const url of sources.urls(path).slice(-mostRuns)) {
      const script = sources.script(url)
      if (script) await this.#bind(script, found)
    }
    return found
  }

  /** Before the cell runs, so that it stops also the first time. Undefined when there is nothing to wait for. */
  bind(cell: CompiledCell, atBegin: boolean): Promise<void> | undefined {
    const { sources } = this.#parts
    sources.ran(cell.url)
    const script = sources.scriptOfCell(cell)
    const breakpoints = this.#byPath.get(script.path) ?? []
    if (breakpoints.length === 0 && !atBegin) return undefined
    const kept = new Set(sources.urls(script.path).slice(-mostRuns))
    const bound = this.#turn
      .then(() => this.#unbind((one, url) => one.path === script.path && !kept.has(url)))
      .then(() => this.#bind(script, breakpoints, atBegin))
    this.#turn = bound.catch(() => {})
    return bound
  }

  /** Our own ids of those that V8 says it has stopped at. */
  ids(hit: readonly string[]): number[] {
    return hit.flatMap((id) => this.#idOf.get(id) ?? [])
  }

  list(): { source: string; breakpoints: { line: number; condition?: string }[] }[] {
    return [...this.#byPath].map(([source, breakpoints]) => ({
      source,
      breakpoints: breakpoints.map(({ line, condition }) => ({
        line,
        ...(condition === undefined ? {} : { condition }),
      })),
    }))
  }

  clear(): void {
    this.#byPath.clear()
    this.#bound.clear()
    this.#idOf.clear()
    this.#breakable?.close()
    this.#breakable = undefined
  }

  #numbered({ line, condition }: Wanted): Breakpoint {
    return { id: ++this.#lastId, verified: true, line, ...(condition === undefined ? {} : { condition }) }
  }

  /** Where they will be when the text runs. */
  #placed(path: string, wanted: readonly Wanted[]): Breakpoint[] {
    const refused = (message: string): Breakpoint[] =>
      wanted.map((one) => ({ ...this.#numbered(one), verified: false, message }))
    const { sources, compile } = this.#parts
    const code = sources.text(path)
    if (wanted.length === 0) return []
    if (code === undefined) return refused('This cell is not known; the kernel learns of it by dumpCell.')
    try {
      const stops = this.#stops(sources.scriptOfCell(compile(code)))
      return wanted.map((one) => {
        const stop = stopFor(stops, one.line)
        const breakpoint = this.#numbered(one)
        if (!stop) return { ...breakpoint, verified: false, message: 'There is no code in this line or below it.' }
        return { ...breakpoint, line: stop.original.line, column: stop.original.column + 1 }
      })
    } catch (error) {
      return refused((error as Error).message)
    }
  }

  async #bind(script: Script, breakpoints: readonly Breakpoint[], atBegin = false): Promise<void> {
    const stops = this.#stops(script)
    const wanted = breakpoints.flatMap((breakpoint) => {
      const stop = breakpoint.verified ? stopFor(stops, breakpoint.line) : undefined
      return stop ? [{ ...breakpoint, place: stop.place }] : []
    })
    const first = atBegin ? stopFor(stops, 1) : undefined
    if (first) wanted.push({ id: 0, line: 1, verified: true, place: first.place })
    const named = breakpoints.some(({ condition }) => condition !== undefined) ? await this.#naming(script) : String
    const ids = await Promise.all(
      wanted.map(({ id, place, condition }) => {
        const where = { url: script.url, lineNumber: place.line, columnNumber: place.column }
        return this.#give(id, where, condition && javascriptOf(condition, named))
      }),
    )
    this.#keep(script.url, script.path, ids)
  }

  /** Names of JavaScript's and Node's own that are variables here have others in V8. */
  async #naming({ cell }: Script): Promise<(name: string) => string> {
    const declared = new Set([...(await this.#parts.names()), ...(cell?.declares ?? []).map(ownName)])
    return (name) => (declared.has(ownName(name)) ? ownName(name) : name)
  }

  /** V8 knows where a loaded file can stop; of one that isn't, it will. */
  async #bindFile(path: string, breakpoints: readonly Breakpoint[]): Promise<Breakpoint[]> {
    const { sources } = this.#parts
    const url = pathToFileURL(path).href
    const script = sources.script(sources.urls(path).at(-1) ?? url)
    const urlRegex = `${beginningWith(url)}([?#].*)?$`
    const found = breakpoints.map(async (breakpoint): Promise<Breakpoint> => {
      const place = script?.compiled?.(breakpoint.line)
      if (!script || !place)
        return { ...breakpoint, verified: false, message: 'There is no code in this line or below it.' }
      const where = { urlRegex, lineNumber: place.line, columnNumber: place.column }
      const condition = breakpoint.condition && javascriptOf(breakpoint.condition, (name) => name)
      const { breakpointId, locations } = await this.#ask(breakpoint.id, where, condition)
      this.#keep(url, path, [breakpointId])
      const [location] = locations
      const original = location && script.original(location.lineNumber, location.columnNumber ?? 0)
      return original ? { ...breakpoint, line: original.line } : breakpoint
    })
    const placed = await Promise.all(found)
    if (placed.length > 0) this.#byPath.set(path, placed)
    return placed
  }

  async #give(id: number, where: object, condition: string | undefined): Promise<string[]> {
    try {
      return [(await this.#ask(id, where, condition)).breakpointId]
    } catch {
      // Two on one place: the first one holds.
      return []
    }
  }

  async #ask(id: number, where: object, condition: string | undefined): Promise<Debugger.SetBreakpointByUrlReturnType> {
    const parameters = { ...where, ...(condition === undefined ? {} : { condition }) }
    const answer = await this.#parts.control.call<Debugger.SetBreakpointByUrlReturnType>(
      'Debugger.setBreakpointByUrl',
      parameters,
    )
    this.#idOf.set(answer.breakpointId, id)
    return answer
  }

  #keep(url: string, path: string, ids: readonly (string | string[])[]): void {
    const known = this.#bound.get(url)?.ids ?? []
    this.#bound.set(url, { path, ids: [...known, ...ids.flat()] })
  }

  async #unbind(which: (bound: { path: string }, url: string) => boolean): Promise<void> {
    for (const [url, bound] of this.#bound) {
      if (!which(bound, url)) continue
      this.#bound.delete(url)
      for (const breakpointId of bound.ids) {
        this.#idOf.delete(breakpointId)
        await this.#parts.control.post('Debugger.removeBreakpoint', { breakpointId })
      }
    }
  }

  #stops(script: Script): Stop[] {
    const { cell } = script
    if (!cell) return []
    this.#breakable ??= createBreakable()
    const stops: Stop[] = []
    let before: CompiledPlace = { line: 0, column: cell.opening - 1 }
    for (const place of this.#breakable.places(cell.code)) {
      if (place.line === 0 && place.column < cell.opening) continue
      const { line, column } = place
      const original = script.isMadeUp(line, column) ? undefined : script.original(line, column)
      // At a cell's top V8 has some of its places a little earlier than in the function in which they were looked for.
      const from = place.line === before.line ? before.column + 1 : 0
      if (original) stops.push({ place: { line: place.line, column: from }, original })
      before = place
    }
    return stops
  }
}

interface Stop {
  /** Where V8 looks for its place from. */
  place: CompiledPlace
  original: { line: number; column: number }
}

/** The first one in the line; else in the next line that has any. */
function stopFor(stops: readonly Stop[], line: number): Stop | undefined {
  let best: Stop | undefined
  for (const stop of stops) {
    const { line: at, column } = stop.original
    if (at < line) continue
    const { original } = best ?? {}
    if (!original || at < original.line || (at === original.line && column < original.column)) best = stop
  }
  return best
}
