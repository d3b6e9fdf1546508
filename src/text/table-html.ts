// A table as one semantic, accessible piece of HTML: caption, th with scope, null in words, no script, no request, no
// random id. Readable where the style is taken away. At most 64 KB: rows are left out from the middle until it fits.
//
//   tableHtml({ caption: 'Items', columns: [{ key: 'name' }], rows })
import { count } from './count.ts'
import { escapeHtml } from './escape.ts'
import { footerOf } from './footer.ts'
import { cellHtml } from './html-cell.ts'
import { framed, scrolling, style } from './style.ts'
import { captionOf, layoutTable } from './table.ts'
import type { Layout, Table, TableOptions } from './table.ts'

const bytesAtMost = 65_536

export function tableHtml(table: Table, options: TableOptions = {}): string {
  return framed(tableContent(table, options))
}

/** Without frame and style: to be put into a larger output, which has its own. */
export function tableContent(table: Table, options: TableOptions = {}): string {
  const layout = layoutTable(table, options)
  const kept = fitRows(layout, (options.bytes ?? bytesAtMost) - style.length - 1_500 - 60 * layout.columns.length)
  const footer = footerOf(table, layout, { rows: kept.length, columns: layout.columns.length })
  const head = layout.columns.map((column) => {
    const type = column.type === undefined ? '' : `<br><small>${escapeHtml(column.type)}</small>`
    const order = column.sorted ? ` aria-sort="${column.sorted}"` : ''
    const arrow = column.sorted ? `<span aria-hidden="true"> ${column.sorted === 'ascending' ? '▲' : '▼'}</span>` : ''
    return `<th scope="col"${numeric(column.kind)}${order}>${escapeHtml(column.title)}${arrow}${type}</th>`
  })
  const body = kept.map((row, at) => {
    const before = kept[at - 1]
    const missing = before ? row.index - before.index - 1 : 0
    return missing > 0 ? gapRow(missing, layout.columns.length) + row.html : row.html
  })
  const caption = captionOf(table, layout)
  const markup = [
    `<table><caption>${escapeHtml(caption)}</caption>`,
    head.length > 0 ? `<thead><tr>${head.join('')}</tr></thead>` : '',
    `<tbody>${body.join('')}</tbody></table>`,
  ]
  return scrolling(caption, markup.join('')) + (footer ? `<p class="lb-note">${escapeHtml(footer)}</p>` : '')
}

function numeric(kind: string): string {
  return kind === 'number' ? ' class="lb-number" style="text-align:end"' : ''
}

function gapRow(missing: number, columns: number): string {
  return `<tr class="lb-gap"><td colspan="${columns}">… ${escapeHtml(count(missing, 'more row'))} …</td></tr>`
}

/** From both ends inwards, as many rows as there is room for: two rows of head for each row of tail. */
function fitRows(layout: Layout, room: number): { index: number; html: string }[] {
  const kept: { index: number; html: string }[] = []
  let [first, last, left] = [0, layout.rows.length - 1, room]
  while (first <= last) {
    const row = layout.rows[kept.length % 3 === 2 ? last-- : first++]!
    const html = rowHtml(layout, row.cells, Math.min(left / 2, 20_000))
    left -= html.length
    if (left < 0) break
    kept.push({ index: row.index, html })
  }
  return kept.sort((a, b) => a.index - b.index)
}

function rowHtml(layout: Layout, cells: Layout['rows'][number]['cells'], room: number): string {
  const parts = cells.map((cell, at) => {
    const content = cellHtml(cell, room)
    const kind = layout.columns[at]?.kind ?? 'text'
    return at === 0
      ? `<th scope="row" dir="auto"${numeric(kind)}>${content}</th>`
      : `<td dir="auto"${numeric(kind)}>${content}</td>`
  })
  return `<tr>${parts.join('')}</tr>`
}
