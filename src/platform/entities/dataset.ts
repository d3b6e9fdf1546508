// Projects' datasets as the platform's answers show them, with their counts.
//
//   const [answer] = datasetsByNumber({ store, queries }, { numbers: [n], base })
import type { WireDataset } from '../../wire/index.ts'
import { notFound } from '../http/errors.ts'
import type { QueryRunner } from '../query/run.ts'
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

export interface DatasetNumbers {
  /** Row numbers. */
  numbers: readonly number[]
  base: string
}

/** In the order of the numbers. */
export function datasetsByNumber(
  { store, queries }: { store: Store; queries: QueryRunner },
  { numbers, base }: DatasetNumbers,
): WireDataset[] {
  const rows = store.database.all(
    `SELECT ${datasetColumns} FROM json_each(?) x CROSS JOIN datasets d ON d.n = x.value ORDER BY x.key`,
    JSON.stringify(numbers),
  )
  return rows.map((row) => dataset(row, countsOf(store, queries, numberOf(row, 'n')), base))
}

/** From one index alone; remembered until the next write. */
function countsOf({ database }: Store, queries: QueryRunner, n: number): Counts {
  return queries.remember(`counts of dataset ${n}`, () => {
    const sums = database.get(
      `SELECT coalesce(sum(is_file), 0) AS items, coalesce(sum(count), 0) AS annotations, coalesce(sum(is_file AND count > 0), 0) AS annotated
       FROM (SELECT type = 'file' AND hidden = 0 AS is_file, annotations_count AS count FROM items WHERE dataset_n = ?)`,
      n,
    )
    const [items = 0, annotations = 0, annotated = 0] = ['items', 'annotations', 'annotated'].map((name) =>
      numberOf(sums ?? {}, name),
    )
    return { items, annotations, annotated }
  })
}

interface Counts {
  items: number
  annotations: number
  annotated: number
}

function dataset(row: Row, { items, annotations, annotated }: Counts, base: string): WireDataset {
  const id = textOf(row, 'id')
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
