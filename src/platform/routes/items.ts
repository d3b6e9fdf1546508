// Items: uploaded, read, changed, moved, copied, deleted; their bytes and thumbnails.
//
//   POST /datasets/{id}/items?mode=skip   multipart: type, path, metadata?, description?, file
import { Hono } from 'hono'
import { createReadStream, readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { copyOptions } from '../bulk/clone.ts'
import { deleteItems } from '../bulk/delete.ts'
import { runCommand } from '../entities/command.ts'
import { datasetById, datasetNumber } from '../entities/dataset.ts'
import { itemById, itemPayload } from '../entities/item.ts'
import { jsonOf, numberOf, textOf } from '../entities/row.ts'
import { checkText, optionalObject, readBytes, readJson, readObject, text, texts, type Body } from '../http/body.ts'
import type { Ctx, Env } from '../http/env.ts'
import { badRequest, notFound } from '../http/errors.ts'
import { parseForm, type Part } from '../http/multipart.ts'
import { imageSize } from '../image/size.ts'
import { mimeType } from '../items/mime.ts'
import { metadataPatch } from '../items/metadata.ts'
import { cleanPath, splitPath } from '../items/path.ts'
import { makeFolder, moveItem, patchItem, putBlob, putFile } from '../items/write.ts'
import { isObject } from '../query/dql.ts'
import { sql } from '../query/sql.ts'

/** One file; more is a way to fill a disk by mistake. */
const largestFile = 2 * 1024 ** 3 - 1

async function upload(context: Ctx): Promise<Response> {
  const { store } = context.get('services')
  // Asked before the body is read, and again within the write: the dataset may be deleted in between.
  const dataset = (): number => datasetNumber(store, context.req.param('id') ?? '')
  dataset()
  const mode = context.req.query('mode') ?? 'skip'
  if (mode !== 'skip' && mode !== 'overwrite') throw badRequest("'mode' must be 'skip' or 'overwrite'")
  const parts = parseForm(await readBytes(context.req, largestFile), context.req.header('content-type') ?? '')
  const field = (name: string): string | undefined => {
    const part = parts.find((part) => part.name === name)
    return part && checkText(Buffer.from(part.data).toString(), name, 1024 * 1024)
  }
  const user = context.get('user')
  if (field('type') === 'dir') {
    const path = cleanPath(field('path') ?? '')
    const id = await store.database.write(() => makeFolder(store, dataset(), path, user))
    return context.json(itemPayload(store, id, context.get('base')))
  }
  const file = parts.find((part) => part.name === 'file')
  if (!file) throw badRequest("the form has no part 'file'")
  const path = splitPath(cleanPath(field('path') ?? `/${file.filename ?? ''}`))
  const blob = store.files.put(file.data)
  const description = field('description')
  const metadata = uploadMetadata(field('metadata'))
  const system = systemOf(file, path.name)
  const created = await store.database.write(() =>
    putFile(
      store,
      {
        datasetN: dataset(),
        path,
        user,
        blob,
        system,
        metadata,
        ...(description === undefined ? {} : { description }),
      },
      mode,
    ),
  )
  const item = itemPayload(store, created.id, context.get('base'))
  // The Python SDK deletes an item whose size isn't what it sent, even one that was kept.
  if (created.operation === 'skip' && item.metadata) item.metadata.system = { ...item.metadata.system, size: blob.size }
  return context.json(item, 200, { 'x-item-op': created.operation })
}

export function systemOf(file: Pick<Part, 'data' | 'type' | 'filename'>, name: string): Body {
  const mimetype = mimeType(name, file.type)
  const size = mimetype.startsWith('image/') ? imageSize(file.data) : undefined
  return {
    originalname: file.filename ?? name,
    size: file.data.byteLength,
    encoding: '7bit',
    mimetype,
    ...size,
    isBinary: false,
    taskStatusLog: [],
  }
}

function uploadMetadata(value: string | undefined): Body {
  if (value === undefined || value === '') return {}
  try {
    return metadataPatch(JSON.parse(value), { system: true })
  } catch (error) {
    if (error instanceof SyntaxError) throw badRequest("'metadata' is not valid JSON")
    throw error
  }
}

export const items: Hono<Env> = new Hono<Env>()
  .post('/datasets/:id/items', (context) => upload(context))
  .put('/datasets/:id/items/:folder', async (context) => {
    const { store } = context.get('services')
    const datasetN = numberOf(datasetById(store, context.req.param('id')), 'n')
    const ids = texts(await readJson(context.req), 'the body')
    await store.database.write(() => {
      const folder = itemById(store, context.req.param('folder'))
      if (folder['type'] !== 'dir') throw badRequest(`item ${context.req.param('folder')} is not a folder`)
      for (const id of ids) {
        const row = itemById(store, id)
        if (row['dataset_n'] !== datasetN) throw badRequest(`item ${id} is in another dataset`)
        moveItem(store, row, splitPath(`${textOf(folder, 'filename')}/${textOf(row, 'name')}`), context.get('user'))
      }
    })
    return context.json({})
  })
  .get('/items/:id', (context) =>
    context.json(itemPayload(context.get('services').store, context.req.param('id'), context.get('base'))),
  )
  .patch('/items/:id', async (context) => {
    const { store } = context.get('services')
    const id = context.req.param('id')
    const body = await readObject(context.req)
    const options = { system: context.req.query('system') === 'true', user: context.get('user') }
    await store.database.write(() => patchItem(store, itemById(store, id), body, options))
    return context.json(itemPayload(store, id, context.get('base')))
  })
  .delete('/items/:id', async (context) => {
    const { store, jobs } = context.get('services')
    const row = itemById(store, context.req.param('id'))
    const item = itemPayload(store, context.req.param('id'), context.get('base'))
    // A folder takes along what is in it, which may be much.
    if (item.type === 'dir') {
      const body = { filter: { id: item.id }, delete: true }
      const args = { datasetN: numberOf(row, 'dataset_n'), body, base: context.get('base'), user: context.get('user') }
      await jobs.run('change', args)
    } else await store.database.write(() => deleteItems(store, sql`i.n = ${numberOf(itemById(store, item.id), 'n')}`))
    return context.json(item)
  })
  .post('/items/:id/clone', async (context) => {
    const { store, jobs } = context.get('services')
    const row = itemById(store, context.req.param('id'))
    const body = await readObject(context.req)
    const targetId = text(body, 'targetDatasetId', 100)
    datasetById(store, targetId)
    const filename = typeof body['remoteFileName'] === 'string' ? body['remoteFileName'] : textOf(row, 'filename')
    const metadata = metadataPatch(body['metadata'], { system: false })
    const options = copyOptions(optionalObject(body, 'cloneDatasetParams') ?? {})
    const args = { ...options, itemN: numberOf(row, 'n'), targetId, filename, metadata, user: context.get('user') }
    return context.json(await runCommand(store, context.get('base'), 'CloneItem', () => jobs.run('cloneItem', args)))
  })
  .post('/items/:id/revisions', async (context) => {
    const { store } = context.get('services')
    const row = itemById(store, context.req.param('id'))
    const file = parseForm(await readBytes(context.req, largestFile), context.req.header('content-type') ?? '').find(
      ({ name }) => name === 'file',
    )
    if (!file) throw badRequest("the form has no part 'file'")
    const blob = store.files.put(file.data)
    await store.database.write(() => {
      const system = JSON.stringify({ system: systemOf(file, textOf(row, 'name')) })
      store.database.run(
        'UPDATE items SET blob_n = ?, metadata = jsonb_patch(metadata, ?), updated_at = ?, updated_by = ? WHERE n = ?',
        putBlob(store, blob),
        system,
        store.stamp(),
        context.get('user'),
        numberOf(row, 'n'),
      )
    })
    return context.json(itemPayload(store, textOf(row, 'id'), context.get('base')))
  })
  .get('/items/:id/stream', (context) => {
    const { bytes, path, size, type, name } = blobOf(context)
    // Never a page of this origin: an uploaded HTML or SVG file must not run with the platform's address.
    const headers = {
      'content-type': type,
      'content-length': String(size),
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-disposition': `${type.startsWith('image/') ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name)}`,
    }
    const body = bytes
      ? Buffer.from(bytes)
      : size < 1024 * 1024
        ? readFileSync(path)
        : Readable.toWeb(createReadStream(path))
    return new Response(body as ConstructorParameters<typeof Response>[0], { headers })
  })
  .get('/items/:id/thumbnail', (context) => {
    const { bytes, path, type, sha } = blobOf(context)
    const side = (name: string): number => Math.min(1024, Math.max(16, Number(context.req.query(name)) || 256))
    const { thumbnails } = context.get('services')
    const small = thumbnails.of(sha, () => bytes ?? readFileSync(path), type, side('width'), side('height'))
    return new Response(Buffer.from(small.data), {
      headers: { 'content-type': small.type, 'x-content-type-options': 'nosniff' },
    })
  })

interface Blob {
  bytes?: Uint8Array
  path: string
  size: number
  type: string
  name: string
  sha: string
}

function blobOf(context: Ctx): Blob {
  const { store } = context.get('services')
  const row = itemById(store, context.req.param('id') ?? '')
  const blob = store.database.get('SELECT sha, size, data FROM blobs WHERE n = ?', row['blob_n'] ?? null)
  if (!blob) throw notFound(`item ${textOf(row, 'id')} is a folder, or has no file`)
  const { system } = jsonOf<{ system?: { mimetype?: unknown } }>(row, 'metadata')
  const type =
    isObject(system) && typeof system['mimetype'] === 'string' ? system['mimetype'] : 'application/octet-stream'
  return {
    ...(blob['data'] instanceof Uint8Array ? { bytes: blob['data'] } : {}),
    path: store.files.path(textOf(blob, 'sha')),
    sha: textOf(blob, 'sha'),
    size: numberOf(blob, 'size'),
    type: /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : 'application/octet-stream',
    name: textOf(row, 'name'),
  }
}
