// Projects' datasets as the platform's answers show them, with their counts.
//
//   const answer = dataset(store, datasetById(store, id), base)
import type { WireDataset } from '../../wire/index.ts'
import { notFound } from '../http/errors.ts'
import type { Row } from '../store/database.ts'
import type { Store } from '../store/store.ts'
import { jsonOf, numberOf, orNull, textOf } from './row.ts'

export const datasetColumns = `d.n, d.id, d.project_n, (SELECT id FROM projects WHERE n = d.project_n) AS project_id, d.name, d.creator, d.created_at,
  d.updated_at, d.updated_by, d.driver, d.readonly, d.src_dataset, json(d.expiration) AS expiration, json(d.metadata) AS metadata`

export function datasetById(store: Store, id: string): Row {
  const row = store.database.get(`SELECT ${datasetColumns} FROM datasets d WHERE d.id = ?`, id)
  if (!row) throw notFound(`dataset ${id} not found`)
  return row
}

/** The row number alone, for requests that need no more. */
export function datasetNumber(store: Store, id: string): number {
  const row = store.database.get('SELECT n FROM datasets WHERE id = ?', id)
  if (!row) throw notFound(`dataset ${id} not found`)
  return numberOf(row, 'n')
}

export function dataset(store: Store, row: Row, base: string): WireDataset {
  const { database } = store
  const n = numberOf(row, 'n')
  const id = textOf(row, 'id')
  const items = Number(
    database.get("SELECT count(*) AS n FROM items WHERE dataset_n = ? AND type = 'file' AND hidden = 0", n)?.['n'],
  )
  const annotations = Number(database.get('SELECT count(*) AS n FROM annotations WHERE dataset_n = ?', n)?.['n'])
  const annotated =
    annotations === 0
      ? 0
      : Number(
          database.get(
            "SELECT count(*) AS n FROM items WHERE dataset_n = ? AND type = 'file' AND hidden = 0 AND annotations_count > 0",
            n,
          )?.['n'],
        )
  const url = `${base}/datasets/${id}`
  return {
    id,
    url,
    name: textOf(row, 'name'),
    projects: [textOf(row, 'project_id')],
    creator: textOf(row, 'creator'),
    createdAt: textOf(row, 'created_at'),
    updatedAt: textOf(row, 'updated_at'),
    updatedBy: textOf(row, 'updated_by'),
    metadata: jsonOf(row, 'metadata'),
    itemsCount: items,
    annotationsCount: annotations,
    annotated: items === 0 ? 0 : Math.round((100 * annotated) / items),
    items: `${url}/items`,
    directoryTree: `${url}/directoryTree`,
    readableType: 'dataset',
    accessLevel: 'private',
    driver: orNull(row, 'driver') ?? 'loopbook',
    indexDriver: 'v2',
    readonly: row['readonly'] === 1,
    isSyncing: false,
    enableSyncWithCloned: false,
    ...(row['src_dataset'] === null ? {} : { srcDataset: orNull(row, 'src_dataset') }),
    ...(row['expiration'] === null ? {} : { expirationOptions: jsonOf<{ itemMaxDays: number }>(row, 'expiration') }),
  }
}
