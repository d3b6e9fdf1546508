// A value of V8's as the Debug Adapter Protocol has it: a name, a short text, a type, and a number by which its inside is asked
// for. Getters stay unrun.
//
//   variableOf('user', remote, { reference: 7, evaluateName: 'user' })   // { name: 'user', value: 'User { name: "Ann" }', … }
import type { Runtime } from 'node:inspector'
import { isIdentifier } from '../compile/name.ts'
import { previewText } from '../control/preview.ts'

export interface Variable {
  name: string
  value: string
  type: string
  evaluateName?: string
  variablesReference: number
  namedVariables?: number
  indexedVariables?: number
  presentationHint?: { kind?: string; attributes?: string[] }
}

/** JupyterLab shows the values of Python's plain types only, and of all others nothing but the type. */
const plainTypes: Readonly<Record<string, string>> = { number: 'float', boolean: 'bool', string: 'str', bigint: 'str' }

/** A class's name, with a size where there is one. */
export function typeOf(value: Runtime.RemoteObject): string {
  const { type, subtype, className, description } = value
  if (subtype === 'null') return 'null'
  if (type !== 'object') return plainTypes[type] ?? type
  return (sizeOf(value) === undefined ? className : description) ?? 'object'
}

export function valueText(value: Runtime.RemoteObject): string {
  if (value.type === 'undefined') return 'undefined'
  if (value.type === 'function') return functionText(value.description ?? '')
  const text = value.type === 'string' ? JSON.stringify(value.value) : (previewText(value) ?? value.type)
  const first = value.subtype === 'error' ? text.split('\n', 1)[0]! : text
  return first.length > longest ? `${first.slice(0, longest)}…` : first
}

const longest = 1000

function functionText(description: string): string {
  const [head = ''] = /^(?:class\b[^{]*|[^{]*?(?:=>|\)(?=\s*\{)))/.exec(description) ?? [description]
  const text = head.trim().replaceAll(/\s+/g, ' ').slice(0, 100)
  return /^(?:class|async|function)\b/.test(text) ? text : `ƒ ${text}`
}

/** Elements of arrays and typed arrays, entries of Maps and Sets; undefined for what isn't counted. */
export function sizeOf({ subtype, description = '' }: Runtime.RemoteObject): number | undefined {
  if (!counted.has(subtype ?? '')) return undefined
  return Number(/\((\d+)\)$/.exec(description)?.[1] ?? 0)
}

const counted: ReadonlySet<string> = new Set(['array', 'typedarray', 'map', 'set'])

export function variableOf(
  name: string,
  value: Runtime.RemoteObject,
  { reference, evaluateName }: { reference: number; evaluateName?: string | undefined },
): Variable {
  const size = sizeOf(value)
  return {
    name,
    value: valueText(value),
    type: typeOf(value),
    ...(evaluateName === undefined ? {} : { evaluateName }),
    variablesReference: reference,
    ...(size === undefined ? {} : { indexedVariables: size }),
  }
}

/** What a getter would give isn't known before it runs. */
export function accessorOf(name: string, { get, set }: Runtime.PropertyDescriptor): Variable {
  const can = [...(get?.type === 'function' ? ['getter'] : []), ...(set?.type === 'function' ? ['setter'] : [])]
  return {
    name,
    value: `(${can.join(' and ')})`,
    type: 'accessor',
    variablesReference: 0,
    presentationHint: { kind: 'property', attributes: ['hasSideEffects'] },
  }
}

/** The expression of a property, where its holder has one. */
export function pathTo(holder: string | undefined, name: string): string | undefined {
  if (holder === undefined) return isIdentifier(name) ? name : undefined
  if (name.startsWith('#') || name.startsWith('[[')) return undefined
  if (isIdentifier(name)) return `${holder}.${name}`
  return /^\d+$/.test(name) ? `${holder}[${name}]` : `${holder}[${JSON.stringify(name)}]`
}
