// Items as rows of a table: what finds one (small picture, name, id), and what was said of it. The picture of a single item
// with its annotations is made in item-view.ts.
//
//   entitiesOf(items, itemView, 'Items')
import type { Item } from '../resources/item.ts'
import type { EntityView } from './entity-view.ts'
import { thumbnailsOf } from './picture.ts'

export const itemView: EntityView<Item> = {
  columns: [
    { key: 'filename', kind: 'path' },
    { key: 'id', kind: 'id' },
    { key: 'annotations', kind: 'number' },
    { key: 'metadata.user', title: 'user', kind: 'json' },
  ],
  optional: ['metadata.user'],
  row: (item, picture) => {
    const { user } = (item.toJSON().metadata ?? {}) as { user?: object }
    return {
      filename: picture ? { text: item.filename, picture } : item.filename,
      id: item.id,
      annotations: item.annotationsCount,
      'metadata.user': user && Object.keys(user).length > 0 ? user : undefined,
    }
  },
  pictures: (items) => thumbnailsOf(items, { width: 96, height: 64, bytes: 36_000 }),
}
