// What to do when V8 has stopped: tell the client, or go on at once because nothing of the user's is to be seen there. V8 stops
// in Node's and the kernel's code too, and at places that compiling has made.
//
//   const decision = stepping.decide(paused, stack)   // { do: 'stop', reason: 'breakpoint' } or { do: 'Debugger.stepOut' }
import type { Debugger } from 'node:inspector'
import type { Position } from '../compile/index.ts'
import type { CompiledPlace } from './breakable.ts'
import { isCaught } from './catches.ts'
import type { CallPlace } from './catches.ts'
import type { Sources } from './sources.ts'
import { thrownOf } from './stack.ts'
import type { Frame, Stack } from './stack.ts'

export type Reason = 'breakpoint' | 'step' | 'exception' | 'pause'
export type Command = 'Debugger.resume' | 'Debugger.stepOver' | 'Debugger.stepInto' | 'Debugger.stepOut'
export type Decision = { do: 'stop'; reason: Reason; description: string } | { do: Command }
export type Exceptions = 'none' | 'uncaught' | 'all'

/** What a client wants to stop at. */
export interface Heeded {
  /** Of the breakpoints that were hit. */
  ids: readonly number[]
  exceptions: Exceptions
}

export type Step = 'Debugger.stepOver' | 'Debugger.stepInto' | 'Debugger.stepOut'

/** Steps through what isn't the user's before one that was asked for is given up. */
const mostHidden = 2000

interface Origin {
  url: string
  /** In the source, and in what was compiled from it. */
  position: Position
  compiled: CompiledPlace
  depth: number
}

export class Stepping {
  #wanted: { command: Step | 'Debugger.pause'; origin: Origin | undefined } | undefined
  #hidden = 0

  /** A client wants a step from where the program stands, or a pause of what runs. */
  want(command: Step | 'Debugger.pause', stack: Stack | undefined): void {
    this.#wanted = { command, origin: stack && originOf(stack) }
    this.#hidden = 0
  }

  /** The program runs on without a step under way. */
  over(): void {
    this.#wanted = undefined
  }

  decide(paused: Debugger.PausedEventDataType, stack: Stack, sources: Sources, heeded: Heeded): Decision {
    const decision = this.#decide(paused, stack, sources, heeded)
    if (decision.do === 'stop' || decision.do === 'Debugger.resume') this.over()
    return decision
  }

  #decide(paused: Debugger.PausedEventDataType, stack: Stack, sources: Sources, heeded: Heeded): Decision {
    const { reason, hitBreakpoints = [] } = paused
    const { ids, exceptions } = heeded
    const { top, inUsers } = stack
    if (reason === 'exception' || reason === 'promiseRejection') return this.#exception(paused, stack, exceptions)
    const hit = hitBreakpoints.length > 0
    if (hit && top && sources.isImports(top.call!.location.scriptId)) return this.#onwards('Debugger.resume')
    // The first line of the next cell, for a client that asked for a pause while nothing ran.
    if (hit && inUsers && ids.length > 0 && ids.every((id) => id === 0)) return stop('pause', 'Paused')
    if (hit && inUsers) return stop('breakpoint', 'Paused at a breakpoint')
    const { command, origin } = this.#wanted ?? {}
    if (command === undefined) {
      return inUsers && !hit ? stop('breakpoint', 'Paused at a debugger statement') : { do: 'Debugger.resume' }
    }
    if (++this.#hidden > mostHidden) return { do: 'Debugger.resume' }
    if (inUsers && top) {
      const { lineNumber, columnNumber = 0 } = top.call!.location
      if (top.script.isMadeUp(lineNumber, columnNumber)) return { do: 'Debugger.stepOver' }
      if (command !== 'Debugger.pause' && isPassed(command, origin, originOf(stack))) return { do: command }
      return command === 'Debugger.pause' ? stop('pause', 'Paused') : stop('step', 'Paused after a step')
    }
    if (top) return { do: 'Debugger.stepOut' }
    // Nothing of the user's runs any more: what was stepped through has ended. For a pause, it has not begun yet.
    return { do: command === 'Debugger.pause' ? 'Debugger.stepInto' : 'Debugger.resume' }
  }

  /** A step goes on where something was passed over. */
  #onwards(otherwise: Command): Decision {
    const { command } = this.#wanted ?? {}
    return { do: command === undefined || command === 'Debugger.pause' ? otherwise : command }
  }

  /** Exceptions that libraries throw and catch themselves are their own business. */
  #exception(
    { reason, data }: Debugger.PausedEventDataType,
    { top, inUsers, frames }: Stack,
    exceptions: Exceptions,
  ): Decision {
    const beyondAwait = reason === 'promiseRejection' && inUsers
    const uncaught = thrownOf(data).uncaught || (beyondAwait && !isCaught(frames.map(placeOf)))
    if (top && uncaught) return stop('exception', 'Paused at an uncaught exception')
    if (inUsers && exceptions === 'all') return stop('exception', 'Paused at an exception')
    return this.#onwards('Debugger.resume')
  }
}

function placeOf({ script, position, call }: Frame): CallPlace {
  return { source: script.source, ...position, waits: call === undefined }
}

function stop(reason: Reason, description: string): Decision {
  return { do: 'stop', reason, description }
}

function originOf({ top, depth }: Stack): Origin | undefined {
  if (!top?.call) return undefined
  const { lineNumber: line, columnNumber: column = 0 } = top.call.location
  return { url: top.script.url, position: top.position, compiled: { line, column }, depth }
}

/**
 * Where a step doesn't end: at one place of the source that became two, and, over calls, further on in the line, which is all
 * that clients show. Back in the line is the next turn of a loop.
 */
function isPassed(command: Step, from: Origin | undefined, to: Origin | undefined): boolean {
  if (!from || !to || from.url !== to.url || from.depth !== to.depth) return false
  if (from.position.line !== to.position.line) return false
  const onwards = from.compiled.line - to.compiled.line || from.compiled.column - to.compiled.column
  return onwards < 0 && (command === 'Debugger.stepOver' || from.position.column === to.position.column)
}
