// One item: its picture with its annotations drawn over, its fields, its metadata.
//
//   await itemBundle(item)
import { fields, figure, footer, heading, tree, viewBundle } from '../../text/index.ts'
import type { Annotation } from '../resources/annotation.ts'
import type { Item } from '../resources/item.ts'
import { pictureOf } from './picture.ts'
import type { Bundle } from './protocol.ts'
import { shapesOf } from './shapes.ts'
import { itemPage, webField } from './web.ts'

const mostAnnotations = 200

export async function itemBundle(item: Item): Promise<Bundle> {
  const [annotations, picture, web] = await Promise.all([annotationsOf(item), pictureOf(item, 190_000), itemPage(item)])
  const { user, system } = (item.toJSON().metadata ?? {}) as { user?: object; system?: object }
  const { width, height, size } = item
  const labels = [...new Set(annotations.map(({ label }) => label))]
  return viewBundle([
    heading('Item', item.filename),
    picture && figure(picture, shapesOf(annotations)),
    fields([
      { label: 'id', value: item.id, kind: 'id' },
      { label: 'type', value: item.mimetype ?? item.type },
      { label: 'size', value: size === undefined ? undefined : sizeWords(size, width, height) },
      {
        label: 'annotations',
        value: `${item.annotationsCount}${labels.length > 0 ? ` (${labels.slice(0, 10).join(', ')})` : ''}`,
      },
      { label: 'description', value: item.description },
      { label: 'creator', value: item.creator },
      { label: 'created', value: item.createdAt, kind: 'date' },
      { label: 'updated', value: item.updatedAt, kind: 'date' },
      webField(web),
    ]),
    hasKeys(user) ? tree('metadata.user', user, { open: true }) : undefined,
    hasKeys(system) ? tree('metadata.system', system) : undefined,
    footer('change item.metadata.user, then await item.update()'),
  ])
}

function sizeWords(size: number, width: number | undefined, height: number | undefined): string {
  return `${size.toLocaleString('en')} bytes${width && height ? `, ${width} × ${height}` : ''}`
}

/** The view must show even where the annotations cannot be had. */
async function annotationsOf(item: Item): Promise<readonly Annotation[]> {
  if (item.annotationsCount === 0) return []
  return item.annotations.page(0, mostAnnotations).then(
    ({ items }) => items,
    () => [],
  )
}

export function hasKeys(value: object | undefined): value is object {
  return value !== undefined && value !== null && Object.keys(value).length > 0
}
