// Plots in one call: how many by label, how many by time, how far a task is. Each gives something that every Jupyter kernel
// shows (Vega-Lite, else a static SVG, else text). For other charts: any Vega-Lite specification, or Observable Plot.
//
//   plot.counts(items, 'metadata.user.city')
//   plot.time(items, 'createdAt', { title: 'Uploads' })
//   plot.progress([{ name: 'ann@x.ai', completed: 8, open: 2 }])
import { inspect } from 'node:util'
import { chartBundle } from './chart.ts'
import type { Chart, ChartBundle, Datum } from './chart.ts'
import { countBy, countByTime } from './series.ts'
import type { By, Counted, Period } from './series.ts'

const $display: unique symbol = Symbol.for('Jupyter.display') as never

/** Shown as a picture by a notebook, as text by Node. */
export interface Plot {
  readonly chart: Chart
  /** The Vega-Lite specification, to be changed at will. */
  readonly spec: Record<string, unknown>
  readonly svg: string
  readonly text: string
  [$display](): ChartBundle
}

export interface PlotOptions {
  title?: string
  /** What is counted; 'count' otherwise. */
  unit?: string
}

export const plot: {
  counts<T>(records: Iterable<T>, by: By<T>, options?: PlotOptions): Plot
  time<T>(records: Iterable<T>, by: By<T>, options?: PlotOptions & { period?: Period }): Plot
  progress(rows: readonly Readonly<Record<string, string | number>>[], options?: PlotOptions & { name?: string }): Plot
  bars(data: readonly Counted[] | Readonly<Record<string, number>>, options?: PlotOptions): Plot
} = {
  /** Bars, the most frequent first. */
  counts: (records, by, options = {}) =>
    made({ kind: 'bars', title: options.title ?? `Count by ${nameOf(by)}`, data: countBy(records, by) }, options),
  /** Columns in the order of time. */
  time(records, by, options = {}) {
    const { period, counts } = countByTime(records, by, options.period)
    return made({ kind: 'columns', title: options.title ?? `${nameOf(by)} by ${period}`, data: counts }, options)
  },
  /** One stacked bar a row; its numbers are the parts, in the order of their keys. */
  progress(rows, options = {}) {
    const key = options.name ?? Object.keys(rows[0] ?? {}).find((each) => typeof rows[0]?.[each] === 'string') ?? 'name'
    const parts = [...new Set(rows.flatMap((row) => Object.keys(row).filter((each) => typeof row[each] === 'number')))]
    const data = rows.flatMap((row) =>
      parts.map((part): Datum => ({ name: String(row[key] ?? ''), part, value: Number(row[part] ?? 0) })),
    )
    return made({ kind: 'stacks', title: options.title ?? 'Progress', data, parts }, options)
  },
  bars(data, options = {}) {
    const counted = Array.isArray(data)
      ? (data as Counted[])
      : Object.entries(data).map(([name, value]) => ({ name, value }))
    return made({ kind: 'bars', title: options.title ?? 'Counts', data: counted }, options)
  },
}

function made(chart: Chart, options: PlotOptions): Plot {
  const bundle = chartBundle(options.unit === undefined ? chart : { ...chart, unit: options.unit })
  const shown: Plot & { [inspect.custom]: () => string } = {
    chart,
    spec: bundle['application/vnd.vegalite.v5+json'],
    svg: bundle['image/svg+xml'],
    text: bundle['text/plain'],
    [$display]: () => bundle,
    [inspect.custom]: () => bundle['text/plain'],
  }
  return shown
}

function nameOf(by: By<never>): string {
  return typeof by === 'string' ? by : by.name || 'value'
}
