// What clients ask of the debugger: one function a command of the Debug Adapter Protocol, and of what Jupyter adds to it. Each
// gives the body of its answer.
//
//   await requests.stackTrace(debug, { threadId: 1 })   // { stackFrames: […], totalFrames: 1 }
import { hasDebugger } from '../kernelspec/node-version.ts'
import { groups, threadId } from './debugger.ts'
import type { CellDebugger } from './debugger.ts'
import { inspection } from './inspection.ts'
import { DebugError, fieldsOf, listOf, numberOf, optionalNumber, textOf } from './protocol.ts'
import type { Fields } from './protocol.ts'
import { hashSeed } from './sources.ts'
import type { Script } from './sources.ts'

export type Request = (debug: CellDebugger, given: Fields) => Fields | Promise<Fields>

const capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsConditionalBreakpoints: true,
  supportsEvaluateForHovers: true,
  supportsSetVariable: true,
  supportsModulesRequest: true,
  supportsLoadedSourcesRequest: true,
  supportsExceptionInfoRequest: true,
  supportsDelayedStackTraceLoading: true,
  exceptionBreakpointFilters: [
    { filter: 'uncaught', label: 'Uncaught Exceptions', default: false },
    { filter: 'all', label: 'All Exceptions', default: false },
  ],
}

const session: Record<string, Request> = {
  debugInfo: ({ started, pause, sources, breakpoints }) => ({
    isStarted: started,
    hashMethod: 'Murmur2',
    hashSeed,
    tmpFilePrefix: sources.prefix,
    tmpFileSuffix: sources.suffix,
    breakpoints: breakpoints.list(),
    stoppedThreads: pause ? [threadId] : [],
    richRendering: true,
    exceptionPaths: [],
    copyToGlobals: true,
  }),

  async initialize(debug) {
    if (!hasDebugger)
      throw new DebugError(`The debugger needs Node 24 or later; this is Node ${process.versions.node}.`)
    await debug.start()
    return capabilities
  },

  async disconnect(debug) {
    await debug.stop()
    return {}
  },

  dumpCell: ({ sources }, given) => ({ sourcePath: sources.dump(textOf(given, 'code')) }),

  source({ sources }, given) {
    const content = sources.text(textOf(fieldsOf(given['source']), 'path'))
    if (content === undefined) throw new DebugError('This source is not known here.')
    return { content, mimeType: sources.suffix === '.ts' ? 'text/typescript' : 'text/javascript' }
  },

  modules({ sources }, given) {
    const all = sources.modules().map((module, id) => ({ id, ...module }))
    const start = optionalNumber(given, 'startModule') ?? 0
    const count = optionalNumber(given, 'moduleCount') || all.length
    return { modules: all.slice(start, start + count), totalModules: all.length }
  },

  loadedSources: ({ sources }) => ({ sources: sources.modules() }),
}

const bound: Record<string, Request> = {
  attach: () => ({}),

  configurationDone: () => ({}),

  async setBreakpoints({ breakpoints }, given) {
    const path = textOf(fieldsOf(given['source']), 'path')
    // Older clients name lines only.
    const lines = Array.isArray(given['lines']) ? given['lines'].map((line: unknown) => ({ line })) : []
    const wanted = Array.isArray(given['breakpoints']) ? listOf(given, 'breakpoints') : lines
    const found = await breakpoints.set(
      path,
      wanted.map((one) => {
        const condition = fieldsOf(one)['condition']
        const line = Math.max(1, numberOf(one, 'line'))
        return typeof condition === 'string' && condition.trim() !== '' ? { line, condition } : { line }
      }),
    )
    return { breakpoints: found.map(({ condition: _condition, ...one }) => ({ ...one, source: { path } })) }
  },

  async setExceptionBreakpoints(debug, given) {
    const filters = Array.isArray(given['filters']) ? given['filters'] : []
    const unknown = filters.find((filter) => filter !== 'all' && filter !== 'uncaught')
    if (unknown !== undefined) throw new DebugError(`There is no exception filter "${String(unknown)}".`)
    await debug.setExceptions(filters.includes('all') ? 'all' : filters.includes('uncaught') ? 'uncaught' : 'none')
    return {}
  },
}

const running: Record<string, Request> = {
  threads: () => ({ threads: [{ id: threadId, name: 'cells' }] }),

  async continue(debug) {
    await debug.go('Debugger.resume')
    return { allThreadsContinued: true }
  },

  async next(debug) {
    await debug.go('Debugger.stepOver')
    return {}
  },

  async stepIn(debug) {
    await debug.go('Debugger.stepInto')
    return {}
  },

  async stepOut(debug) {
    await debug.go('Debugger.stepOut')
    return {}
  },

  async pause(debug) {
    await debug.halt()
    return {}
  },

  stackTrace(debug, given) {
    const { frames } = debug.standing().stack
    const start = optionalNumber(given, 'startFrame') ?? 0
    const levels = optionalNumber(given, 'levels') || frames.length
    const stackFrames = frames.slice(start, start + levels).map(({ id, name, script, position, call }) => ({
      id,
      name: call ? name : `${name} (waits)`,
      line: position.line,
      column: position.column + 1,
      source: sourceOf(script),
    }))
    return { stackFrames, totalFrames: frames.length }
  },

  exceptionInfo(debug) {
    const { thrown } = debug.standing()
    if (!thrown) throw new DebugError('The program is not paused at an exception.')
    const { text } = thrown
    const breakMode = debug.exceptions === 'all' ? 'always' : 'unhandled'
    return { exceptionId: text.split(':', 1)[0]!, description: text, breakMode }
  },

  scopes(debug, given) {
    const { stack } = debug.standing()
    return { scopes: stack.scopes(numberOf(given, 'frameId'), debug.paused) }
  },

  async copyToGlobals(debug, given) {
    const call = debug.standing().stack.call(numberOf(given, 'srcFrameId'))
    const to = textOf(given, 'dstVariableName')
    debug.paused.change()
    await debug.evaluation.copy(textOf(given, 'srcVariableName'), to, call, groups.paused)
    debug.declare(to)
    return {}
  },
}

function sourceOf({ path, name }: Script): object {
  return { name, path, sourceReference: 0 }
}

/** Commands that work with a debugger that was started only. */
const started: Record<string, Request> = { ...bound, ...running }

/** Also without: variable panels ask for them. */
const always: Record<string, Request> = { ...session, ...inspection }

/** What the command does. @throws DebugError where there is none, or it comes too early */
export function requestOf(command: string, isStarted: boolean): Request {
  if (Object.hasOwn(always, command)) return always[command]!
  if (!Object.hasOwn(started, command)) throw new DebugError(`This kernel's debugger has no ${command.slice(0, 80)}.`)
  if (!isStarted) throw new DebugError('The debugger is not started: initialize comes first.')
  return started[command]!
}
