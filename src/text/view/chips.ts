// Short names in a row: labels with their colours and counts, statuses, attributes. The colour is data (a recipe's), shown
// as a swatch beside the name: never the only carrier of meaning, and never behind text.
//
//   chips('labels', [{ name: 'Adult', count: 3, colour: '#ff8800' }])
import { oneLine } from '../one-line.ts'
import { escapeHtml } from '../escape.ts'
import { wrap } from '../width.ts'
import type { Piece } from './view.ts'

export interface Chip {
  name: string
  count?: number
  colour?: string
}

const most = 50

export function chips(title: string, entries: readonly Chip[]): Piece {
  const shown = entries.slice(0, most)
  const more = entries.length > most ? `… ${entries.length - most} more` : ''
  const name = oneLine(title)
  const words = shown.map((chip) => `${oneLine(chip.name, 60)}${chip.count === undefined ? '' : ` ×${chip.count}`}`)
  return {
    text: (width) =>
      wrap(`${name ? `${name}: ` : ''}${[...words, more].filter(Boolean).join(', ') || 'none'}`, width).join('\n'),
    html() {
      const items = shown.map((chip, at) => `<li>${swatch(chip.colour)}<bdi>${escapeHtml(words[at] ?? '')}</bdi></li>`)
      if (more) items.push(`<li>${escapeHtml(more)}</li>`)
      const list = items.length > 0 ? `<ul class="lb-chips">${items.join('')}</ul>` : '<p class="lb-note">none</p>'
      return `${name ? `<p class="lb-note">${escapeHtml(name)}</p>` : ''}${list}`
    },
  }
}

/** A small square in a colour of the data; nothing if it isn't one. */
export function swatch(colour: string | undefined): string {
  const safe = safeColour(colour)
  if (!safe) return ''
  const square = `<rect width="10" height="10" rx="2" fill="${safe}" stroke="currentColor" stroke-opacity=".4"/>`
  return `<svg class="lb-swatch" aria-hidden="true" width="10" height="10" viewBox="0 0 10 10">${square}</svg> `
}

/** A colour that can stand in an attribute: hexadecimal, a name, or rgb()/hsl() of numbers. */
export function safeColour(colour: string | undefined): string | undefined {
  return colour && /^(?:#[\da-f]{3,8}|[a-z]{3,25}|(?:rgb|hsl)a?\([\d\s.,%/]{1,40}\))$/i.test(colour)
    ? colour
    : undefined
}
