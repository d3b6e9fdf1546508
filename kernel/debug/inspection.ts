// What clients ask about values, in a program that stands still and in one that doesn't: variables, expressions, views.
//
//   await inspection.inspectVariables(debug, {})   // { variables: [{ name: 'user', value: 'User { … }', … }] }
import type { Debugger } from 'node:inspector'
import { writtenName } from '../compile/index.ts'
import { assign } from './assignment.ts'
import { groups } from './debugger.ts'
import type { CellDebugger } from './debugger.ts'
import { DebugError, numberOf, optionalNumber, textOf } from './protocol.ts'
import type { Fields } from './protocol.ts'
import type { Request } from './requests.ts'
import { isMadeUp } from './stack.ts'
import type { Variables } from './variables.ts'

const mostNames = 2000

interface Place {
  call: Debugger.CallFrame | undefined
  group: string
  variables: Variables
}

export const inspection: Record<string, Request> = {
  async inspectVariables(debug) {
    const { pause, evaluation } = debug
    const group = pause ? groups.paused : groups.idle
    const variables = pause ? debug.paused : debug.idle
    // What was shown before is taken back: clients ask for it after each cell.
    if (!pause) {
      variables.clear()
      await evaluation.release(group)
    }
    const names = (await evaluation.names()).filter((name) => !isMadeUp(name)).slice(0, mostNames)
    const found = await Promise.all(names.map((name) => evaluation.look(name, undefined, group)))
    // A failed cell may have left names that were never given a value.
    const list = names.flatMap((name, at) => {
      const value = found[at]
      return value ? [variables.variable(writtenName(name), value, writtenName(name))] : []
    })
    return { variables: list }
  },

  async variables(debug, given) {
    const reference = numberOf(given, 'variablesReference')
    const { filter } = given
    const page = {
      start: optionalNumber(given, 'start'),
      count: optionalNumber(given, 'count'),
      ...(filter === 'indexed' || filter === 'named' ? { filter } : {}),
    }
    const variables = debug.paused.has(reference) ? debug.paused : debug.idle
    return { variables: await variables.list(reference, page) }
  },

  async evaluate(debug, given) {
    const place = placeOf(debug, given)
    const { call, group, variables } = place
    const harmless = given['context'] === 'hover'
    if (!harmless) variables.change()
    const value = await debug.evaluation.evaluate(textOf(given, 'expression'), call, { harmless, group })
    const { value: result, name: _name, ...rest } = variables.variable('', value)
    return { result, ...rest }
  },

  async richInspectVariables(debug, given) {
    const { call, group } = placeOf(debug, given)
    const data = await debug.evaluation.view(textOf(given, 'variableName'), call, group)
    return { data, metadata: {} }
  },

  async setVariable(debug, given) {
    const { stack } = debug.standing()
    const owner = await debug.paused.owner(numberOf(given, 'variablesReference'), textOf(given, 'name'))
    const { value, type, variablesReference } = await assign(debug, stack, owner, {
      name: textOf(given, 'name'),
      expression: textOf(given, 'value'),
    })
    return { value, type, variablesReference }
  },
}

/** In the frame that is named; in the topmost one of a program that stands still; in the session. */
function placeOf(debug: CellDebugger, given: Fields): Place {
  const frame = optionalNumber(given, 'frameId')
  const { pause } = debug
  if (frame !== undefined && !pause) throw new DebugError('The program is not paused, so it has no frames.')
  if (!pause) return { call: undefined, group: groups.idle, variables: debug.idle }
  const call = frame === undefined ? pause.stack.top?.call : pause.stack.call(frame)
  return { call, group: groups.paused, variables: debug.paused }
}
