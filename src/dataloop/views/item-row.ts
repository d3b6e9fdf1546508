// Items as rows of a table: what finds one (name and whole id fit into 80 columns), and what was said of it. Pure; the picture of a single item is made in item-view.ts.
//
//   entitiesOf(items, itemView, 'Items')
import type { Item } from '../resources/item.ts'
import type { EntityView } from './entity-view.ts'

export const itemView: EntityView<Item> = {
  columns: [
    { key: 'filename', kind: 'path' },
    { key: 'id', kind: 'id' },
    { key: 'annotations', kind: 'number' },
    { key: 'metadata.user', title: 'user', kind: 'json' },
  ],
  optional: ['metadata.user'],
  row: (item) => {
    const { user } = (item.toJSON().metadata ?? {}) as { user?: object }
    return {
      filename: item.filename,
      id: item.id,
      annotations: item.annotationsCount,
      'metadata.user': user && Object.keys(user).length > 0 ? user : undefined,
    }
  },
}
