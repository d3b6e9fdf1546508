// Where a cell threw what is no Error: such a value has no stack, and V8's REPL mode doesn't tell. Compiled cells hand what they
// throw through here; the traceback asks afterwards.
//
//   throw thrown('x');  stackOfThrown('x')   // 'x\n    at cell:///3.ts:1:7'

let last: { value: unknown; stack: string } | undefined

export function thrown(value: unknown): unknown {
  if (hasStack(value)) return value
  const site: { stack?: string } = {}
  Error.captureStackTrace(site, thrown)
  last = { value, stack: (site.stack ?? '').replace(/^.*\n/, '') }
  return value
}

/** The frames of the last throw, if it threw this value. */
export function stackOfThrown(value: unknown): string {
  return last && Object.is(last.value, value) ? last.stack : ''
}

/** A cell starts: what an earlier one threw says nothing about its values. */
export function forgetThrown(): void {
  last = undefined
}

function hasStack(value: unknown): boolean {
  try {
    return typeof value === 'object' && value !== null && 'stack' in value
  } catch {
    return true
  }
}
