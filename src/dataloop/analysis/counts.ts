// How many entities have each value of a field; dates by day, month or year. Shows itself as a bar chart: Vega-Lite where a
// notebook draws it, a static SVG with a table elsewhere, bars of text in a terminal.
//
//   (await dataset.annotations.all()).countBy('label')
import { DateTime } from 'luxon'
import { present } from '../views/protocol.ts'
import { chartBundle } from '../../text/index.ts'
import type { ChartBundle } from '../../text/index.ts'
import type { FlatRecord } from './columns.ts'

export interface CountOptions {
  /** For dates: one bar a day, month or year. Default 'day'. */
  by?: 'hour' | 'day' | 'month' | 'year'
  /** Most bars; the rest is summed up as "others". Default 30. */
  most?: number
}

/** One bar. */
export interface Count {
  value: string
  count: number
}

/**
 * Counts by value. Iterable; `plot()` is the chart alone.
 * @example
 * const counts = (await dataset.items.all()).countBy('createdAt', { by: 'month' })
 * counts.entries   // [{ value: '2026-11', count: 12 }]
 */
export class Counts {
  /** The field that was counted. */
  readonly field: string
  /** The most frequent first; dates in their order. */
  readonly entries: readonly Count[]

  readonly #dates: boolean

  constructor(field: string, entries: readonly Count[], dates: boolean = false) {
    this.#dates = dates
    this.field = field
    this.entries = entries
  }

  /**
   * The bars, one after the other.
   * @example
   * for (const { value, count } of counts) console.log(value, count)
   */
  [Symbol.iterator](): IterableIterator<Count> {
    return this.entries[Symbol.iterator]()
  }

  /**
   * Value → count.
   * @example
   * (await dataset.annotations.all()).countBy('label').toObject()   // { Adult: 3 }
   */
  toObject(): Record<string, number> {
    return Object.fromEntries(this.entries.map(({ value, count }) => [value, count]))
  }

  /**
   * A Vega-Lite specification of the bars, for `display.vega` or any Vega viewer.
   * @example
   * (await dataset.annotations.all()).countBy('label').plot()
   */
  plot(): object {
    return this.#chart(80)['application/vnd.vegalite.v5+json']
  }

  #chart(width: number): ChartBundle {
    const data = this.entries.map(({ value, count }) => ({ name: value, value: count }))
    return chartBundle({ title: `by ${this.field}`, kind: this.#dates ? 'columns' : 'bars', data }, { width })
  }

  static {
    present(this, {
      show: (self) => self.#chart(80),
      inspect: (self) => self.#chart(process.stdout.columns ?? 80)['text/plain'],
    })
  }
}

const formats = { hour: "yyyy-MM-dd'T'HH:00", day: 'yyyy-MM-dd', month: 'yyyy-MM', year: 'yyyy' } as const

export function countsOf(records: readonly FlatRecord[], field: string, options: CountOptions = {}): Counts {
  const { by = 'day', most = 30 } = options
  const counts = new Map<string, number>()
  let dates = records.length > 0
  for (const record of records) {
    for (const value of valuesOf(record[field])) {
      const date =
        typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)
          ? DateTime.fromISO(value, { zone: 'utc' })
          : undefined
      if (!date?.isValid) dates = false
      const key = date?.isValid
        ? date.toFormat(formats[by])
        : value === null || value === undefined
          ? '(none)'
          : typeof value === 'string'
            ? value
            : JSON.stringify(value)
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  }
  const all = [...counts].map(([value, count]) => ({ value, count }))
  all.sort((a, b) => (dates ? (a.value < b.value ? -1 : 1) : b.count - a.count || a.value.localeCompare(b.value)))
  const rest = all.slice(most).reduce((sum, { count }) => sum + count, 0)
  return new Counts(field, rest === 0 ? all : [...all.slice(0, most), { value: '(others)', count: rest }], dates)
}

/** A list counts once for each of its values. */
function valuesOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) && value.length > 0 ? value : [value]
}
