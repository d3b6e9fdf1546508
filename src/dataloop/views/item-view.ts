// One item: its picture with its annotations drawn over, its fields, its metadata. The picture is in the output itself, for
// a saved notebook has no platform to ask; a large one is left to `download`.
//
//   await itemBundle(item)
import { escapeHtml, framed, visible } from '../../text/index.ts'
import type { Annotation } from '../resources/annotation.ts'
import type { Item } from '../resources/item.ts'
import { drawn } from './annotation-svg.ts'
import { fieldsHtml, fieldsText } from './fields.ts'
import type { Field } from './fields.ts'
import type { Bundle } from './protocol.ts'

/** A picture larger than this is not put into the output. */
const largestPicture = 400_000
const mostAnnotations = 200

export async function itemBundle(item: Item): Promise<Bundle> {
  const annotations = await annotationsOf(item)
  const picture = await pictureOf(item, annotations)
  const fields = fieldsOf(item, annotations)
  const metadata = shown(item.toJSON().metadata)
  const title = `Item ${item.filename}`
  return {
    'text/plain': fieldsText(title, fields, metadata),
    'text/html': framed(picture + fieldsHtml(title, fields, metadata)),
  }
}

function fieldsOf(item: Item, annotations: readonly Annotation[]): Field[] {
  const { width, height, size } = item
  const labels = [...new Set(annotations.map(({ label }) => label))]
  return [
    ['id', item.id],
    ['filename', item.filename],
    ['type', item.mimetype ?? item.type],
    [
      'size',
      size === undefined
        ? undefined
        : `${size.toLocaleString('en')} bytes${width && height ? `, ${width} × ${height}` : ''}`,
    ],
    ['annotations', `${item.annotationsCount}${labels.length > 0 ? ` (${labels.slice(0, 10).join(', ')})` : ''}`],
    ['description', item.description],
    ['creator', item.creator],
    ['created', item.createdAt],
    ['updated', item.updatedAt],
  ]
}

/** The user's metadata whole; of the platform's only that there is some. */
function shown(metadata: unknown): unknown {
  if (typeof metadata !== 'object' || metadata === null) return {}
  const { user, system, ...rest } = metadata as { user?: object; system?: object }
  return { ...(user && Object.keys(user).length > 0 ? { user } : {}), ...rest, ...(system ? { system } : {}) }
}

/** The view of an item must show even where its annotations or bytes cannot be had. */
async function annotationsOf(item: Item): Promise<readonly Annotation[]> {
  if (item.annotationsCount === 0) return []
  return item.annotations.page(0, mostAnnotations).then(
    ({ items }) => items,
    () => [],
  )
}

async function pictureOf(item: Item, annotations: readonly Annotation[]): Promise<string> {
  const { mimetype = '', size = Infinity, width, height } = item
  if (!/^image\/(png|jpeg|gif|webp)$/.test(mimetype) || size > largestPicture || !width || !height) return ''
  const bytes = await item.download().catch(() => undefined)
  if (!bytes) return ''
  const href = `data:${mimetype};base64,${bytes.toString('base64')}`
  const shapes = annotations.map((annotation) => drawn(annotation, Math.max(width, height)))
  const words =
    annotations.length > 0
      ? `${item.name} with annotations: ${annotations.map(({ label, type }) => `${label} (${type})`).join(', ')}`
      : item.name
  const scale = Math.min(1, 480 / width)
  return (
    `<figure style="margin:0"><svg role="img" aria-label="${escapeHtml(visible(words))}" viewBox="0 0 ${width} ${height}" ` +
    `width="${Math.round(width * scale)}" height="${Math.round(height * scale)}" style="max-width:100%;height:auto">` +
    `<image href="${href}" width="${width}" height="${height}"/>${shapes.join('')}</svg></figure>`
  )
}
