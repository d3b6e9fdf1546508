// Annotations as rows of a table. Pure.
//
//   entitiesOf(annotations, annotationView, 'Annotations')
import type { Annotation } from '../resources/annotation.ts'
import type { EntityView } from './entity-view.ts'

export const annotationView: EntityView<Annotation> = {
  columns: [
    { key: 'label' },
    { key: 'type' },
    { key: 'id', kind: 'id' },
    { key: 'item', kind: 'id' },
    { key: 'creator' },
    { key: 'created', kind: 'date' },
  ],
  row: ({ label, type, id, itemId, creator, createdAt }) => ({
    label,
    type,
    id,
    item: itemId,
    creator,
    created: createdAt,
  }),
}
