// Any value as text, whatever it is: bounded in size, and never an exception, not from a getter, a proxy or a custom
// inspect that throws. Adds no colours. Not for values inside tables (see cell.ts), which are one line each.
//
//   inspectValue({ a: 1 })              // "{ a: 1 }"
//   inspectValue(hostile)               // "[cannot be shown: Error: boom]"
import { inspect } from 'node:util'
import type { InspectOptions } from 'node:util'
import { grouped } from './count.ts'

/** 64 KB of text is more than anybody reads in an output, and what a saved notebook can carry. */
export const maximumText = 65_536

const options: InspectOptions = {
  depth: 4,
  breakLength: 80,
  compact: 3,
  maxArrayLength: 100,
  maxStringLength: 10_000,
  numericSeparator: false,
}

/** As Node prints it, at most 64 KB. */
export function inspectValue(value: unknown, more: InspectOptions = {}): string {
  for (const attempt of [
    { ...options, ...more },
    { ...options, ...more, customInspect: false, depth: 1 },
  ]) {
    try {
      return bounded(inspect(value, attempt))
    } catch (error) {
      if (attempt.customInspect === false) return `[cannot be shown: ${errorLine(error)}]`
    }
  }
  return '[cannot be shown]'
}

/** Cut in the middle, with a line that says how much is missing. */
export function bounded(text: string, limit: number = maximumText): string {
  if (text.length <= limit) return text
  const head = text.slice(0, Math.floor(limit * 0.8)).toWellFormed()
  const tail = text.slice(text.length - Math.floor(limit * 0.1)).toWellFormed()
  const missing = text.length - head.length - tail.length
  return `${head}\n… ${grouped(missing)} characters left out …\n${tail}`
}

/** Name and message of whatever was thrown, on one line. */
export function errorLine(error: unknown): string {
  try {
    if (error instanceof Error) return `${error.name}: ${error.message}`.split('\n')[0] ?? 'Error'
    return String(error).split('\n')[0] ?? ''
  } catch {
    return 'an error that cannot be shown'
  }
}

/** What a property holds, or the error that reading it threw. */
export function readProperty(value: unknown, key: string | symbol): { value: unknown } | { error: unknown } {
  try {
    return { value: (value as Record<string | symbol, unknown>)[key] }
  } catch (error) {
    return { error }
  }
}
