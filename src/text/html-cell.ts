// One value as HTML: a date with its exact time in the title, a link that is safe to follow, a picture that is in the page
// already, metadata folded. Everything else is its escaped line of text.
//
//   cellHtml(formatCell(null))          // <em class="lb-null">null</em>
import { oneLine } from './one-line.ts'
import { isEntry, isPicture } from './cell.ts'
import type { Cell, Entry, Picture } from './cell.ts'
import { dateWords } from './date.ts'
import { escapeHtml, safePicture, safeUrl } from './escape.ts'
import { widestCell } from './table-text.ts'
import { treeHtml } from './tree.ts'
import { truncate } from './width.ts'

/** `room` is how many bytes a picture may take. */
export function cellHtml(cell: Cell, room: number = Infinity): string {
  if (cell.missing) return '<em class="lb-null">null</em>'
  if (cell.kind === 'date') return dateHtml(cell)
  if (cell.kind === 'image') return pictureHtml(cell, room)
  if (cell.kind !== 'json' && isEntry(cell.value)) return entryHtml(cell, cell.value, room)
  if (cell.kind === 'link') return linkHtml(cell, cell.text)
  if (cell.kind === 'json' && isTree(cell.value)) return foldedHtml(cell)
  return textHtml(cell)
}

function textHtml(cell: Cell): string {
  const cut = truncate(cell.text, widestCell, cell.kind === 'path' || cell.kind === 'id' ? 'middle' : 'end')
  const exact = cell.kind === 'number' ? String(cell.value) : cell.text
  const text = escapeHtml(cut)
  const shown = cell.kind === 'id' || cell.kind === 'path' ? `<span class="lb-${cell.kind}">${text}</span>` : text
  return cut === exact ? shown : `<span title="${escapeHtml(oneLine(exact, 300))}">${shown}</span>`
}

function dateHtml(cell: Cell): string {
  const words = dateWords(cell.value)
  if (!words) return textHtml({ ...cell, kind: 'text' })
  const iso = escapeHtml(words.iso)
  return `<time datetime="${iso}" title="${iso}">${escapeHtml(words.long)}</time>`
}

function pictureHtml(cell: Cell, room: number): string {
  if (!isPicture(cell.value)) return linkHtml(cell, cell.text)
  return imageHtml(cell.value, oneLine(cell.value.alt), room) ?? linkHtml(cell, cell.value.src)
}

/** Undefined for a picture that is not in the page yet, or has no room in it. */
function imageHtml({ src, width, height }: Picture, alt: string, room: number): string | undefined {
  const inline = safePicture(src)
  if (!inline || inline.length > room) return undefined
  const size = [width && ` width="${Math.round(width)}"`, height && ` height="${Math.round(height)}"`].filter(Boolean)
  return `<img src="${inline}" alt="${escapeHtml(alt)}"${size.join('')}>`
}

/** The name says what the picture shows: a screen reader needn't hear it twice. */
function entryHtml(cell: Cell, { href, picture }: Entry, room: number): string {
  const image = picture && imageHtml(picture, '', room)
  const name = href === undefined ? textHtml(cell) : linkHtml(cell, href)
  return image ? `<span class="lb-entry">${image} ${name}</span>` : name
}

function linkHtml(cell: Cell, href: string): string {
  const url = safeUrl(href)
  const text = textHtml(cell.kind === 'path' ? cell : { ...cell, kind: 'text' })
  return url && url.length < 2_000 ? `<a href="${escapeHtml(url)}" rel="noopener noreferrer">${text}</a>` : text
}

function isTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}

function foldedHtml(cell: Cell): string {
  return `<details><summary>${escapeHtml(truncate(cell.text, 40))}</summary>${treeHtml(cell.value)}</details>`
}
