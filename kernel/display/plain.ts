// text/plain of any value: util.inspect, tuned to be read, at most 64 KB, and without the tokens that an HTTP error or a
// client object carries inside it. A string that a cell returns by itself is shown as it is.
//
//   plainText({ a: [1, 2] })            // "{ a: [ 1, 2 ] }"
//   redact('Bearer abcdefghijkl')       // 'Bearer ***'
import { types } from 'node:util'
import { bounded, inspectValue, maximumText } from '../../src/text/index.ts'
import type { BundleOptions, MimeBundle } from './bundle.ts'
import { depthFor, lightened } from './weight.ts'

export function plainBundle(value: unknown, options: BundleOptions = {}): MimeBundle {
  return { 'text/plain': plainText(value, options) }
}

export function plainText(value: unknown, options: BundleOptions = {}): string {
  if (typeof value === 'string') return inspectValue(bounded(value, maximumText - 4_000), { maxStringLength: Infinity })
  const breakLength = options.width ?? 80
  if (typeof value !== 'object' || value === null || types.isProxy(value))
    return redact(inspectValue(value, { breakLength }))
  try {
    const light = lightened(value)
    const more = light.missing > 0 ? `\n… ${light.missing} more properties` : ''
    return redact(inspectValue(light.value, { breakLength, depth: depthFor(light.value) })) + more
  } catch {
    return redact(inspectValue(value, { breakLength }))
  }
}

const secrets: readonly [RegExp, string][] = [
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, '$1 ***'],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, 'eyJ***'],
  [/((?:^|[\s{,'"])(?:password|api[_-]?key|secret)['"]?\s*:\s*)(['"])(?:(?!\2).){4,}\2/gi, '$1$2***$2'],
]

/** A saved notebook is passed on: tokens inside objects and errors are shown as `***` (axios puts them into every error). */
export function redact(text: string): string {
  let result = text
  for (const [pattern, replacement] of secrets) result = result.replaceAll(pattern, replacement)
  return result
}
