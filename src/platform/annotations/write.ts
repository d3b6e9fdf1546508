// Annotations created and changed. What a client sends besides (ids, stamps, another item's id) is not taken over: the path
// says the item, the platform the rest.
//
//   await database.write(() => insertAnnotations(store, item, [{ type: 'box', label: 'Adult', coordinates }], user))
import { numberOf } from '../entities/row.ts'
import { jsonOf, orNull, textOf } from '../entities/row.ts'
import { optionalText, text, type Body } from '../http/body.ts'
import { badRequest } from '../http/errors.ts'
import { merge, metadataPatch } from '../items/metadata.ts'
import { isObject } from '../query/dql.ts'
import type { Row } from '../store/database.ts'
import type { Store } from '../store/store.ts'

const mostAtOnce = 10_000

export function readAnnotations(value: unknown): Body[] {
  const list = Array.isArray(value) ? value : [value]
  if (list.length > mostAtOnce) throw badRequest(`at most ${mostAtOnce} annotations at once`)
  return list.map((annotation: unknown, index) => {
    if (!isObject(annotation)) throw badRequest(`annotation ${index} must be an object`)
    text(annotation, 'type', 100)
    text(annotation, 'label', 1000)
    optionalText(annotation, 'description')
    checkCoordinates(annotation['type'], annotation['coordinates'])
    return { ...annotation, metadata: metadataPatch(annotation['metadata'], { system: true }) }
  })
}

export function checkCoordinates(type: unknown, coordinates: unknown): void {
  if (coordinates === undefined || coordinates === null) return
  if (typeof coordinates !== 'object' && type !== 'binary' && typeof coordinates !== 'string')
    throw badRequest("'coordinates' must be a list or an object")
  if (
    type === 'box' &&
    (!Array.isArray(coordinates) || coordinates.length < 2 || !coordinates.slice(0, 2).every(isPoint))
  )
    throw badRequest("a box's coordinates are two points: [{ x, y }, { x, y }]")
  if (type === 'point' && !isPoint(coordinates)) throw badRequest("a point's coordinates are { x, y }")
}

const isPoint = (value: unknown): boolean =>
  isObject(value) && typeof value['x'] === 'number' && typeof value['y'] === 'number'

/** Inside a write; the first row number, others follow it. */
export function insertAnnotations(store: Store, item: Row, annotations: readonly Body[], user: string): number {
  const { database } = store
  if (annotations.length === 0) return 0
  const itemN = numberOf(item, 'n')
  const first = store.next(annotations.length)
  annotations.forEach((annotation, index) => {
    const n = first.n + index
    const metadata = { system: {}, user: {}, ...(annotation['metadata'] as Body) }
    store.arrays.learn(metadata)
    database.run(
      `INSERT INTO annotations (n, id, dataset_n, item_n, label, type, creator, created_at, updated_at, updated_by, source, description, coordinates, attributes, metadata)
       VALUES (?1, format('%s%016x', ?2, ?1), ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?7, ?9, ?10, ?11, ?12, jsonb(?13))`,
      n,
      first.id.slice(0, 8),
      numberOf(item, 'dataset_n'),
      itemN,
      annotation['label'] as string,
      annotation['type'] as string,
      user,
      first.at,
      typeof annotation['source'] === 'string' ? annotation['source'] : 'sdk',
      (annotation['description'] as string | undefined) ?? null,
      json(annotation['coordinates']),
      json(annotation['attributes']),
      JSON.stringify(metadata),
    )
  })
  database.run('UPDATE items SET annotations_count = annotations_count + ? WHERE n = ?', annotations.length, itemN)
  return first.n
}

const json = (value: unknown): string | null => (value === undefined || value === null ? null : JSON.stringify(value))

/** Inside a write: the body is a diff; null deletes. */
export function patchAnnotation(store: Store, row: Row, body: Body, options: { system: boolean; user: string }): void {
  const label = body['label'] === undefined ? textOf(row, 'label') : text(body, 'label', 1000)
  const type = body['type'] === undefined ? textOf(row, 'type') : text(body, 'type', 100)
  const coordinates = body['coordinates'] === undefined ? orNull(row, 'coordinates') : json(body['coordinates'])
  if (body['coordinates'] !== undefined) checkCoordinates(type, body['coordinates'])
  const attributes = body['attributes'] === undefined ? orNull(row, 'attributes') : json(body['attributes'])
  const description =
    body['description'] === undefined ? orNull(row, 'description') : (optionalText(body, 'description') ?? null)
  const patch = metadataPatch(body['metadata'], options)
  store.arrays.learn(patch)
  const metadata = JSON.stringify(merge(jsonOf(row, 'metadata'), patch))
  store.database.run(
    'UPDATE annotations SET label = ?, type = ?, coordinates = ?, attributes = ?, description = ?, metadata = jsonb(?), updated_at = ?, updated_by = ? WHERE n = ?',
    label,
    type,
    coordinates,
    attributes,
    description,
    metadata,
    store.stamp(),
    options.user,
    numberOf(row, 'n'),
  )
}
