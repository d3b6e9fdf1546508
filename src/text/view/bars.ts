// Shares as bars: items by label, a task's progress by assignee and status. Numbers stand beside every bar, so the bars
// are decoration to a screen reader. Parts of a bar differ in shade, not in colour, and have a legend.
//
//   bars('Progress', [{ label: 'ann@x.ai', parts: [8, 2] }], { parts: ['completed', 'open'] })
import { oneLine } from '../one-line.ts'
import { escapeHtml } from '../escape.ts'
import { scrolling } from '../style.ts'
import { displayWidth, pad, truncate } from '../width.ts'
import type { Piece } from './view.ts'

export interface Bar {
  label: string
  /** One number for a plain bar; several for one with parts. */
  parts: readonly number[]
  /** What the bar is a share of; the longest bar otherwise. */
  total?: number
}

export interface BarsOptions {
  /** What the parts are, in their order. */
  parts?: readonly string[]
  /** How many of the parts, from the first on, count as done in the numbers; 1 by default. */
  done?: number
  /** Most bars shown; 20 by default. */
  most?: number
}

const shades = ['█', '▓', '▒', '░']
const opacities = [0.85, 0.5, 0.28, 0.14]

export function bars(caption: string, entries: readonly Bar[], options: BarsOptions = {}): Piece {
  const shown = entries.slice(0, options.most ?? 20).map((entry) => ({
    label: oneLine(entry.label, 60),
    parts: entry.parts.map(countOf),
    total: entry.total,
    done: sum(entry.parts.slice(0, options.done ?? 1).map(countOf)),
  }))
  const longest = Math.max(1, ...shown.map((entry) => entry.total ?? sum(entry.parts)))
  const legend = (options.parts ?? []).map((part) => oneLine(part))
  const missing = entries.length - shown.length
  const more = missing > 0 ? `… ${missing} more` : ''
  return {
    text(width) {
      const names = Math.min(Math.floor(width / 3), Math.max(0, ...shown.map((entry) => displayWidth(entry.label))))
      const numbers = Math.max(0, ...shown.map((entry) => numberOf(entry).length))
      const room = Math.max(5, Math.min(50, width - names - numbers - 6))
      const lines = shown.map((entry) => {
        const drawn = pad(drawText(entry.parts, entry.total ?? longest, room), room)
        return `  ${pad(truncate(entry.label, names), names)} ${drawn} ${numberOf(entry).padStart(numbers)}`
      })
      const key = legend.length > 1 ? `  ${legend.map((name, at) => `${shades[at % 4]} ${name}`).join('  ')}` : ''
      return [oneLine(caption), key, ...lines, more].filter(Boolean).join('\n')
    },
    html() {
      const single = legend.length <= 1
      const heads = single ? [legend[0] ?? 'count'] : legend
      const rows = shown.map((entry) => {
        const cells = single ? [sum(entry.parts)] : heads.map((_, at) => entry.parts[at] ?? 0)
        const numbers = cells.map((cell) => `<td class="lb-number" style="text-align:end">${cell}</td>`)
        const drawn = drawSvg(entry.parts, entry.total ?? longest)
        return `<tr><th scope="row" dir="auto">${escapeHtml(truncate(entry.label, 60))}</th>${numbers.join('')}<td>${drawn}${single ? '' : ` ${percentOf(entry)}`}</td></tr>`
      })
      const columns = heads.map(
        (name, at) => `<th scope="col" class="lb-number">${single ? '' : key(at)}${escapeHtml(name)}</th>`,
      )
      const head = `<tr><th scope="col">name</th>${columns.join('')}<th scope="col">share</th></tr>`
      const table = scrolling(
        oneLine(caption),
        `<table><caption>${escapeHtml(oneLine(caption))}</caption><thead>${head}</thead><tbody>${rows.join('')}</tbody></table>`,
      )
      return more ? `${table}<p class="lb-note">${escapeHtml(more)}</p>` : table
    },
  }
}

function countOf(part: number): number {
  return Number.isFinite(part) ? Math.max(0, part) : 0
}

interface Shown {
  parts: readonly number[]
  total: number | undefined
  done: number
}

function sum(parts: readonly number[]): number {
  return parts.reduce((total, part) => total + part, 0)
}

/** The sum; of a bar with parts or a total, how much of it is done. */
function numberOf(entry: Shown): string {
  if (entry.total === undefined && entry.parts.length <= 1) return String(sum(entry.parts))
  return `${entry.done}/${wholeOf(entry)} ${percentOf(entry)}`
}

function wholeOf(entry: Shown): number {
  return entry.total ?? sum(entry.parts)
}

function percentOf(entry: Shown): string {
  const whole = wholeOf(entry)
  return `${whole > 0 ? Math.round((entry.done / whole) * 100) : 100}%`
}

/** Ends of parts are rounded from the left on, so that the whole is never longer than it is. */
function drawText(parts: readonly number[], total: number, room: number): string {
  let [done, text] = [0, '']
  for (const [at, part] of parts.entries()) {
    done += part
    const end = Math.min(room, Math.round((done / Math.max(total, 1)) * room))
    text += (shades[at % 4] ?? '█').repeat(Math.max(0, end - text.length))
  }
  return text
}

const wide = 160

function drawSvg(parts: readonly number[], total: number): string {
  let left = 0
  const rects = parts.map((part, at) => {
    const width = Math.min(wide - left, (part / Math.max(total, 1)) * wide)
    const rect = `<rect x="${left.toFixed(1)}" width="${width.toFixed(1)}" height="12" fill="currentColor" fill-opacity="${opacities[at % 4]}"/>`
    left += width
    return rect
  })
  const frame = `<rect x=".5" y=".5" width="${wide - 1}" height="11" fill="none" stroke="currentColor" stroke-opacity=".3"/>`
  return `<svg aria-hidden="true" width="${wide}" height="12" viewBox="0 0 ${wide} 12">${rects.join('')}${frame}</svg>`
}

function key(at: number): string {
  const square = `<rect width="10" height="10" fill="currentColor" fill-opacity="${opacities[at % 4]}"/>`
  return `<svg class="lb-swatch" aria-hidden="true" width="10" height="10" viewBox="0 0 10 10">${square}</svg> `
}
