// Labels with their colours: a swatch and a name each, nested ones indented.
//
//   labelsBundle('Recipe Animals', ontology.labels)
import { escapeHtml, framed, visible } from '../../text/index.ts'
import type { Bundle } from './protocol.ts'

interface Shown {
  readonly tag: string
  readonly color: string | undefined
  readonly displayLabel: string
  readonly children: readonly Shown[]
}

export function labelsBundle(caption: string, labels: readonly Shown[]): Bundle {
  const count = labels.length === 1 ? '1 label' : `${labels.length} labels`
  const title = `${visible(caption)} · ${count}`
  return {
    'text/plain': [title, ...labels.flatMap((label) => textOf(label, 1))].join('\n'),
    'text/html': framed(`<p class="lb-caption">${escapeHtml(title)}</p>${listOf(labels)}`),
  }
}

function textOf(label: Shown, depth: number): string[] {
  const color = label.color ? ` ${label.color}` : ''
  return [
    `${'  '.repeat(depth)}${visible(label.tag)}${color}`,
    ...label.children.flatMap((child) => textOf(child, depth + 1)),
  ]
}

/** Labels as a list; used by the dataset's view, too. */
export function listOf(labels: readonly Shown[]): string {
  if (labels.length === 0) return '<p class="lb-note"><em>no labels</em></p>'
  const items = labels.map((label) => {
    const children = label.children.length > 0 ? listOf(label.children) : ''
    return `<li dir="auto">${swatch(label.color)} ${escapeHtml(visible(label.displayLabel))}${children}</li>`
  })
  return `<ul style="list-style:none;padding-inline-start:1em;margin:.2em 0">${items.join('')}</ul>`
}

/** A drawn square, so that the colour shows where styles are taken away. */
function swatch(color: string | undefined): string {
  const fill = color && /^#[0-9a-f]{3,8}$/i.test(color) ? color : 'none'
  return `<svg width="12" height="12" role="img" aria-label="colour ${fill}"><rect x=".5" y=".5" width="11" height="11" fill="${fill}" stroke="currentColor"/></svg>`
}
