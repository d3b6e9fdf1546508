// Items created, changed, deleted: one at a time, inside a write. What happens to many at once stands in bulk/.
//
//   await database.write(() => createFile(store, { dataset, path, user, bytes, … }))
import { badRequest, conflict } from '../http/errors.ts'
import type { Body } from '../http/body.ts'
import type { Row } from '../store/database.ts'
import type { Blob } from '../store/files.ts'
import type { Store } from '../store/store.ts'
import { jsonOf, numberOf, orNull, textOf } from '../entities/row.ts'
import { cleanPath, foldersAbove, splitPath, type ItemPath } from './path.ts'
import { merge, metadataPatch } from './metadata.ts'

export interface NewFile {
  datasetN: number
  path: ItemPath
  user: string
  blob: Blob
  system: Body
  metadata?: Body
  description?: string
  hidden?: boolean
}

export interface Created {
  id: string
  operation: 'created' | 'overwrite' | 'skip'
}

/** A file at a path; what stands there already is kept ('skip') or replaced ('overwrite'). */
export function putFile(store: Store, file: NewFile, mode: 'skip' | 'overwrite'): Created {
  const { database } = store
  const there = database.get(
    'SELECT n, id, type FROM items WHERE dataset_n = ? AND filename = ?',
    file.datasetN,
    file.path.filename,
  )
  if (there?.['type'] === 'dir') throw conflict(`${file.path.filename} is a folder`)
  if (there && mode === 'skip') return { id: textOf(there, 'id'), operation: 'skip' }
  const blobN = putBlob(store, file.blob)
  if (there) {
    const at = store.stamp()
    const patch = JSON.stringify({ ...file.metadata, system: file.system })
    store.arrays.learn(file.metadata)
    database.run(
      'UPDATE items SET blob_n = ?, metadata = jsonb_patch(metadata, ?), description = coalesce(?, description), updated_at = ?, updated_by = ? WHERE n = ?',
      blobN,
      patch,
      file.description ?? null,
      at,
      file.user,
      numberOf(there, 'n'),
    )
    return { id: textOf(there, 'id'), operation: 'overwrite' }
  }
  makeFolders(store, file.datasetN, file.path.dir, file.user)
  const metadata = {
    ...file.metadata,
    system: { ...(file.metadata?.['system'] as Body | undefined), ...file.system },
    user: file.metadata?.['user'] ?? {},
  }
  const id = insert(store, { ...file, type: 'file', metadata, blobN })
  return { id, operation: 'created' }
}

export function makeFolder(store: Store, datasetN: number, path: string, user: string): string {
  const there = store.database.get('SELECT id, type FROM items WHERE dataset_n = ? AND filename = ?', datasetN, path)
  if (there && there['type'] !== 'dir') throw conflict(`${path} is a file`)
  if (there) return textOf(there, 'id')
  const split = splitPath(path)
  makeFolders(store, datasetN, split.dir, user)
  return insert(store, { datasetN, path: split, user, type: 'dir', metadata: { system: {}, user: {} }, blobN: null })
}

export function makeFolders(store: Store, datasetN: number, dir: string, user: string): void {
  if (dir === '/') return
  const there = store.database.get('SELECT type FROM items WHERE dataset_n = ? AND filename = ?', datasetN, dir)
  if (there?.['type'] === 'dir') return
  for (const folder of foldersAbove(dir)) {
    const known = store.database.get('SELECT type FROM items WHERE dataset_n = ? AND filename = ?', datasetN, folder)
    if (known && known['type'] !== 'dir') throw conflict(`${folder} is a file, not a folder`)
    if (!known)
      insert(store, {
        datasetN,
        path: splitPath(folder),
        user,
        type: 'dir',
        metadata: { system: {}, user: {} },
        blobN: null,
      })
  }
}

interface NewRow {
  datasetN: number
  path: ItemPath
  user: string
  type: 'file' | 'dir'
  metadata: Body
  blobN: number | null
  description?: string
  hidden?: boolean
}

function insert(store: Store, row: NewRow): string {
  const { n, id, at } = store.next()
  const { filename, dir, name } = row.path
  store.arrays.learn(row.metadata)
  store.database.run(
    `INSERT INTO items (n, id, dataset_n, type, hidden, filename, dir, name, created_at, updated_at, updated_by, creator, description, blob_n, metadata)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, jsonb(?))`,
    n,
    id,
    row.datasetN,
    row.type,
    row.hidden ? 1 : 0,
    filename,
    dir,
    name,
    at,
    at,
    row.user,
    row.user,
    row.description ?? null,
    row.blobN,
    JSON.stringify(row.metadata),
  )
  return id
}

export function putBlob(store: Store, { sha, size, data }: Blob): number {
  const known = store.database.get('SELECT n FROM blobs WHERE sha = ?', sha)
  if (known) return numberOf(known, 'n')
  return Number(
    store.database.get('INSERT INTO blobs (sha, size, data) VALUES (?, ?, ?) RETURNING n', sha, size, data ?? null)?.[
      'n'
    ],
  )
}

/** The changes of a PATCH body: what it doesn't name stays, null deletes, what is the platform's own is left out. */
export function patchItem(store: Store, row: Row, body: Body, options: { system: boolean; user: string }): void {
  const { database } = store
  const n = numberOf(row, 'n')
  const patch = metadataPatch(body['metadata'], options)
  if (body['metadata'] === null) throw badRequest("'metadata' cannot be deleted")
  const metadata = merge(jsonOf(row, 'metadata'), patch) as Body
  store.arrays.learn(patch)
  let { hidden, description } = { hidden: numberOf(row, 'hidden'), description: orNull(row, 'description') }
  if (body['hidden'] !== undefined) {
    if (typeof body['hidden'] !== 'boolean') throw badRequest("'hidden' must be true or false")
    hidden = body['hidden'] ? 1 : 0
  }
  if (body['description'] !== undefined) {
    if (body['description'] !== null && typeof body['description'] !== 'string')
      throw badRequest("'description' must be a string")
    description = body['description']
  }
  const path = newPath(row, body)
  if (path && path.filename !== row['filename']) moveItem(store, row, path, options.user)
  database.run(
    'UPDATE items SET metadata = jsonb(?), hidden = ?, description = ?, updated_at = ?, updated_by = ? WHERE n = ?',
    JSON.stringify({ ...metadata, system: metadata['system'] ?? {}, user: metadata['user'] ?? {} }),
    hidden,
    description,
    store.stamp(),
    options.user,
    n,
  )
}

function newPath(row: Row, body: Body): ItemPath | undefined {
  const { filename, name } = body
  if (filename !== undefined) {
    if (typeof filename !== 'string') throw badRequest("'filename' must be a string")
    return splitPath(cleanPath(filename, 'filename'))
  }
  if (name === undefined || name === row['name']) return undefined
  if (typeof name !== 'string' || name.includes('/')) throw badRequest("'name' must be a name without '/'")
  return splitPath(cleanPath(`${textOf(row, 'dir')}/${name}`, 'name'))
}

/** To another path of the same dataset; a folder takes along what is in it. */
export function moveItem(store: Store, row: Row, path: ItemPath, user: string): void {
  const { database } = store
  const datasetN = numberOf(row, 'dataset_n')
  const old = textOf(row, 'filename')
  if (row['type'] === 'dir' && `${path.dir}/`.startsWith(`${old}/`))
    throw badRequest('a folder cannot be moved into itself')
  if (database.get('SELECT 1 FROM items WHERE dataset_n = ? AND filename = ?', datasetN, path.filename))
    throw conflict(`${path.filename} exists already`)
  makeFolders(store, datasetN, path.dir, user)
  database.run(
    'UPDATE items SET filename = ?, dir = ?, name = ? WHERE n = ?',
    path.filename,
    path.dir,
    path.name,
    numberOf(row, 'n'),
  )
  if (row['type'] !== 'dir') return
  // SQLite counts characters by code points.
  const from = Array.from(old).length + 1
  const within = [datasetN, `${old}/`, `${old}0`] as const
  database.run(
    `UPDATE items SET filename = ? || substr(filename, ?), dir = ? || substr(dir, ?) WHERE dataset_n = ? AND filename > ? AND filename < ?`,
    path.filename,
    from,
    path.filename,
    from,
    ...within,
  )
}
