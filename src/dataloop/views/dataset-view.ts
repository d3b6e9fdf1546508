// One dataset: counts, labels, and its first pictures as a contact sheet.
//
//   await datasetBundle(dataset)
import { escapeHtml, framed, visible } from '../../text/index.ts'
import type { Dataset } from '../resources/dataset.ts'
import type { Item } from '../resources/item.ts'
import { fieldsHtml, fieldsText } from './fields.ts'
import type { Field } from './fields.ts'
import { listOf } from './labels-view.ts'
import type { Bundle } from './protocol.ts'

const pictures = 6
/** Bytes of all pictures of a sheet together. */
const room = 300_000

export async function datasetBundle(dataset: Dataset): Promise<Bundle> {
  const [page, labels] = await Promise.all([
    dataset.items.page(0, pictures).catch(() => undefined),
    dataset.labels().catch(() => []),
  ])
  const fields: Field[] = [
    ['id', dataset.id],
    ['items', page?.total ?? dataset.itemsCount],
    ['annotations', dataset.annotationsCount],
    ['labels', labels.map(({ tag }) => tag).join(', ') || undefined],
    ['creator', dataset.creator],
    ['created', dataset.createdAt],
  ]
  const { user } = (dataset.toJSON().metadata ?? {}) as { user?: object }
  const metadata = user ? { user } : {}
  const title = `Dataset ${dataset.name}`
  const sheet = page ? await contactSheet(page.items) : ''
  const swatches = labels.length > 0 ? `<details><summary>labels</summary>${listOf(labels)}</details>` : ''
  return {
    'text/plain': fieldsText(title, fields, metadata),
    'text/html': framed(fieldsHtml(title, fields, metadata) + swatches + sheet),
  }
}

async function contactSheet(items: readonly Item[]): Promise<string> {
  let left = room
  const chosen = items.filter((item) => {
    const { size = Infinity, mimetype = '' } = item
    if (!/^image\/(png|jpeg|gif|webp)$/.test(mimetype) || size > left) return false
    left -= size
    return true
  })
  const figures = await Promise.all(chosen.map(figure))
  return figures.length === 0
    ? ''
    : `<div style="display:flex;flex-wrap:wrap;gap:.6em;padding:.3em .6em">${figures.join('')}</div>`
}

async function figure(item: Item): Promise<string> {
  const bytes = await item.download().catch(() => undefined)
  if (!bytes) return ''
  const name = escapeHtml(visible(item.name))
  const src = `data:${item.mimetype};base64,${bytes.toString('base64')}`
  return `<figure style="margin:0"><img src="${src}" alt="${name}" width="120"><figcaption>${name}</figcaption></figure>`
}
