// What differs between two JSON values, as the platform's PATCH wants it: only changed keys, nested; a key that went is
// null; an array is sent whole. Pure.
//
//   difference({ a: 1, b: { c: 2 } }, { b: { c: 3 } })     // { a: null, b: { c: 3 } }

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** The patch that turns `before` into `after`; undefined when they are equal. */
export function difference(before: unknown, after: unknown): Record<string, unknown> | undefined {
  const patch: Record<string, unknown> = {}
  const from = isRecord(before) ? before : {}
  const to = isRecord(after) ? after : {}
  for (const key of Object.keys(to)) {
    const [old, now] = [own(from, key), to[key]]
    if (now === undefined || equal(old, now)) continue
    const inner = isRecord(old) && isRecord(now) ? difference(old, now) : now
    if (inner !== undefined) set(patch, key, inner)
  }
  for (const key of Object.keys(from)) {
    const went = own(to, key) === undefined && from[key] !== null && from[key] !== undefined
    if (went) set(patch, key, null)
  }
  return Object.keys(patch).length === 0 ? undefined : patch
}

/** `patch` merged into `value` at the depth the platform does; a copy. */
export function merged(value: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return copy(patch)
  const result: Record<string, unknown> = isRecord(value) ? { ...value } : {}
  for (const [key, change] of Object.entries(patch)) {
    if (change === null) delete result[key]
    else if (change !== undefined) set(result, key, isRecord(change) ? merged(result[key], change) : copy(change))
  }
  return result
}

/** Same JSON. */
export function equal(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((entry, index) => equal(entry, b[index]))
  }
  if (!isRecord(a) || !isRecord(b)) return false
  const keys = Object.keys(a).filter((key) => a[key] !== undefined)
  return (
    keys.length === Object.keys(b).filter((key) => b[key] !== undefined).length &&
    keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]))
  )
}

/** A deep copy of JSON; other values as they are. */
export function copy<T>(value: T): T {
  if (Array.isArray(value)) return value.map((entry: unknown) => copy(entry)) as T
  if (!isRecord(value)) return value
  const result: Record<string, unknown> = {}
  for (const key of Object.keys(value)) set(result, key, copy(value[key]))
  return result as T
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null
}

/** A key named 'toString' is data too: what every object inherits doesn't count. */
function own(record: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined
}

/** Assignment that treats a key '__proto__' as data. */
function set(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') target[key] = value
  else Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true })
}
