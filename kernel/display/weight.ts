// How deep a value can be printed before its text is longer than anybody reads: util.inspect prints all keys of all objects
// down to its depth, a second's work for a million, of which 64 KB are shown. Calls no getter and no proxy.
//
//   depthFor(hugeNestedArray)           // 2
import { types } from 'node:util'

const deepest = 4
const mostParts = 10_000
/** As many elements of an array as inspect prints. */
const mostElements = 100

/** 4 for ordinary values, less for those with more than 10,000 parts. */
export function depthFor(value: object): number {
  for (let depth = deepest; depth > 0; depth--) if (parts(value, depth, mostParts) < mostParts) return depth
  return 0
}

/** Counts up to `most` values that would be printed. */
function parts(value: unknown, depth: number, most: number): number {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return 1
  let count = 1
  for (const inner of members(value)) {
    if (count >= most) return count
    count += depth > 0 ? parts(inner, depth - 1, most - count) : 1
  }
  return count
}

function* members(value: object): Generator<unknown> {
  if (Array.isArray(value)) {
    for (let at = 0; at < Math.min(value.length, mostElements); at++) yield value[at]
  } else if (ArrayBuffer.isView(value) || value instanceof Map || value instanceof Set) {
    return
  } else {
    for (const key in value) yield Object.getOwnPropertyDescriptor(value, key)?.value
  }
}

/** An object with a thousand keys and more, with the first of them only; getters stay getters. */
export function lightened(value: object): { value: object; missing: number } {
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return { value, missing: 0 }
  const keys = Object.keys(value)
  if (keys.length <= 1_000) return { value, missing: 0 }
  const prototype: unknown = Object.getPrototypeOf(value)
  const kept = keys.slice(0, 500).map((key) => [key, Object.getOwnPropertyDescriptor(value, key)] as const)
  const descriptors = Object.fromEntries(kept.filter(([, descriptor]) => descriptor)) as PropertyDescriptorMap
  return { value: Object.create(prototype as object | null, descriptors) as object, missing: keys.length - 500 }
}
