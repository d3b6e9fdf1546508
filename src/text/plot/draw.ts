// Charts as static SVG. Front ends show an SVG output as a picture of its own, which inherits no colours from the page: so
// the greys and the blue here are middle tones, with a contrast of at least 3:1 on white and on black, and the ground is clear.
//
//   drawBars({ title: 'Items by label', kind: 'bars', data: [{ name: 'Adult', value: 3 }] })   // '<svg xmlns=…'
import { oneLine } from '../one-line.ts'
import { escapeHtml } from '../escape.ts'
import { displayWidth, truncate } from '../width.ts'
import type { Chart, Datum } from './chart.ts'

const ink = '#767676'
const fills = ['#4c86c6', '#c77b30', '#5b9a57', '#a774b8', '#8c8c8c']
const step = 22
const font = 12

export function drawBars(chart: Chart): string {
  const left = margin(chart.data)
  const most = Math.max(1, ...chart.data.map((datum) => datum.value))
  const rows = chart.data.map((datum, at) => {
    const y = 30 + at * step
    const width = (datum.value / most) * 320
    return `${name(datum.name, left, y)}${rect(left, y, width, fills[0]!)}${number(left + width + 6, y, datum.value)}`
  })
  return frame(chart, left + 320 + 60, 30 + chart.data.length * step + 6, rows.join(''))
}

export function drawStacks(chart: Chart): string {
  const names = [...new Set(chart.data.map((datum) => datum.name))]
  const parts = chart.parts ?? []
  const left = margin(chart.data)
  const sums = names.map((one) =>
    chart.data.filter((datum) => datum.name === one).reduce((sum, { value }) => sum + value, 0),
  )
  const most = Math.max(1, ...sums)
  const rows = names.map((one, at) => {
    const y = 54 + at * step
    let x = left
    const pieces = parts.map((part, index) => {
      const value = chart.data.find((datum) => datum.name === one && datum.part === part)?.value ?? 0
      const piece = rect(x, y, (value / most) * 320, fills[index % fills.length]!, `${part}: ${value}`)
      x += (value / most) * 320
      return piece
    })
    return `${name(one, left, y)}${pieces.join('')}${number(x + 6, y, sums[at] ?? 0)}`
  })
  let at = left
  const legend = parts.map((part, index) => {
    const shown = oneLine(part)
    const entry = `${rect(at, 30, 11, fills[index % fills.length]!)}${text(at + 15, 41, shown)}`
    at += 30 + displayWidth(shown) * 7
    return entry
  })
  return frame(chart, Math.max(left + 320 + 60, at), 54 + names.length * step + 6, legend.join('') + rows.join(''))
}

export function drawColumns(chart: Chart): string {
  const count = Math.max(1, chart.data.length)
  const wide = Math.max(4, Math.min(40, 480 / count))
  const most = Math.max(1, ...chart.data.map((datum) => datum.value))
  const every = Math.ceil(count / 8)
  const columns = chart.data.map((datum, at) => {
    const high = (datum.value / most) * 140
    const x = 46 + at * wide
    const bar = `<rect x="${fixed(x + 0.5)}" y="${fixed(180 - high)}" width="${fixed(Math.max(1, wide - 2))}" height="${fixed(high)}" fill="${fills[0]}"><title>${escapeHtml(oneLine(datum.name))}: ${datum.value}</title></rect>`
    if (at % every !== 0) return bar
    const turned = `rotate(30 ${fixed(x)} 196)`
    return `${bar}<text x="${fixed(x)}" y="196" transform="${turned}" fill="${ink}">${escapeHtml(oneLine(datum.name, 20))}</text>`
  })
  const axis = `<path d="M42 40V180.5H${fixed(46 + count * wide)}" fill="none" stroke="${ink}"/>`
  const top = `<text x="38" y="44" fill="${ink}" text-anchor="end">${most}</text><text x="38" y="184" fill="${ink}" text-anchor="end">0</text>`
  return frame(chart, Math.max(240, 46 + count * wide + 70), 260, columns.join('') + axis + top)
}

function margin(data: readonly Datum[]): number {
  return 12 + 7 * Math.min(28, Math.max(4, ...data.map((datum) => displayWidth(oneLine(datum.name)))))
}

function name(value: string, left: number, y: number): string {
  return `<text x="${left - 8}" y="${y + 12}" fill="${ink}" text-anchor="end">${escapeHtml(truncate(oneLine(value), 28, 'middle'))}</text>`
}

function number(x: number, y: number, value: number): string {
  return text(x, y + 12, String(value))
}

function text(x: number, y: number, value: string): string {
  return `<text x="${fixed(x)}" y="${y}" fill="${ink}">${escapeHtml(value)}</text>`
}

function rect(x: number, y: number, width: number, fill: string, title?: string): string {
  const words = title === undefined ? '' : `<title>${escapeHtml(oneLine(title))}</title>`
  const size = `x="${fixed(x)}" y="${y}" width="${fixed(Math.max(0, width))}" height="${step - 8}"`
  return words ? `<rect ${size} fill="${fill}">${words}</rect>` : `<rect ${size} fill="${fill}"/>`
}

function frame(chart: Chart, width: number, height: number, content: string): string {
  const title = escapeHtml(chart.title)
  const words = chart.data
    .slice(0, 30)
    .map((datum) => `${datum.name}${datum.part ? ` ${datum.part}` : ''} ${datum.value}`)
  const description = `<desc>${escapeHtml(oneLine(words.join(', '), 2_000))}</desc>`
  const size = `width="${fixed(width)}" height="${fixed(height)}" viewBox="0 0 ${fixed(width)} ${fixed(height)}"`
  const head = `<text x="8" y="18" fill="${ink}" font-weight="bold" font-size="14">${title}</text>`
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${title}" ${size} font-family="sans-serif" font-size="${font}"><title>${title}</title>${description}${head}${content}</svg>`
}

function fixed(value: number): string {
  return String(Math.round(value * 10) / 10)
}
