// Annotations as the platform's answers show them.
//
//   const answers = annotations(store, rows, base)
import { createHash } from 'node:crypto'
import type { WireAnnotation } from '../../wire/index.ts'
import { notFound } from '../http/errors.ts'
import type { Row } from '../store/database.ts'
import type { Store } from '../store/store.ts'
import { jsonOf, orNull, textOf } from './row.ts'

export const annotationColumns = `a.n, a.id, a.item_n, a.dataset_n, (SELECT id FROM items WHERE n = a.item_n) AS item_id,
  (SELECT id FROM datasets WHERE n = a.dataset_n) AS dataset_id, a.label, a.type, a.creator, a.created_at, a.updated_at, a.updated_by,
  a.source, a.description, a.src_annotation, a.coordinates, a.attributes, json(a.metadata) AS metadata`

export function annotationById(store: Store, id: string): Row {
  const row = store.database.get(`SELECT ${annotationColumns} FROM annotations a WHERE a.id = ?`, id)
  if (!row || row['dataset_id'] === null) throw notFound(`annotation ${id} not found`)
  return row
}

export function annotation(row: Row, base: string): WireAnnotation {
  const id = textOf(row, 'id')
  const itemId = textOf(row, 'item_id')
  const datasetId = textOf(row, 'dataset_id')
  const coordinates = orNull(row, 'coordinates')
  const hash = createHash('md5')
    .update(`${String(row['type'])} ${String(row['label'])} ${coordinates ?? ''}`)
    .digest('hex')
  return {
    id,
    url: `${base}/annotations/${id}`,
    itemId,
    item: `${base}/items/${itemId}`,
    datasetId,
    dataset: `${base}/datasets/${datasetId}`,
    label: textOf(row, 'label'),
    type: textOf(row, 'type'),
    coordinates: coordinates === null ? [] : (JSON.parse(coordinates) as unknown),
    attributes: jsonOf<unknown>(row, 'attributes'),
    metadata: jsonOf(row, 'metadata'),
    creator: textOf(row, 'creator'),
    createdAt: textOf(row, 'created_at'),
    updatedAt: textOf(row, 'updated_at'),
    updatedBy: textOf(row, 'updated_by'),
    source: orNull(row, 'source') ?? 'sdk',
    hash,
    ...(row['description'] === null ? {} : { description: orNull(row, 'description') }),
    ...(row['src_annotation'] === null ? {} : { srcAnnotation: orNull(row, 'src_annotation') }),
  }
}
