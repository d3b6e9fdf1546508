// Named values of one thing, as an aligned list and a definition list: id, name, size, dates, links.
//
//   fields([{ label: 'created', value: '2026-11-24T03:34:16Z', kind: 'date' }])
import { oneLine } from '../one-line.ts'
import { formatCell } from '../cell.ts'
import type { Kind } from '../cell.ts'
import { escapeHtml } from '../escape.ts'
import { cellHtml } from '../html-cell.ts'
import { displayWidth, pad, truncate, wrap } from '../width.ts'
import type { Piece } from './view.ts'

export interface Field {
  label: string
  value: unknown
  kind?: Kind
}

/** Fields whose value is undefined are left out; null is shown. */
export function fields(entries: readonly Field[]): Piece {
  const shown = entries
    .filter((entry) => entry.value !== undefined)
    .map((entry) => ({ label: oneLine(entry.label, 60), cell: formatCell(entry.value, entry.kind) }))
  return {
    text(width) {
      const column = Math.min(24, Math.max(0, ...shown.map((entry) => displayWidth(entry.label))))
      return shown
        .map(({ label, cell }) => {
          const room = Math.max(10, width - column - 4)
          const whole = cell.kind === 'id' || cell.kind === 'path' || cell.kind === 'link'
          const lines = whole ? [truncate(cell.text, room, 'middle')] : wrap(truncate(cell.text, room * 3), room)
          const name = pad(truncate(label, column), column)
          return lines.map((line, at) => `  ${at === 0 ? name : ' '.repeat(column)}  ${line}`.trimEnd()).join('\n')
        })
        .join('\n')
    },
    html() {
      const list = shown.map(({ label, cell }) => `<dt>${escapeHtml(label)}</dt><dd dir="auto">${cellHtml(cell)}</dd>`)
      return list.length > 0 ? `<dl class="lb-fields">${list.join('')}</dl>` : ''
    },
  }
}
