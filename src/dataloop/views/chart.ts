// A bar chart of counts: as text, as an SVG that needs no script and takes the reader's colours, and as Vega-Lite. Pure.
//
//   chartText('label', [{ value: 'Adult', count: 3 }], 80)
import { bar, displayWidth, escapeHtml, pad, truncate, visible } from '../../text/index.ts'

interface Bar {
  value: string
  count: number
}

export function chartText(title: string, bars: readonly Bar[], width: number): string {
  const most = Math.max(1, ...bars.map(({ count }) => count))
  const label = Math.min(30, Math.max(0, ...bars.map(({ value }) => displayWidth(visible(value)))))
  const digits = String(most).length
  const room = Math.max(10, Math.min(50, width - label - digits - 3))
  const lines = bars.map(({ value, count }) => {
    const name = pad(truncate(visible(value), label, 'middle'), label)
    return `${name} ${String(count).padStart(digits)} ${bar(count / most, room)}`.trimEnd()
  })
  return [`${visible(title)} · ${bars.length} ${bars.length === 1 ? 'value' : 'values'}`, ...lines].join('\n')
}

export function chartSvg(title: string, bars: readonly Bar[]): string {
  const [row, left, most] = [22, 180, 360]
  const top = Math.max(1, ...bars.map(({ count }) => count))
  const drawn = bars.map(({ value, count }, index) => {
    const y = index * row
    const name = escapeHtml(truncate(visible(value), 26, 'middle'))
    const width = ((count / top) * most).toFixed(1)
    return (
      `<text x="${left - 8}" y="${y + 15}" text-anchor="end" fill="currentColor">${name}</text>` +
      `<rect x="${left}" y="${y + 3}" width="${width}" height="${row - 6}" fill="currentColor" fill-opacity=".55"/>` +
      `<text x="${left + Number(width) + 6}" y="${y + 15}" fill="currentColor">${count}</text>`
    )
  })
  const words = bars.map(({ value, count }) => `${visible(value)}: ${count}`).join(', ')
  const height = Math.max(row, bars.length * row)
  return (
    `<figure style="margin:0"><figcaption class="lb-caption">${escapeHtml(visible(title))}</figcaption>` +
    `<svg role="img" aria-label="${escapeHtml(`Counts by ${visible(title)}: ${words}`)}" width="${left + most + 60}" height="${height}" ` +
    `viewBox="0 0 ${left + most + 60} ${height}" font-size="12" font-family="inherit">${drawn.join('')}</svg></figure>`
  )
}

export function vegaOf(title: string, bars: readonly Bar[]): object {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    description: `Counts by ${title}`,
    data: { values: bars },
    mark: 'bar',
    encoding: {
      y: { field: 'value', type: 'nominal', sort: null, title },
      x: { field: 'count', type: 'quantitative', title: 'count' },
    },
  }
}
