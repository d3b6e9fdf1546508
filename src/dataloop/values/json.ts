// What may be sent: values become JSON before they leave, dates as ISO 8601 in UTC (so that text sorts as time), and what
// has no JSON (NaN, functions, cycles) is an error that names where it stands.
//
//   toJson({ seen: new Date(0) }, 'metadata.user')      // { seen: '1970-01-01T00:00:00.000Z' }
import { DateTime } from 'luxon'
import { InvalidArgumentError } from '../errors/error.ts'
import { isRecord } from './diff.ts'

/** A value as JSON, checked; `where` names it in errors. */
export function toJson(value: unknown, where: string, above: readonly unknown[] = []): unknown {
  if (value === null || value === undefined || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return checkedNumber(value, where)
  if (value instanceof Date || isDateTime(value)) return isoOf(value, where)
  if (typeof value === 'bigint') return bad(where, 'is a bigint', 'convert it: Number(value) or String(value)')
  if (typeof value === 'function' || typeof value === 'symbol') return bad(where, `is a ${typeof value}`)
  if (above.includes(value)) return bad(where, 'contains itself')
  if (isPromise(value)) return bad(where, 'is a promise', 'add await')
  const inside = [...above, value]
  if (Array.isArray(value)) return value.map((entry, index) => toJson(entry ?? null, `${where}[${index}]`, inside))
  if (value instanceof Map || value instanceof Set || ArrayBuffer.isView(value)) {
    return bad(where, `is a ${value.constructor.name}`, 'use a plain object or array')
  }
  if (!isRecord(value) && hasToJson(value)) return toJson(value.toJSON(), where, inside)
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .map(([key, entry]) => [key, toJson(entry, `${where}.${key}`, inside)]),
  )
}

/** ISO 8601 in UTC of a Date or luxon DateTime. */
export function isoOf(value: Date | DateTime, where: string): string {
  const date = value instanceof Date ? DateTime.fromJSDate(value) : value
  if (!date.isValid) {
    return bad(where, `is no valid date${date.invalidExplanation ? ` (${date.invalidExplanation})` : ''}`)
  }
  return date.toUTC().toISO()!
}

export function isDateTime(value: unknown): value is DateTime {
  // By shape: another copy of luxon in the notebook's folder makes DateTimes, too.
  return typeof value === 'object' && value !== null && 'isLuxonDateTime' in value && value.isLuxonDateTime === true
}

function checkedNumber(value: number, where: string): number {
  if (Number.isFinite(value)) return value
  return bad(where, `is ${value}`, 'JSON has no such number; leave the key out, or use null to remove it')
}

function hasToJson(value: unknown): value is { toJSON(): unknown } {
  return typeof value === 'object' && value !== null && 'toJSON' in value && typeof value.toJSON === 'function'
}

function isPromise(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

function bad(where: string, what: string, hint?: string): never {
  throw new InvalidArgumentError(`${where} ${what}`, hint ? { hint } : {})
}
