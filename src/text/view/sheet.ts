// A contact sheet: small pictures side by side, each with its name. In text, their names in columns.
//
//   sheet('Animals', [{ picture: { src, alt: 'cat.jpg' }, name: 'cat.jpg' }], { total: 1204 })
import { oneLine } from '../one-line.ts'
import type { Picture } from '../cell.ts'
import { grouped } from '../count.ts'
import { escapeHtml } from '../escape.ts'
import { displayWidth, pad, truncate } from '../width.ts'
import { describe, drawing } from './figure.ts'
import type { Shape } from './figure.ts'
import type { Piece } from './view.ts'

export interface SheetEntry {
  picture: Picture
  name: string
  shapes?: readonly Shape[]
}

export interface SheetOptions {
  /** How many there are in all. */
  total?: number
  /** Most pictures shown; 12 by default. */
  most?: number
  /** Most bytes of all pictures together; 150,000 by default, for they are saved with the notebook. Further ones are left out. */
  bytes?: number
}

export function sheet(caption: string, entries: readonly SheetEntry[], options: SheetOptions = {}): Piece {
  const shown = fitting(entries.slice(0, options.most ?? 12), options.bytes ?? 150_000)
  const missing = Math.max(options.total ?? 0, entries.length) - shown.length
  const more = missing > 0 ? `… ${grouped(missing)} more` : ''
  const title = oneLine(caption)
  return {
    text(width) {
      const names = shown.map((entry) => truncate(oneLine(entry.name), Math.min(30, width - 2), 'middle'))
      const wide = Math.max(1, ...names.map(displayWidth)) + 2
      const columns = Math.max(1, Math.floor((width - 2) / wide))
      const lines: string[] = []
      for (let at = 0; at < names.length; at += columns) {
        const line = names.slice(at, at + columns).map((name) => pad(name, wide))
        lines.push(`  ${line.join('')}`.trimEnd())
      }
      return [title, ...lines, more].filter(Boolean).join('\n')
    },
    html() {
      const items = shown.map((entry) => {
        const words = describe(entry.picture, entry.shapes ?? [])
        const drawn = drawing(entry.picture, entry.shapes ?? [], words, { width: 120, bytes: Infinity })
        return `<li>${drawn}<br><bdi>${escapeHtml(truncate(oneLine(entry.name), 24, 'middle'))}</bdi></li>`
      })
      const note = [title, more].filter(Boolean).join(' · ')
      return `${note ? `<p class="lb-caption"><strong>${escapeHtml(note)}</strong></p>` : ''}<ul class="lb-sheet">${items.join('')}</ul>`
    },
  }
}

function fitting(entries: readonly SheetEntry[], bytes: number): readonly SheetEntry[] {
  let room = bytes
  return entries.filter(({ picture }) => (room -= picture.src.length) >= 0)
}
