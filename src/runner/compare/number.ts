/**
 * Numbers that are near enough. In texts the numbers are compared by tolerance and what stands between them literally
 * (runs of blanks count as one, because columns move when a number gets longer).
 *
 *     closeTexts('loss 0.3333333 after 10', 'loss 0.3333334 after 10', { rtol: 1e-5, atol: 0 })   // true
 */
export interface Tolerance {
  readonly rtol: number
  readonly atol: number
}

/** As numpy.isclose: |a − b| ≤ atol + rtol · |b|; two NaN are equal. */
export function closeNumbers(actual: number, expected: number, { rtol, atol }: Tolerance): boolean {
  if (Object.is(actual, expected) || actual === expected) return true
  if (!Number.isFinite(actual) || !Number.isFinite(expected)) return false
  return Math.abs(actual - expected) <= atol + rtol * Math.abs(expected)
}

const numberPattern = /(?<![\w.])[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?(?![\w])|\b(?:nan|inf|NaN|Infinity)\b/g

export function closeTexts(actual: string, expected: string, tolerance: Tolerance): boolean {
  if (tolerance.rtol === 0 && tolerance.atol === 0) return actual === expected
  const frame = (text: string): string => text.replaceAll(numberPattern, ' # ').replaceAll(/[ \t]+/g, ' ')
  if (frame(actual) !== frame(expected)) return false
  const numbers = (text: string): number[] => (text.match(numberPattern) ?? []).map(toNumber)
  const right = numbers(expected)
  return numbers(actual).every((value, index) => closeNumbers(value, right[index] ?? NaN, tolerance))
}

function toNumber(text: string): number {
  if (text === 'inf') return Infinity
  return text === 'nan' ? NaN : Number(text)
}
