// What a plot shows, made from records: how many by a field, how many by time. Pure; knows no drawing.
//
//   countBy([{ label: 'a' }, { label: 'b' }, { label: 'a' }], 'label')   // [{ name: 'a', value: 2 }, { name: 'b', value: 1 }]
import { formatCell } from '../cell.ts'
import { dateWords } from '../date.ts'
import { readProperty } from '../inspect.ts'

export interface Counted {
  name: string
  value: number
}

/** A field's name (dots go deeper), or a function of the record. */
export type By<T> = string | ((record: T) => unknown)

/** Most frequent first; names decide among equals, so that the order never changes. An array counts once for each element. */
export function countBy<T>(records: Iterable<T>, by: By<T>): Counted[] {
  const counts = new Map<string, number>()
  for (const record of records) {
    const found = valueOf(record, by)
    for (const one of Array.isArray(found) ? (found as unknown[]) : [found]) {
      const name = formatCell(one).text
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
  }
  return Array.from(counts, ([name, value]) => ({ name, value })).sort(
    (a, b) => b.value - a.value || (a.name < b.name ? -1 : 1),
  )
}

export type Period = 'year' | 'month' | 'day' | 'hour' | 'minute'

const lengths: Readonly<Record<Period, number>> = { year: 4, month: 7, day: 10, hour: 13, minute: 16 }

/** Periods in order, empty ones between them too; the period is chosen so that at most 60 are shown, unless given. */
export function countByTime<T>(
  records: Iterable<T>,
  by: By<T>,
  period?: Period,
): { period: Period; counts: Counted[] } {
  const times: string[] = []
  for (const record of records) {
    const words = dateWords(valueOf(record, by))
    if (words) times.push(utc(words.iso))
  }
  times.sort()
  const [first, last] = [times[0], times.at(-1)]
  const chosen = period ?? (first && last ? fitting(first, last) : 'day')
  const counts = new Map<string, number>()
  if (first && last) for (const start of periods(first, last, chosen)) counts.set(start, 0)
  for (const time of times) {
    const start = time.slice(0, lengths[chosen])
    counts.set(start, (counts.get(start) ?? 0) + 1)
  }
  return { period: chosen, counts: Array.from(counts, ([name, value]) => ({ name, value })) }
}

function utc(iso: string): string {
  const time = Date.parse(iso)
  return Number.isNaN(time) ? iso : new Date(time).toISOString()
}

function valueOf<T>(record: T, by: By<T>): unknown {
  if (typeof by === 'function') return by(record)
  let value: unknown = record
  for (const key of by.split('.')) {
    if (value === null || value === undefined) return undefined
    const found = readProperty(value, key)
    value = 'value' in found ? found.value : undefined
  }
  return value
}

const milliseconds: Readonly<Record<Period, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  month: 30 * 86_400_000,
  year: 365 * 86_400_000,
}

function fitting(first: string, last: string): Period {
  const span = Date.parse(last) - Date.parse(first)
  const order: Period[] = ['minute', 'hour', 'day', 'month', 'year']
  return order.find((period) => span / milliseconds[period] <= 60) ?? 'year'
}

/** At most 1,000: a stray year 1970 must not make a million empty bars. */
function periods(first: string, last: string, period: Period): string[] {
  const names: string[] = []
  const at = new Date(Date.parse(first))
  const end = last.slice(0, lengths[period])
  for (let name = first.slice(0, lengths[period]); name < end && names.length < 1_000; name = next(at, period))
    names.push(name)
  return [...names, end]
}

function next(at: Date, period: Period): string {
  if (period === 'year') at.setUTCFullYear(at.getUTCFullYear() + 1, 0, 1)
  else if (period === 'month') at.setUTCMonth(at.getUTCMonth() + 1, 1)
  else at.setTime(at.getTime() + milliseconds[period])
  return at.toISOString().slice(0, lengths[period])
}
