// What is alive in the session, for completion and inspection: names and the properties of values, found without running any
// user code (getters and proxies stay untouched), also while a cell runs.
//
//   await runtimeNames(control)             // [{ name: 'user', kind: 'variable' }, …]
//   await runtimeNames(control, 'user')     // [{ name: 'firstName', kind: 'property' }, …]
import type { Runtime } from 'node:inspector'
import { isIdentifier, ownName, writtenName } from '../compile/index.ts'
import type { RuntimeName } from '../language/index.ts'
import type { ControlInspector } from './inspector.ts'
import { plainPreview, previewText } from './preview.ts'

const most = 2000

export async function runtimeNames(control: ControlInspector, expression?: string): Promise<RuntimeName[]> {
  if (expression !== undefined) return await properties(control, expression)
  return (await variables(control)).map((name) => ({ name: writtenName(name), kind: 'variable' }))
}

async function variables(control: ControlInspector): Promise<readonly string[]> {
  const scope = await control.post<Runtime.GlobalLexicalScopeNamesReturnType>('Runtime.globalLexicalScopeNames', {})
  return scope?.names ?? []
}

/** The expression with its first name as V8 knows it. */
async function own(control: ControlInspector, expression: string): Promise<string> {
  const [name = ''] = /^[\w$]+/.exec(expression) ?? []
  if (ownName(name) === name || !(await variables(control)).includes(ownName(name))) return expression
  return ownName(name) + expression.slice(name.length)
}

async function properties(control: ControlInspector, written: string): Promise<RuntimeName[]> {
  const expression = await own(control, written)
  const value = await control.look(expression)
  if (!value) return []
  try {
    const holder = value.objectId ?? (await boxed(control, expression))
    if (holder === undefined) return []
    const found = await control.post<Runtime.GetPropertiesReturnType>('Runtime.getProperties', {
      objectId: holder,
      ownProperties: false,
    })
    const names = (found?.result ?? []).filter(({ name }) => isIdentifier(name)).slice(0, most)
    return names.map((property) => ({ name: property.name, kind: kindOf(property), ...previewOf(property.value) }))
  } finally {
    void control.post('Runtime.releaseObjectGroup', { objectGroup: 'look' })
  }
}

/** Texts and numbers have their methods too. */
async function boxed(control: ControlInspector, expression: string): Promise<string | undefined> {
  return (await control.look(`Object(${expression})`))?.objectId
}

function kindOf({ value, get }: Runtime.PropertyDescriptor): string {
  if (value?.type === 'function') return /^class\b/.test(value.description ?? '') ? 'class' : 'method'
  return get ? 'property' : 'property'
}

function previewOf(value: Runtime.RemoteObject | undefined): { preview?: string } {
  const preview = plainPreview(value)
  return preview === undefined ? {} : { preview }
}

/** A short text of a value, for inspection. */
export async function runtimePreview(control: ControlInspector, written: string): Promise<string | undefined> {
  const expression = await own(control, written)
  const result = await control.post<Runtime.EvaluateReturnType>('Runtime.evaluate', {
    expression,
    throwOnSideEffect: true,
    silent: true,
    timeout: 100,
    generatePreview: true,
    objectGroup: 'look',
  })
  if (!result || result.exceptionDetails) return undefined
  void control.post('Runtime.releaseObjectGroup', { objectGroup: 'look' })
  return previewText(result.result)
}
