// A large dataset made by SQLite itself: items without pictures of their own (they share one), with metadata and annotations,
// in slices, so that other processes' writes come in between.
//
//   await seedItems(directory, { items: 1_000_000, annotationsPerItem: 3, name: 'Large' })
import { createDatasetRow } from '../entities/new-dataset.ts'
import { numberOf, textOf } from '../entities/row.ts'
import { owner } from '../http/token.ts'
import { makeFolder, putBlob } from '../items/write.ts'
import { insertProject } from '../routes/projects.ts'
import { Store } from '../store/store.ts'

export interface Synthetic {
  items: number
  annotationsPerItem?: number
  name?: string
  progress?: (done: number) => void
}

const slice = 50_000
const labels =
  "CASE (x.value * 7 + k.value) % 20 WHEN 0 THEN 'Cat' WHEN 1 THEN 'Dog' WHEN 2 THEN 'Dog' WHEN 3 THEN 'Child' WHEN 4 THEN 'Child' WHEN 5 THEN 'Child' ELSE 'Adult' END"
/** A grey pixel. */
const pixel = Buffer.from('R0lGODlhAQABAIAAAICAgAAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64')

/** The dataset's id. */
export async function seedItems(directory: string, options: Synthetic): Promise<string> {
  const { items, annotationsPerItem = 3, name = `Synthetic ${items}`, progress } = options
  const store = new Store(directory, { cacheKiB: 65_536 })
  try {
    const { database } = store
    const blob = store.files.put(pixel)
    const dataset = await database.write(() => {
      const project =
        database.get("SELECT n FROM projects WHERE name = 'Tutorial'") ??
        database.get('SELECT n FROM projects WHERE id = ?', insertProject(store, 'Tutorial', owner))
      const made = createDatasetRow(store, { projectN: numberOf(project ?? {}, 'n'), name, user: owner })
      for (let folder = 0; folder < 100; folder++)
        makeFolder(store, made.n, `/folder-${String(folder).padStart(2, '0')}`, owner)
      return { ...made, blobN: putBlob(store, blob) }
    })
    for (let from = 0; from < items; from += slice) {
      const count = Math.min(slice, items - from)
      await database.write(() => addSlice(store, dataset, from, count, annotationsPerItem))
      progress?.(from + count)
    }
    database.exec('PRAGMA optimize')
    return textOf({ id: dataset.id }, 'id')
  } finally {
    store.close()
  }
}

function addSlice(
  store: Store,
  dataset: { n: number; blobN: number },
  from: number,
  count: number,
  perItem: number,
): void {
  const { database } = store
  const { n, at } = store.next(count)
  const seconds = Math.floor(Date.parse(at) / 1000)
  const numbers = `WITH RECURSIVE x(value) AS (SELECT ${from} UNION ALL SELECT value + 1 FROM x WHERE value < ${from + count - 1})`
  const system = {
    originalname: 'image.gif',
    size: pixel.byteLength,
    encoding: '7bit',
    mimetype: 'image/gif',
    width: 1,
    height: 1,
  }
  database.run(
    `INSERT INTO items (n, id, dataset_n, type, hidden, filename, dir, name, created_at, updated_at, updated_by, creator, annotations_count, blob_n, metadata)
     ${numbers} SELECT ?1 + x.value - ?2, format('%08x%016x', ?3, ?1 + x.value - ?2), ?4, 'file', 0, format('/folder-%02d/image-%07d.gif', x.value % 100, x.value),
       format('/folder-%02d', x.value % 100), format('image-%07d.gif', x.value), ?5, ?5, ?6, ?6, ?7, ?8,
       jsonb(format('{"system":%s,"user":{"k":%d,"group":"g%d","score":%.3f}}', ?9, x.value, x.value % 1000, (x.value * 7919 % 100000) / 100000.0)) FROM x`,
    n,
    from,
    seconds,
    dataset.n,
    at,
    owner,
    perItem,
    dataset.blobN,
    JSON.stringify(system),
  )
  if (perItem === 0) return
  const first = store.next(count * perItem)
  database.run(
    `INSERT INTO annotations (n, id, dataset_n, item_n, label, type, creator, created_at, updated_at, updated_by, source, coordinates, metadata)
     ${numbers}, k(value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM k WHERE value < ${perItem - 1})
     SELECT ?1 + (x.value - ?2) * ${perItem} + k.value, format('%08x%016x', ?3, ?1 + (x.value - ?2) * ${perItem} + k.value), ?4, ?5 + x.value - ?2, ${labels}, 'box', ?6, ?7, ?7, ?6, 'sdk',
       '[{"x":1,"y":1},{"x":9,"y":9}]', jsonb('{"system":{},"user":{}}') FROM x CROSS JOIN k`,
    first.n,
    from,
    seconds,
    dataset.n,
    n,
    owner,
    first.at,
  )
}
