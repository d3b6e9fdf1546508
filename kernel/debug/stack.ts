// A stop of the program: V8's call frames reduced to those in cells and the user's files, each with its place in the source, and
// what each can see. Frames that wait for an await of theirs stand below, without variables.
//
//   const stack = new Stack(paused, sources);  stack.frames[0]   // { id: 1, name: 'Cell [3]', line: 2, … }
import type { Debugger, Runtime } from 'node:inspector'
import { writtenNames } from '../compile/builtins.ts'
import { runtimeName } from '../compile/name.ts'
import type { Position } from '../compile/index.ts'
import { DebugError } from './protocol.ts'
import type { Script, Sources } from './sources.ts'
import { valueText } from './values.ts'
import type { Variable } from './values.ts'
import type { ScopeObject, Variables } from './variables.ts'

export interface Frame {
  readonly id: number
  readonly name: string
  readonly script: Script
  readonly position: Position
  /** Undefined for one that waits. */
  readonly call: Debugger.CallFrame | undefined
}

export interface Scope {
  name: string
  variablesReference: number
  expensive: boolean
  presentationHint?: string
}

let lastId = 0

export class Stack {
  readonly frames: readonly Frame[]
  /** Whether the program stands in the user's code itself, not in what that called. */
  readonly inUsers: boolean

  constructor({ callFrames, asyncStackTrace }: Debugger.PausedEventDataType, sources: Sources) {
    const places = createPlaces(sources)
    const running = callFrames.flatMap((call) => frameOf(places(call.location), call.functionName, call))
    const [top] = callFrames
    this.inUsers = top !== undefined && running[0]?.call === top
    this.frames = [...running, ...waiting(asyncStackTrace, places)]
  }

  get top(): Frame | undefined {
    return this.frames[0]?.call ? this.frames[0] : undefined
  }

  /** Frames that run now. */
  get depth(): number {
    return this.frames.filter(({ call }) => call).length
  }

  /** @throws DebugError */
  frame(id: number): Frame {
    const frame = this.frames.find((one) => one.id === id)
    if (frame) return frame
    throw new DebugError('This frame is gone: the program has run on since it was shown.')
  }

  /** @throws DebugError */
  call(id: number): Debugger.CallFrame {
    const { call } = this.frame(id)
    if (call) return call
    throw new DebugError('This frame waits for an await: its variables can not be reached before it goes on.')
  }

  /** What the frame sees, from inside out: its own variables, those of functions around it, the session's, Node's. */
  scopes(id: number, variables: Variables): Scope[] {
    const { call } = this.frame(id)
    if (!call) return []
    const kinds = new Map<string, ScopeObject[]>()
    for (const [number, { type, object }] of call.scopeChain.entries()) {
      const kind = names[type] ?? 'Locals'
      if (object.objectId === undefined) continue
      const inner = call.scopeChain.slice(0, number).flatMap((other) => other.object.objectId ?? [])
      const scope = { objectId: object.objectId, type, number, callFrameId: call.callFrameId, inner }
      kinds.set(kind, [...(kinds.get(kind) ?? []), scope])
    }
    return [...kinds].map(([name, scopes]) => ({
      name,
      variablesReference: variables.ofScopes(scopes, name === 'Locals' ? extras(call, variables) : [], hiddenIn(name)),
      expensive: name === node,
      ...(name === 'Locals'
        ? { presentationHint: 'locals' }
        : name === 'Globals'
          ? { presentationHint: 'globals' }
          : {}),
    }))
  }
}

const node = 'Node'
/** A session's variables are what JupyterLab calls its globals. */
const names: Readonly<Record<string, string>> = {
  closure: 'Closure',
  module: 'Module',
  script: 'Globals',
  global: node,
}

function extras({ this: self, returnValue }: Debugger.CallFrame, variables: Variables): Variable[] {
  const known = self.objectId !== undefined && self.className !== 'global' && self.type !== 'undefined'
  return [
    ...(returnValue ? [variables.variable('(returns)', returnValue)] : []),
    ...(known ? [variables.variable('this', self, 'this')] : []),
  ]
}

/** What everybody's Node has is no news, and names that compiling made up are nobody's. */
function hiddenIn(scope: string): (name: string) => boolean {
  return scope === node ? (name) => builtin.has(name) || name.startsWith('__') : isMadeUp
}

export function isMadeUp(name: string): boolean {
  return name.startsWith(runtimeName) || /^_.*_cell-?\d+$/.test(name)
}

const builtin: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(globalThis))

interface Place {
  script: Script
  position: Position
}

type Places = (location: Debugger.Location) => Place | undefined

/** The place in the source. A recursion's thousands of calls stand at few places. */
function createPlaces(sources: Sources): Places {
  const known = new Map<string, Place | undefined>()
  return ({ scriptId, lineNumber, columnNumber = 0 }) => {
    const key = `${scriptId}:${lineNumber}:${columnNumber}`
    if (known.has(key)) return known.get(key)
    const script = sources.scriptOf(scriptId)
    const position = script?.original(lineNumber, columnNumber)
    const place = script && position ? { script, position } : undefined
    known.set(key, place)
    return place
  }
}

function frameOf(place: Place | undefined, functionName: string, call: Debugger.CallFrame | undefined): Frame[] {
  if (!place) return []
  const name = functionName === '' ? nameOf(place.script, call) : writtenNames(functionName)
  return [{ id: ++lastId, name, ...place, call }]
}

/** What runs at a cell's top has no scope of its own. */
function nameOf({ name }: Script, call: Debugger.CallFrame | undefined): string {
  const inFunction = call?.scopeChain.some(({ type }) => type === 'local' || type === 'closure') === true
  return inFunction ? '(anonymous)' : name
}

function waiting(trace: Runtime.StackTrace | undefined, places: Places): Frame[] {
  const frames: Frame[] = []
  for (let part = trace; part && frames.length < 50; part = part.parent) {
    // Only awaits continue what was called: timers and events start something new.
    if (part.description !== 'await' && !part.description?.startsWith('async')) break
    for (const frame of part.callFrames) frames.push(...frameOf(places(frame), frame.functionName, undefined))
  }
  return frames
}

export interface Thrown {
  /** In one line. */
  text: string
  uncaught: boolean
}

/** What V8 says of an exception at which it has stopped. */
export function thrownOf(data: object | undefined): Thrown {
  const { uncaught, ...value } = { uncaught: false, ...data }
  const text = 'type' in value ? valueText(value as Runtime.RemoteObject) : 'An exception was thrown.'
  return { text: writtenNames(text), uncaught }
}
