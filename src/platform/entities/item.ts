// Items as the platform's answers show them. Where an item stands in tasks is not in its row: metadata.system.refs is put
// together from the work table.
//
//   const [item] = items(store, rows, base)
import type { WireItem, WireRef } from '../../wire/index.ts'
import type { Row } from '../store/database.ts'
import type { Store } from '../store/store.ts'
import { notFound } from '../http/errors.ts'
import { jsonOf, numberOf, orNull, textOf } from './row.ts'

export const itemColumns = `i.n, i.id, i.dataset_n, i.type, i.hidden, i.filename, i.dir, i.name, i.created_at, i.updated_at, i.updated_by,
  i.creator, i.description, i.annotations_count, i.src_item, i.src_dataset, json(i.metadata) AS metadata`

/** Rows with itemColumns → payloads. */
export function items(store: Store, rows: readonly Row[], base: string): WireItem[] {
  const refs = refsOf(store, rows)
  const datasets = new Map<number, { id: string; projectId: string }>()
  return rows.map((row) => {
    const n = numberOf(row, 'dataset_n')
    let dataset = datasets.get(n)
    if (!dataset) datasets.set(n, (dataset = datasetOf(store, n)))
    return item(row, refs.get(numberOf(row, 'n')) ?? [], dataset, base)
  })
}

export function itemById(store: Store, id: string): Row {
  // The rows of a deleted dataset go one after the other (bulk/remove.ts).
  const sql = `SELECT ${itemColumns}, i.blob_n FROM items i WHERE i.id = ? AND EXISTS (SELECT 1 FROM datasets WHERE n = i.dataset_n)`
  const row = store.database.get(sql, id)
  if (!row) throw notFound(`item ${id} not found`)
  return row
}

export function itemPayload(store: Store, id: string, base: string): WireItem {
  return items(store, [itemById(store, id)], base)[0] as WireItem
}

function item(row: Row, refs: WireRef[], dataset: { id: string; projectId: string }, base: string): WireItem {
  const id = textOf(row, 'id')
  const count = numberOf(row, 'annotations_count')
  const metadata = jsonOf<WireItem['metadata']>(row, 'metadata') ?? {}
  const url = `${base}/items/${id}`
  return {
    id,
    url,
    datasetId: dataset.id,
    dataset: `${base}/datasets/${dataset.id}`,
    projectId: dataset.projectId,
    filename: textOf(row, 'filename'),
    dir: textOf(row, 'dir'),
    name: textOf(row, 'name'),
    type: row['type'] === 'dir' ? 'dir' : 'file',
    hidden: row['hidden'] === 1,
    creator: textOf(row, 'creator'),
    createdAt: textOf(row, 'created_at'),
    updatedAt: textOf(row, 'updated_at'),
    updatedBy: textOf(row, 'updated_by'),
    metadata: { ...metadata, system: { ...metadata.system, refs } },
    ...(row['description'] === null ? {} : { description: orNull(row, 'description') }),
    annotationsCount: count,
    annotated: count > 0,
    stream: `${url}/stream`,
    thumbnail: `${url}/thumbnail`,
    annotations: `${url}/annotations`,
    ...(row['src_item'] === null
      ? {}
      : { srcItem: orNull(row, 'src_item'), srcDataset: orNull(row, 'src_dataset'), spec: 'ClonedItemSpec' }),
  }
}

function refsOf(store: Store, rows: readonly Row[]): Map<number, WireRef[]> {
  const found = new Map<number, WireRef[]>()
  if (rows.length === 0 || !store.database.get('SELECT 1 FROM work LIMIT 1')) return found
  const list = JSON.stringify(rows.map((row) => row['n']))
  const refs = store.database.all(
    'SELECT * FROM refs WHERE item_n IN (SELECT value FROM json_each(?)) ORDER BY task_n, side',
    list,
  )
  for (const ref of refs) {
    const n = numberOf(ref, 'item_n')
    const status = orNull(ref, 'status')
    const entry: WireRef = {
      type: textOf(ref, 'type'),
      id: textOf(ref, 'id'),
      ...(status === null
        ? {}
        : { metadata: { status, timestamp: textOf(ref, 'status_at'), creator: textOf(ref, 'status_by') } }),
    }
    const known = found.get(n)
    if (known) known.push(entry)
    else found.set(n, [entry])
  }
  return found
}

function datasetOf(store: Store, n: number): { id: string; projectId: string } {
  const row = store.database.get(
    'SELECT d.id, p.id AS project FROM datasets d JOIN projects p ON p.n = d.project_n WHERE d.n = ?',
    n,
  )
  return { id: String(row?.['id']), projectId: String(row?.['project']) }
}
