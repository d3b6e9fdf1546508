/**
 * Types of parameters, whatever language they were read from, and checking a value against one. Values that come as text
 * (`-p year=2024`) are read by the type: "2024" is a number for a number and a text for a text.
 *
 *     convert({ kind: 'number' }, new RawText('12'))   // { ok: true, value: 12 }
 *     convert({ kind: 'number' }, 'many')              // { ok: false, expected: 'a number' }
 */
import { isRecord } from '../../notebook/json/record.ts'

export type ParameterType =
  | { readonly kind: 'unknown' | 'string' | 'boolean' | 'null' | 'bigint' | 'date' }
  | {
      readonly kind: 'number'
      readonly integer?: boolean
      readonly minimum?: number
      readonly maximum?: number
    }
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  | { readonly kind: 'array'; readonly items: ParameterType }
  | { readonly kind: 'tuple'; readonly items: readonly ParameterType[] }
  | { readonly kind: 'record'; readonly values: ParameterType }
  | { readonly kind: 'object'; readonly fields: Readonly<Record<string, ObjectField>> }
  | { readonly kind: 'union'; readonly options: readonly ParameterType[] }

export interface ObjectField {
  readonly type: ParameterType
  readonly optional: boolean
}

/** Text from a command line, whose type is not known yet. */
export class RawText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export type Converted =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly expected: string }

export const unknownType: ParameterType = { kind: 'unknown' }

/** The value as the type wants it, or what was expected. */
export function convert(type: ParameterType, value: unknown): Converted {
  const given = value instanceof RawText ? readText(type, value.text) : value
  return accepts(type, given) ? { ok: true, value: given } : { ok: false, expected: describeType(type) }
}

/** "a number", "one of "train", "test"", "a list of texts" */
export function describeType(type: ParameterType): string {
  switch (type.kind) {
    case 'unknown':
      return 'anything'
    case 'string':
      return 'a text'
    case 'boolean':
      return 'true or false'
    case 'null':
      return 'null'
    case 'bigint':
      return 'a whole number'
    case 'date':
      return 'a date such as 2024-01-31'
    case 'number': {
      const { integer, minimum, maximum } = type
      const low = minimum === undefined ? '' : ` of at least ${minimum}`
      const high = maximum === undefined ? '' : `${low === '' ? ' of' : ' and'} at most ${maximum}`
      return `${integer === true ? 'a whole number' : 'a number'}${low}${high}`
    }
    case 'literal':
      return JSON.stringify(type.value)
    case 'array':
      return type.items.kind === 'unknown' ? 'a list' : `a list, each ${describeType(type.items)}`
    case 'tuple':
      return `a list of ${type.items.length}: ${type.items.map(describeType).join(', ')}`
    case 'record':
      return type.values.kind === 'unknown' ? 'an object' : `an object, each value ${describeType(type.values)}`
    case 'object':
      return `an object with ${Object.keys(type.fields).join(', ') || 'any fields'}`
    default:
      return describeUnion(type.options)
  }
}

function describeUnion(options: readonly ParameterType[]): string {
  const literals = options.filter((option) => option.kind === 'literal')
  if (literals.length === options.length && literals.length > 2)
    return `one of ${literals.map((option) => describeType(option)).join(', ')}`
  return options.map((option) => describeType(option)).join(' or ')
}

export function accepts(type: ParameterType, value: unknown): boolean {
  switch (type.kind) {
    case 'unknown':
      return true
    case 'string':
    case 'boolean':
      return typeof value === type.kind
    case 'null':
      return value === null || value === undefined
    case 'bigint':
      return typeof value === 'bigint' || Number.isSafeInteger(value)
    case 'date':
      return typeof value === 'string' && /^\d{4}-/.test(value) && !Number.isNaN(Date.parse(value))
    case 'number':
      return (
        typeof value === 'number' &&
        (type.integer !== true || Number.isInteger(value)) &&
        value >= (type.minimum ?? -Infinity) &&
        value <= (type.maximum ?? Infinity)
      )
    case 'literal':
      return value === type.value
    case 'array':
      return Array.isArray(value) && value.every((item) => accepts(type.items, item))
    case 'tuple':
      return (
        Array.isArray(value) &&
        value.length === type.items.length &&
        type.items.every((item, index) => accepts(item, value[index]))
      )
    case 'record':
      return isRecord(value) && Object.values(value).every((item) => accepts(type.values, item))
    case 'object':
      return isRecord(value) && fitsFields(type.fields, value)
    default:
      return type.options.some((option) => accepts(option, value))
  }
}

function fitsFields(fields: Readonly<Record<string, ObjectField>>, value: Record<string, unknown>): boolean {
  return (
    Object.keys(value).every((key) => Object.hasOwn(fields, key)) &&
    Object.entries(fields).every(([key, field]) =>
      value[key] === undefined ? field.optional : accepts(field.type, value[key]),
    )
  )
}

/** Text → value by the type; text that doesn't fit comes back as it is, and is refused with its own words. */
function readText(type: ParameterType, text: string): unknown {
  const word = text.trim()
  switch (type.kind) {
    case 'string':
    case 'date':
      return text
    case 'number':
      return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(word) ? Number(word) : text
    case 'bigint':
      return /^-?\d+$/.test(word) ? BigInt(word) : text
    case 'boolean':
      return { true: true, false: false }[word.toLowerCase()] ?? text
    case 'null':
      return isNull(word) ? null : text
    case 'literal':
      return String(type.value) === text ? type.value : text
    case 'union': {
      for (const option of type.options) {
        // A text accepts everything: what else it might mean comes first.
        if (option.kind === 'string') continue
        const value = readText(option, text)
        if (accepts(option, value)) return value
      }
      return text
    }
    case 'unknown':
      return guess(word, text)
    default:
      return readJson(word) ?? (type.kind === 'array' ? splitList(type.items, text) : text)
  }
}

/** As papermill's -p: null, booleans and numbers are recognised, all else is text; JSON lists and objects too. */
function guess(word: string, text: string): unknown {
  if (isNull(word)) return null
  if (/^(?:true|false)$/i.test(word)) return word.toLowerCase() === 'true'
  const number = readText({ kind: 'number' }, word)
  if (typeof number === 'number') return number
  return /^[[{]/.test(word) ? (readJson(word) ?? text) : text
}

/** `-p names=a,b` for a list of texts or numbers. */
function splitList(items: ParameterType, text: string): unknown {
  return text.split(',').map((part) => readText(items, part.trim()))
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function isNull(word: string): boolean {
  return word === 'null' || word === 'None' || word === ''
}
