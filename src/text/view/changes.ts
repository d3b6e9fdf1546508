// What an update did or would do: before → after, one line a thing. Deleted and inserted values are marked as such in HTML
// (del, ins), which screen readers say, and by the arrow where there is no style.
//
//   changes('3 items changed', [{ name: '/test1.jpg', field: 'metadata.user.dateTime', before: undefined, after: now }])
import { oneLine } from '../one-line.ts'
import { formatCell } from '../cell.ts'
import type { Cell } from '../cell.ts'
import { escapeHtml } from '../escape.ts'
import { cellHtml } from '../html-cell.ts'
import { scrolling } from '../style.ts'
import { tableText } from '../table-text.ts'
import { count } from '../count.ts'
import type { Piece } from './view.ts'

export interface Change {
  name: string
  field: string
  before: unknown
  after: unknown
}

export interface ChangesOptions {
  /** How many things changed in all. */
  total?: number
  /** Most lines shown; 10 by default. */
  most?: number
}

export function changes(caption: string, entries: readonly Change[], options: ChangesOptions = {}): Piece {
  const shown = entries.slice(0, options.most ?? 10)
  const missing = Math.max(options.total ?? 0, entries.length) - shown.length
  const more = missing > 0 ? `… ${count(missing, 'more change')}` : ''
  return {
    text(width) {
      const rows = shown.map(({ name, field, before, after }) => ({
        name,
        field,
        change: `${absent(before)} → ${absent(after)}`,
      }))
      const columns = [
        { key: 'name', kind: 'path' as const },
        { key: 'field', kind: 'path' as const },
        { key: 'change', title: 'before → after' },
      ]
      const drawn = tableText({ columns, rows }, { width, head: shown.length, tail: 0 })
      return [oneLine(caption), ...drawn.split('\n').slice(1), more].filter(Boolean).join('\n')
    },
    html() {
      const rows = shown.map(({ name, field, before, after }) => {
        const cells = [
          `<td><code>${escapeHtml(oneLine(field))}</code></td>`,
          sideHtml('del', before),
          '<td>→</td>',
          sideHtml('ins', after),
        ]
        return `<tr><th scope="row" dir="auto">${cellHtml(formatCell(name, 'path'))}</th>${cells.join('')}</tr>`
      })
      const head = ['name', 'field', 'before', 'to', 'after'].map((title) => `<th scope="col">${title}</th>`)
      const table = scrolling(
        oneLine(caption),
        `<table><caption>${escapeHtml(oneLine(caption))}</caption><thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`,
      )
      return more ? `${table}<p class="lb-note">${escapeHtml(more)}</p>` : table
    },
  }
}

function absent(value: unknown): string {
  return value === undefined ? 'nothing' : formatCell(value).text
}

function sideHtml(element: 'del' | 'ins', value: unknown): string {
  if (value === undefined) return '<td dir="auto"><em class="lb-null">nothing</em></td>'
  const cell: Cell = formatCell(value)
  return `<td dir="auto"><${element}>${cellHtml(cell.kind === 'json' ? { ...cell, kind: 'text' } : cell)}</${element}></td>`
}
