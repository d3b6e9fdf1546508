// A variable gets another value from a client, in a program that stands still: one of a frame by V8's own way, one of the session
// by an assignment, a property by one too.
//
//   await assign(debug, stack, owner, { name: 'count', expression: '3' })
import type { Runtime } from 'node:inspector'
import { isIdentifier } from '../compile/name.ts'
import { groups } from './debugger.ts'
import type { CellDebugger } from './debugger.ts'
import type { Stack } from './stack.ts'
import type { Variable } from './values.ts'
import { DebugError } from './protocol.ts'
import type { Owner } from './variables.ts'

const setter = 'function (name, value) { this[name] = value }'

/** @throws DebugError with what the expression throws, or V8 refuses */
export async function assign(
  debug: CellDebugger,
  stack: Stack,
  owner: Owner,
  { name, expression }: { name: string; expression: string },
): Promise<Variable> {
  const { evaluation, control, paused } = debug
  paused.change()
  const callFrameId = 'scope' in owner ? owner.scope.callFrameId : undefined
  const frame = stack.frames.find(({ call }) => call !== undefined && call.callFrameId === callFrameId) ?? stack.top
  const evaluate = (text: string): Promise<Runtime.RemoteObject> =>
    evaluation.evaluate(text, frame?.call, { group: groups.paused })
  if ('scope' in owner && (owner.scope.type === 'script' || owner.scope.type === 'global')) {
    if (!isIdentifier(name)) throw new DebugError(`${name} can not be set.`)
    return paused.variable(name, await evaluate(`${name} = (${expression})`))
  }
  const value = await evaluate(expression)
  const argument = argumentOf(value)
  if ('objectId' in owner) {
    const parameters = { objectId: owner.objectId, functionDeclaration: setter, arguments: [{ value: name }, argument] }
    const call = { ...parameters, silent: true }
    const { exceptionDetails } = await control.call<Runtime.CallFunctionOnReturnType>('Runtime.callFunctionOn', call)
    if (exceptionDetails)
      throw new DebugError(exceptionDetails.exception?.description?.split('\n')[0] ?? 'It can not be set.')
  } else {
    const { number } = owner.scope
    const parameters = { scopeNumber: number, variableName: name, newValue: argument, callFrameId }
    await control.call('Debugger.setVariableValue', parameters)
  }
  return paused.variable(name, value)
}

function argumentOf({ objectId, unserializableValue, value }: Runtime.RemoteObject): Runtime.CallArgument {
  if (objectId !== undefined) return { objectId }
  return unserializableValue === undefined ? { value: value as unknown } : { unserializableValue }
}
