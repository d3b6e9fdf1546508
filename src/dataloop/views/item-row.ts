// Items as rows of a table: what finds one (small picture, name, id), and what was said of it. The picture of a single item
// with its annotations is made in item-view.ts.
//
//   entitiesOf(items, itemView, 'Items')
import type { Entry } from '../../text/index.ts'
import type { Item } from '../resources/item.ts'
import type { EntityView, More } from './entity-view.ts'
import { thumbnailsOf } from './picture.ts'
import { itemPage } from './web.ts'

export const itemView: EntityView<Item> = {
  columns: [
    { key: 'filename', kind: 'path' },
    { key: 'id', kind: 'id' },
    { key: 'annotations', kind: 'number' },
    { key: 'metadata.user', title: 'user', kind: 'json' },
  ],
  optional: ['metadata.user'],
  row: (item, more) => {
    const { user } = (item.toJSON().metadata ?? {}) as { user?: object }
    return {
      filename: more ? entryOf(item.filename, more) : item.filename,
      id: item.id,
      annotations: item.annotationsCount,
      'metadata.user': user && Object.keys(user).length > 0 ? user : undefined,
    }
  },
  more: async (items) => {
    const pictures = await thumbnailsOf(items, { width: 96, height: 64, bytes: 36_000 })
    return Promise.all(items.map(async (item, at) => ({ picture: pictures[at], href: await itemPage(item) })))
  },
}

function entryOf(text: string, { picture, href }: More): Entry | string {
  if (!picture && href === undefined) return text
  return { text, ...(picture && { picture }), ...(href !== undefined && { href }) }
}
