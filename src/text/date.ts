// A point in time in words that stay the same on every machine: UTC for a Date or a number, the zone that an ISO string or
// a DateTime carries otherwise. No relative times ("2 hours ago"): they would change in every saved output.
//
//   dateWords('2026-11-24T03:34:16Z')   // { short: '2026-11-24 03:34:16Z', long: '24 Nov 2026, 03:34 UTC', iso: … }
const iso = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(Z|[+-]\d\d:?\d\d)?)?$/
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export interface DateWords {
  /** For columns of text: sortable, seconds. */
  short: string
  /** For reading. */
  long: string
  /** Exact. */
  iso: string
}

/** From a Date, milliseconds since 1970, an ISO 8601 string or anything with toISO(); undefined if it is no valid time. */
export function dateWords(value: unknown): DateWords | undefined {
  const text = isoText(value)
  const found = text === undefined ? null : iso.exec(text)
  if (!text || !found) return undefined
  const [, date = '', time, seconds, , zone] = found
  const [year, month, day] = date.split('-').map(Number)
  const words = `${day} ${months[(month ?? 1) - 1]} ${year}`
  if (!time) return { short: date, long: words, iso: text }
  return {
    short: `${date} ${time}:${seconds ?? '00'}${zone ?? ''}`,
    long: `${words}, ${time}${zone === 'Z' ? ' UTC' : zone ? ` ${zone}` : ''}`,
    iso: text,
  }
}

function isoText(value: unknown): string | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString()
  if (typeof value === 'number') return Math.abs(value) <= 8.64e15 ? new Date(value).toISOString() : undefined
  if (typeof value === 'string') return value
  if (typeof value === 'object' && value !== null && 'toISO' in value && typeof value.toISO === 'function') {
    const text: unknown = value.toISO()
    return typeof text === 'string' ? text : undefined
  }
  return undefined
}
