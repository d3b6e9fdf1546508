// Annotations as rows of a table, and one of them by itself. Pure.
//
//   entitiesOf(annotations, annotationView, 'Annotations')
import { fields, footer, heading, tree, viewBundle } from '../../text/index.ts'
import { isRecord } from '../values/diff.ts'
import type { Annotation } from '../resources/annotation.ts'
import type { EntityView } from './entity-view.ts'
import { hasKeys } from './item-view.ts'
import type { Bundle } from './protocol.ts'

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

export function annotationBundle(annotation: Annotation): Bundle {
  const { label, type, id, itemId, coordinates, attributes, creator, createdAt } = annotation
  const { user } = (annotation.toJSON().metadata ?? {}) as { user?: object }
  return viewBundle([
    heading('Annotation', label, type),
    fields([
      { label: 'id', value: id, kind: 'id' },
      { label: 'item', value: itemId, kind: 'id' },
      { label: 'coordinates', value: coordinates },
      { label: 'attributes', value: isRecord(attributes) && hasKeys(attributes) ? attributes : undefined },
      { label: 'creator', value: creator },
      { label: 'created', value: createdAt, kind: 'date' },
    ]),
    hasKeys(user) ? tree('metadata.user', user, { open: true }) : undefined,
    footer('change its fields, then await annotation.update()'),
  ])
}
