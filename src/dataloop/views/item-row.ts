// Items as rows of a table. Pure; the picture of a single item is made in item-view.ts.
//
//   entitiesOf(items, itemView, 'Items')
import type { Item } from '../resources/item.ts'
import type { EntityView } from './entity-view.ts'

export const itemView: EntityView<Item> = {
  columns: [
    { key: 'filename', kind: 'path' },
    { key: 'id', kind: 'id' },
    { key: 'annotations', kind: 'number' },
    { key: 'created', kind: 'date' },
    { key: 'metadata.user', kind: 'json' },
  ],
  row: (item) => {
    const { user } = (item.toJSON().metadata ?? {}) as { user?: object }
    return {
      filename: item.filename,
      id: item.id,
      annotations: item.annotationsCount,
      created: item.createdAt,
      'metadata.user': user && Object.keys(user).length > 0 ? user : undefined,
    }
  },
}
