// What to do when V8 has stopped: tell the client, or go on at once because nothing of the user's is to be seen there. V8 stops
// in Node's and the kernel's code too, and at places that compiling has made.
//
//   const decision = stepping.decide(paused, stack)   // { do: 'stop', reason: 'breakpoint' } or { do: 'Debugger.stepOut' }
import type { Debugger } from 'node:inspector'
import type { Position } from '../compile/index.ts'
import type { Sources } from './sources.ts'
import { thrownOf } from './stack.ts'
import type { Stack } from './stack.ts'

export type Reason = 'breakpoint' | 'step' | 'exception' | 'pause'
export type Command = 'Debugger.resume' | 'Debugger.stepOver' | 'Debugger.stepInto' | 'Debugger.stepOut'
export type Decision = { do: 'stop'; reason: Reason; description: string } | { do: Command }
export type Step = 'Debugger.stepOver' | 'Debugger.stepInto' | 'Debugger.stepOut'

/** Steps through what isn't the user's before one that was asked for is given up. */
const mostHidden = 2000

interface Origin {
  url: string
  /** In the source, and in what was compiled from it. */
  position: Position
  compiled: string
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

  decide(paused: Debugger.PausedEventDataType, stack: Stack, sources: Sources, ids: readonly number[]): Decision {
    const decision = this.#decide(paused, stack, sources, ids)
    if (decision.do === 'stop' || decision.do === 'Debugger.resume') this.over()
    return decision
  }

  #decide(paused: Debugger.PausedEventDataType, stack: Stack, sources: Sources, ids: readonly number[]): Decision {
    const { reason, hitBreakpoints = [] } = paused
    const { top, inUsers } = stack
    if (reason === 'exception' || reason === 'promiseRejection') return this.#exception(paused, stack)
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
      if (top.script.isMadeUp(lineNumber, columnNumber) || isSame(origin, originOf(stack)))
        return { do: 'Debugger.stepOver' }
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
  #exception({ data }: Debugger.PausedEventDataType, { top, inUsers }: Stack): Decision {
    const { uncaught } = thrownOf(data)
    if (top && (inUsers || uncaught))
      return stop('exception', uncaught ? 'Paused at an uncaught exception' : 'Paused at an exception')
    return this.#onwards('Debugger.resume')
  }
}

function stop(reason: Reason, description: string): Decision {
  return { do: 'stop', reason, description }
}

function originOf({ top, depth }: Stack): Origin | undefined {
  if (!top?.call) return undefined
  const { lineNumber, columnNumber } = top.call.location
  return { url: top.script.url, position: top.position, compiled: `${lineNumber}:${columnNumber}`, depth }
}

/** One place of the source that became two; the very same place again is the next turn of a loop. */
function isSame(one: Origin | undefined, other: Origin | undefined): boolean {
  if (!one || !other || one.url !== other.url || one.depth !== other.depth || one.compiled === other.compiled)
    return false
  return one.position.line === other.position.line && one.position.column === other.position.column
}
