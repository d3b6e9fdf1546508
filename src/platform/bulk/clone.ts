// Copies of items and datasets: rows are copied by SQLite, files are shared (they are named by their content).
//
//   const { returnedModelId } = await cloneDataset(store, { sourceN, name, user, … })
import { createDatasetRow } from '../entities/new-dataset.ts'
import { numberOf, textOf } from '../entities/row.ts'
import { badRequest, conflict } from '../http/errors.ts'
import type { Body } from '../http/body.ts'
import { cleanPath, splitPath } from '../items/path.ts'
import { makeFolder, makeFolders } from '../items/write.ts'
import { readItemQuery } from '../query/query.ts'
import { sql, type Sql } from '../query/sql.ts'
import type { Store } from '../store/store.ts'
import { whole } from './journal.ts'
import { whereOf } from './where.ts'

export interface CopyOptions {
  withItemsAnnotations: boolean
  withMetadata: boolean
  withTaskAnnotationsStatus: boolean
}

export interface CloneDataset extends CopyOptions {
  sourceN: number
  name: string
  user: string
  filter: unknown
  targetDirectory?: string
  targetId?: string
}

export interface CloneItem extends CopyOptions {
  itemN: number
  targetId: string
  filename: string
  metadata: Body
  user: string
}

export interface MergeDatasets extends CopyOptions {
  sources: number[]
  name: string
  projectN: number
  user: string
}

export function copyOptions(params: Body): CopyOptions {
  const flag = (key: string): boolean => params[key] !== false
  return {
    withItemsAnnotations: flag('withItemsAnnotations'),
    withMetadata: flag('withMetadata'),
    withTaskAnnotationsStatus: flag('withTaskAnnotationsStatus'),
  }
}

export async function cloneDataset(store: Store, args: CloneDataset): Promise<{ returnedModelId: string }> {
  const query = readItemQuery(args.filter ?? { filter: {} })
  return whole(store, () => {
    const source = store.database.get('SELECT id, project_n FROM datasets WHERE n = ?', args.sourceN)
    if (!source) throw badRequest('the dataset is gone')
    const target = args.targetId
      ? existing(store, args.targetId)
      : createDatasetRow(store, {
          projectN: numberOf(source, 'project_n'),
          name: args.name,
          user: args.user,
          source: textOf(source, 'id'),
          recipesOf: args.sourceN,
        })
    const folder = args.targetDirectory ? cleanPath(args.targetDirectory, 'targetDirectory') : ''
    if (folder.length > 1) makeFolder(store, target.n, folder, args.user)
    copyItems(store, whereOf(store, query, args.sourceN), {
      ...args,
      target: target.n,
      folder: folder === '/' ? '' : folder,
      sourceN: args.sourceN,
      onConflict: 'refuse',
    })
    return { returnedModelId: target.id }
  })
}

export async function mergeDatasets(
  store: Store,
  args: MergeDatasets,
): Promise<{ mergeDatasetsConfiguration: object; returnedModelId: string }> {
  return whole(store, () => {
    const target = createDatasetRow(store, {
      projectN: args.projectN,
      name: args.name,
      user: args.user,
      recipesOf: args.sources[0] as number,
    })
    for (const sourceN of args.sources) {
      const name = textOf(store.database.get('SELECT name FROM datasets WHERE n = ?', sourceN) ?? {}, 'name')
      const where = sql`i.dataset_n = ${sourceN} AND i.type = 'file'`
      copyItems(store, where, {
        ...args,
        target: target.n,
        folder: '',
        sourceN,
        onConflict: `/${name.replaceAll(/[\\/]/g, '-')}`,
      })
    }
    return { mergeDatasetsConfiguration: { name: args.name, targetDatasetId: target.id }, returnedModelId: target.id }
  })
}

export async function cloneItem(store: Store, args: CloneItem): Promise<{ returnedModelId: string[] }> {
  const path = splitPath(cleanPath(args.filename, 'remoteFileName'))
  return whole(store, () => {
    const { database } = store
    const target = existing(store, args.targetId)
    if (database.get('SELECT 1 FROM items WHERE dataset_n = ? AND filename = ?', target.n, path.filename))
      throw conflict(`${path.filename} exists already in the target dataset`)
    makeFolders(store, target.n, path.dir, args.user)
    const source = database.get('SELECT dataset_n FROM items WHERE n = ?', args.itemN)
    if (!source) throw badRequest('the item is gone')
    const [n = 0] = copyItems(store, sql`i.n = ${args.itemN}`, {
      ...args,
      target: target.n,
      folder: '',
      sourceN: numberOf(source, 'dataset_n'),
      onConflict: 'refuse',
      path,
    })
    store.arrays.learn(args.metadata)
    database.run('UPDATE items SET metadata = jsonb_patch(metadata, ?) WHERE n = ?', JSON.stringify(args.metadata), n)
    return { returnedModelId: [textOf(database.get('SELECT id FROM items WHERE n = ?', n) ?? {}, 'id')] }
  })
}

function existing(store: Store, id: string): { n: number; id: string } {
  const row = store.database.get('SELECT n FROM datasets WHERE id = ?', id)
  if (!row) throw badRequest(`the target dataset ${id} does not exist`)
  return { n: numberOf(row, 'n'), id }
}

export interface Copy extends CopyOptions {
  target: number
  sourceN: number
  /** Prefix of all names in the target. */
  folder: string
  /** The folder for names that exist in the target already. */
  onConflict: 'refuse' | `/${string}`
  user: string
  path?: { filename: string; dir: string; name: string }
  hidden?: boolean
}

/** Inside a write: copies rows; the new row numbers, at most the first thousand. */
export function copyItems(store: Store, where: Sql, copy: Copy): number[] {
  const { database } = store
  database.exec(
    'CREATE TEMP TABLE IF NOT EXISTS copied (k INTEGER PRIMARY KEY, old INTEGER, folder TEXT); DELETE FROM temp.copied',
  )
  database.run(
    `INSERT INTO temp.copied (old, folder) SELECT i.n, ? FROM items i WHERE ${where.text} ORDER BY i.n`,
    copy.folder,
    ...where.values,
  )
  // The folders that the copied files stand in, too.
  if (!copy.path)
    database.run(
      `INSERT INTO temp.copied (old, folder) SELECT f.n, ? FROM items f WHERE f.dataset_n = ? AND f.type = 'dir' AND f.n NOT IN (SELECT old FROM temp.copied)
       AND f.filename IN (WITH RECURSIVE up(dir) AS (SELECT DISTINCT dir FROM items WHERE n IN (SELECT old FROM temp.copied)
         UNION SELECT rtrim(rtrim(dir, replace(dir, '/', '')), '/') FROM up WHERE dir NOT IN ('/', '')) SELECT dir FROM up)`,
      copy.folder,
      copy.sourceN,
    )
  settleConflicts(store, copy)
  const count = Number(database.get('SELECT count(*) AS n FROM temp.copied')?.['n'])
  if (count === 0) return []
  const { n, at } = store.next(count)
  const seconds = Math.floor(Date.parse(at) / 1000)
  const kept = copy.withMetadata
    ? 'i.metadata'
    : "jsonb_object('system', jsonb_extract(i.metadata, '$.system'), 'user', jsonb('{}'))"
  const gone = copy.withTaskAnnotationsStatus
    ? "'$.system.taskStatusLog'"
    : "'$.system.taskStatusLog', '$.system.annotationStatus'"
  const [filename, dir, name] = copy.path
    ? ['?1', '?2', '?3']
    : ['c.folder || i.filename', "CASE WHEN c.folder = '' THEN i.dir ELSE rtrim(c.folder || i.dir, '/') END", 'i.name']
  database.run(
    `INSERT INTO items (n, id, dataset_n, type, hidden, filename, dir, name, created_at, updated_at, updated_by, creator, description, annotations_count, blob_n, src_item, src_dataset, metadata)
     SELECT ?4 + c.k - 1, format('%08x%016x', ?5, ?4 + c.k - 1), ?6, i.type, ${copy.hidden ? '1' : 'i.hidden'}, ${filename}, ${dir}, ${name}, ?7, ?7, ?8, ?8, i.description,
       ${copy.withItemsAnnotations ? 'i.annotations_count' : '0'}, i.blob_n, i.id, (SELECT id FROM datasets WHERE n = i.dataset_n), jsonb_remove(${kept}, ${gone})
     FROM temp.copied c JOIN items i ON i.n = c.old`,
    copy.path?.filename ?? '',
    copy.path?.dir ?? '',
    copy.path?.name ?? '',
    n,
    seconds,
    copy.target,
    at,
    copy.user,
  )
  if (copy.withItemsAnnotations) copyAnnotations(store, n, copy)
  const first = database.all('SELECT k FROM temp.copied ORDER BY k LIMIT 1000').map((row) => n + numberOf(row, 'k') - 1)
  database.exec('DELETE FROM temp.copied')
  return first
}

/** Names are unique in a dataset: folders merge, files go elsewhere or stop the copy. */
function settleConflicts(store: Store, copy: Copy): void {
  const { database } = store
  if (copy.path) return
  database.run(
    `DELETE FROM temp.copied WHERE EXISTS (SELECT 1 FROM items i JOIN items t ON t.dataset_n = ? AND t.filename = temp.copied.folder || i.filename AND t.type = 'dir'
     WHERE i.n = temp.copied.old AND i.type = 'dir')`,
    copy.target,
  )
  const taken = `SELECT 1 FROM items i JOIN items t ON t.dataset_n = ? AND t.filename = temp.copied.folder || i.filename WHERE i.n = temp.copied.old`
  const clash = database.get(
    `SELECT i.filename FROM temp.copied JOIN items i ON i.n = old WHERE EXISTS (${taken}) LIMIT 1`,
    copy.target,
  )
  if (clash) {
    if (copy.onConflict === 'refuse')
      throw conflict(`${copy.folder}${String(clash['filename'])} exists already in the target dataset`)
    database.run(`UPDATE temp.copied SET folder = ? WHERE EXISTS (${taken})`, copy.onConflict, copy.target)
    makeFolder(store, copy.target, copy.onConflict, copy.user)
    for (const row of database.all(
      'SELECT DISTINCT i.dir FROM temp.copied c JOIN items i ON i.n = c.old WHERE c.folder = ?',
      copy.onConflict,
    ))
      makeFolders(store, copy.target, `${copy.onConflict}${textOf(row, 'dir')}`.replace(/\/$/, ''), copy.user)
  }
  // Row numbers are given out without gaps.
  database.exec(`CREATE TEMP TABLE IF NOT EXISTS renumbered (k INTEGER PRIMARY KEY, old INTEGER, folder TEXT); DELETE FROM temp.renumbered;
    INSERT INTO temp.renumbered (old, folder) SELECT old, folder FROM temp.copied ORDER BY k; DELETE FROM temp.copied;
    INSERT INTO temp.copied SELECT * FROM temp.renumbered; DELETE FROM temp.renumbered`)
}

function copyAnnotations(store: Store, firstItem: number, copy: Copy): void {
  const { database } = store
  const count = Number(
    database.get('SELECT count(*) AS n FROM annotations WHERE item_n IN (SELECT old FROM temp.copied)')?.['n'],
  )
  if (count === 0) return
  const { n, at } = store.next(count)
  database.run(
    `INSERT INTO annotations (n, id, dataset_n, item_n, label, type, creator, created_at, updated_at, updated_by, source, description, src_annotation, coordinates, attributes, metadata)
     SELECT ?1 + a.k, format('%08x%016x', ?2, ?1 + a.k), ?3, ?4 + a.item - 1, a.label, a.type, a.creator, ?5, ?5, ?6, a.source, a.description, a.id, a.coordinates, a.attributes, a.metadata
     FROM (SELECT a.*, c.k AS item, row_number() OVER (ORDER BY a.n) - 1 AS k FROM temp.copied c JOIN annotations a ON a.item_n = c.old) a`,
    n,
    Math.floor(Date.parse(at) / 1000),
    copy.target,
    firstItem,
    at,
    copy.user,
  )
}
