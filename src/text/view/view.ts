// An output made of pieces, one under the other: heading, picture, fields, tree, table, footer. Each piece knows its text
// and its HTML; a view is their bundle, with one frame and one style. Pieces are pure and know nothing of entities.
//
//   viewBundle([heading('Item', 'test1.jpg'), fields([{ label: 'id', value: '63ce…', kind: 'id' }])])
import { oneLine } from '../one-line.ts'
import { escapeHtml } from '../escape.ts'
import { framed } from '../style.ts'
import type { TableBundle } from '../table-bundle.ts'
import { tableContent } from '../table-html.ts'
import { tableText } from '../table-text.ts'
import type { Table, TableOptions } from '../table.ts'
import { treeHtml, treeText } from '../tree.ts'
import { wrap } from '../width.ts'

export interface Piece {
  /** Lines for a terminal of so many columns; an empty text is left out. */
  text(width: number): string
  /** Without frame and style. */
  html(): string
}

/** text/plain and text/html of the pieces, in their order; undefined ones are skipped. */
export function viewBundle(pieces: readonly (Piece | undefined)[], options: { width?: number } = {}): TableBundle {
  const shown = pieces.filter((piece) => piece !== undefined)
  const texts = shown.map((piece) => piece.text(options.width ?? 80)).filter((text) => text !== '')
  return { 'text/plain': texts.join('\n'), 'text/html': framed(shown.map((piece) => piece.html()).join('')) }
}

/** What the output is: the kind of thing, then its name. No heading element: an output must not break the document's outline. */
export function heading(kind: string, name: string = '', note: string = ''): Piece {
  const [shownKind, shownName, shownNote] = [kind, name, note].map((part) => oneLine(part)) as [string, string, string]
  return {
    text: (width) =>
      wrap([shownKind, shownName, shownNote && `· ${shownNote}`].filter(Boolean).join(' '), width).join('\n'),
    html: () => {
      const name = shownName && ` <bdi>${escapeHtml(shownName)}</bdi>`
      const parts = [
        `<strong>${escapeHtml(shownKind)}${name}</strong>`,
        shownNote && `<span class="lb-weak">· ${escapeHtml(shownNote)}</span>`,
      ]
      return `<p class="lb-caption">${parts.filter(Boolean).join(' ')}</p>`
    },
  }
}

/** A sentence; `strong` for results that matter. */
export function paragraph(text: string, options: { strong?: boolean } = {}): Piece {
  const shown = oneLine(text, 2_000)
  const markup = escapeHtml(shown)
  return {
    text: (width) => wrap(shown, width).join('\n'),
    html: () => `<p class="lb-note">${options.strong ? `<strong>${markup}</strong>` : markup}</p>`,
  }
}

/** What was left out and how to see it, or what to do next. */
export function footer(...parts: (string | undefined)[]): Piece | undefined {
  const text = parts.filter(Boolean).join(' · ')
  return text === '' ? undefined : paragraph(text)
}

export function table(content: Table, options: TableOptions = {}): Piece {
  return {
    text: (width) => tableText(content, { ...options, width }),
    html: () => tableContent(content, options),
  }
}

/** Metadata of any shape: indented text; folded in HTML, unless `open`. */
export function tree(title: string, value: unknown, options: { open?: boolean } = {}): Piece {
  const name = oneLine(title)
  const empty = treeText(value) === ''
  return {
    text: () => (empty ? `${name}: empty` : `${name}\n${treeText(value).replaceAll(/^/gm, '  ')}`),
    html: () =>
      empty
        ? `<p class="lb-note">${escapeHtml(name)}: empty</p>`
        : `<details${options.open ? ' open' : ''}><summary>${escapeHtml(name)}</summary>${treeHtml(value)}</details>`,
  }
}
