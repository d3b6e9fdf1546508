// One chart in every form: a Vega-Lite specification for front ends that draw it, a static SVG of our own for those that
// don't (GitHub, plain viewers), and text. Deterministic.
//
//   chartBundle({ title: 'Items by label', kind: 'bars', data: [{ name: 'Adult', value: 3 }], x: 'items' })

import { oneLine } from '../one-line.ts'
import { bars } from '../view/bars.ts'
import { drawBars, drawColumns, drawStacks } from './draw.ts'

export interface Chart {
  title: string
  /** Bars lie (one a name); columns stand (in the order of time); stacks lie and have parts. */
  kind: 'bars' | 'columns' | 'stacks'
  data: readonly Datum[]
  /** What is counted. */
  unit?: string
  /** The names of the parts of stacks, in their order. */
  parts?: readonly string[]
}

export interface Datum {
  name: string
  value: number
  part?: string
}

export interface ChartBundle extends Record<string, unknown> {
  'text/plain': string
  'image/svg+xml': string
  'application/vnd.vegalite.v5+json': Record<string, unknown>
}

/** Names beyond this many are summed up as the rest: a chart with 1,000 bars shows nothing. */
const most = 25

export function chartBundle(given: Chart, options: { width?: number } = {}): ChartBundle {
  const chart = {
    ...given,
    title: oneLine(given.title),
    data: given.kind === 'bars' ? shortened(given.data) : given.data,
  }
  return {
    'text/plain': chartText(chart, options.width ?? 80),
    'image/svg+xml': chartSvg(chart),
    'application/vnd.vegalite.v5+json': chartSpec(chart),
  }
}

function shortened(data: readonly Datum[]): readonly Datum[] {
  if (data.length <= most) return data
  const rest = data.slice(most - 1)
  const value = rest.reduce((sum, datum) => sum + datum.value, 0)
  return [...data.slice(0, most - 1), { name: `${rest.length} others`, value }]
}

function chartText(chart: Chart, width: number): string {
  const parts = chart.parts ?? []
  if (chart.kind !== 'stacks') {
    const entries = chart.data.map((datum) => ({ label: datum.name, parts: [datum.value] }))
    return bars(chart.title, entries, { most: 60 }).text(width)
  }
  const names = [...new Set(chart.data.map((datum) => datum.name))]
  const entries = names.map((name) => {
    const values = parts.map(
      (part) => chart.data.find((datum) => datum.name === name && datum.part === part)?.value ?? 0,
    )
    return { label: name, parts: values, total: values.reduce((sum, value) => sum + value, 0) }
  })
  return bars(chart.title, entries, { parts, most: 60 }).text(width)
}

function chartSvg(chart: Chart): string {
  if (chart.kind === 'columns') return drawColumns(chart)
  return chart.kind === 'stacks' ? drawStacks(chart) : drawBars(chart)
}

function chartSpec(chart: Chart): Record<string, unknown> {
  const names = { field: 'name', type: 'nominal', title: null, sort: null }
  const values = { field: 'value', type: 'quantitative', title: chart.unit ?? 'count', axis: { tickMinStep: 1 } }
  const lying = chart.kind !== 'columns'
  const colour =
    chart.kind === 'stacks' ? { color: { field: 'part', type: 'nominal', title: null, sort: chart.parts } } : {}
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    title: chart.title,
    description: `${chart.title}: ${chart.data.length} values`,
    width: lying ? 320 : 480,
    data: { values: chart.data.map((datum) => ({ ...datum })) },
    mark: { type: 'bar', tooltip: true },
    encoding: lying ? { y: names, x: values, ...colour } : { x: names, y: values },
  }
}
