// Datasets: made, listed, queried (items and annotations), copied, deleted, and their folders.
//
//   POST /datasets/{id}/query {"resource": "items", "filter": {…}, "join": {…}, "update"?: {…}, "delete"?: true}
import { Hono } from 'hono'
import type { WireDataset, WireDirectory } from '../../wire/index.ts'
import { isChange, page } from '../bulk/query.ts'
import { copyOptions } from '../bulk/clone.ts'
import { runCommand } from '../entities/command.ts'
import { datasetById, datasetColumns, datasetNumber } from '../entities/dataset.ts'
import { createDatasetRow } from '../entities/new-dataset.ts'
import { projectById } from '../entities/project.ts'
import { jsonOf, numberOf, textOf } from '../entities/row.ts'
import { optionalObject, optionalText, readObject, text, texts, type Body } from '../http/body.ts'
import type { Ctx, Env } from '../http/env.ts'
import { badRequest, conflict } from '../http/errors.ts'
import { merge, metadataPatch } from '../items/metadata.ts'
import { isObject } from '../query/dql.ts'
import { readItemQuery, readQuery } from '../query/query.ts'
import { and, raw, sql } from '../query/sql.ts'
import type { Row } from '../store/database.ts'
import type { Store } from '../store/store.ts'

export const json = (text: string): Response => new Response(text, { headers: { 'content-type': 'application/json' } })

const shown = async (context: Ctx, rows: readonly Row[]): Promise<WireDataset[]> =>
  context
    .get('services')
    .jobs.run('datasets', { numbers: rows.map((row) => numberOf(row, 'n')), base: context.get('base') })

const show = async (context: Ctx, id: string): Promise<Response> => {
  const [found] = await shown(context, [datasetById(context.get('services').store, id)])
  return context.json(found)
}

export const datasets: Hono<Env> = new Hono<Env>()
  .get('/datasets', async (context) => {
    const { store } = context.get('services')
    const name = context.req.query('name')
    const ids = context.req.queries('projects') ?? []
    const where = and([
      ...(name === undefined ? [] : [sql`d.name = ${name}`]),
      ...(ids.length === 0
        ? []
        : [
            sql`d.project_n IN (SELECT n FROM projects WHERE id IN (SELECT value FROM json_each(${JSON.stringify(ids)})))`,
          ]),
    ])
    const rows = store.database.all(
      `SELECT ${datasetColumns} FROM datasets d WHERE ${where.text} ORDER BY d.n`,
      ...where.values,
    )
    return context.json(await shown(context, rows))
  })
  .post('/datasets', async (context) => {
    const { store } = context.get('services')
    const body = await readObject(context.req)
    const name = text(body, 'name', 200)
    const [projectId] = texts(body['projects'], 'projects', 1)
    if (projectId === undefined) throw badRequest("'projects' must name a project")
    const expiration = optionalObject(body, 'expirationOptions')
    const driver = optionalText(body, 'driver', 200)
    const created = await store.database.write(() => {
      const projectN = numberOf(projectById(store, projectId), 'n')
      return createDatasetRow(store, {
        projectN,
        name,
        user: context.get('user'),
        recipe: body['createDefaultRecipe'] !== false,
        ...(expiration ? { expiration } : {}),
        ...(driver === undefined ? {} : { driver }),
        metadata: metadataPatch(body['metadata'], { system: false }),
      })
    })
    return show(context, created.id)
  })
  .post('/datasets/query', async (context) => {
    const { queries } = context.get('services')
    const body = await readObject(context.req)
    const query = readQuery(body, 'datasets')
    if (query.resource !== 'datasets') throw badRequest(`ask /datasets/{id}/query for ${query.resource}`)
    const { rows, total } = queries.run(query, projectScope(body, 'd'), datasetColumns)
    return json(page(query, await shown(context, rows), total))
  })
  .post('/datasets/merge', async (context) => {
    const { store, jobs } = context.get('services')
    const body = await readObject(context.req)
    const name = text(body, 'name', 200)
    const ids = texts(body['datasetsIds'], 'datasetsIds', 100)
    if (ids.length === 0) throw badRequest("'datasetsIds' must name datasets")
    const rows = ids.map((id) => datasetById(store, id))
    const sources = rows.map((row) => numberOf(row, 'n'))
    const options = copyOptions(optionalObject(body, 'mergeDatasetParams') ?? {})
    const projectN = numberOf(rows[0] ?? {}, 'project_n')
    const user = context.get('user')
    return context.json(
      await runCommand(store, context.get('base'), 'MergeDatasets', () =>
        jobs.run('mergeDatasets', { ...options, sources, name, projectN, user }),
      ),
    )
  })
  .get('/datasets/:id', async (context) => show(context, context.req.param('id')))
  .patch('/datasets/:id', async (context) => {
    const { store } = context.get('services')
    const id = context.req.param('id')
    const body = await readObject(context.req)
    await store.database.write(() => {
      const row = datasetById(store, id)
      const name = body['name'] === undefined ? textOf(row, 'name') : text(body, 'name', 200)
      const readonly = body['readonly'] === undefined ? numberOf(row, 'readonly') : body['readonly'] === true ? 1 : 0
      const taken = store.database.get(
        'SELECT 1 FROM datasets WHERE project_n = ? AND name = ? AND id <> ?',
        numberOf(row, 'project_n'),
        name,
        id,
      )
      if (taken) throw conflict(`the project has a dataset named '${name}' already`)
      const patch = metadataPatch(body['metadata'], { system: context.req.query('system') === 'true' })
      store.arrays.learn(patch)
      const metadata = JSON.stringify(merge(jsonOf(row, 'metadata'), patch))
      store.database.run(
        'UPDATE datasets SET name = ?, readonly = ?, metadata = jsonb(?), updated_at = ?, updated_by = ? WHERE id = ?',
        name,
        readonly,
        metadata,
        store.stamp(),
        context.get('user'),
        id,
      )
    })
    return show(context, id)
  })
  .delete('/datasets/:id', async (context) => {
    const { store, jobs } = context.get('services')
    const row = datasetById(store, context.req.param('id'))
    const [gone] = await shown(context, [row])
    await jobs.run('removeDatasets', { datasets: [numberOf(row, 'n')] })
    return context.json(gone)
  })
  .post('/datasets/:id/query', async (context) => {
    const { store, jobs } = context.get('services')
    const datasetN = datasetNumber(store, context.req.param('id'))
    const body = await readObject(context.req)
    const args = { datasetN, body, base: context.get('base'), user: context.get('user') }
    return json(await jobs.run(isChange(body) ? 'change' : 'query', args))
  })
  .post('/datasets/:id/items/bulk-update-metadata', async (context) => {
    const { store, jobs } = context.get('services')
    const datasetN = numberOf(datasetById(store, context.req.param('id')), 'n')
    const given = await readObject(context.req)
    const query = isObject(given['query']) ? given['query'] : given
    const body = { ...query, update: given['update'] ?? { metadata: given['metadata'] } }
    return json(await jobs.run('change', { datasetN, body, base: context.get('base'), user: context.get('user') }))
  })
  .post('/datasets/:id/clone', async (context) => {
    const { store, jobs } = context.get('services')
    const sourceN = numberOf(datasetById(store, context.req.param('id')), 'n')
    const body = await readObject(context.req)
    const params = optionalObject(body, 'cloneDatasetParams') ?? {}
    const targetDirectory = optionalText(params, 'targetDirectory', 2048)
    const targetId = optionalText(params, 'targetDatasetId', 100)
    const name = targetId === undefined ? text(body, 'name', 200) : ''
    const filter: Body | undefined = optionalObject(body, 'filter')
    if (filter) readItemQuery(filter)
    const args = {
      ...copyOptions(params),
      sourceN,
      name,
      user: context.get('user'),
      filter,
      ...(targetDirectory === undefined ? {} : { targetDirectory }),
      ...(targetId === undefined ? {} : { targetId }),
    }
    return context.json(
      await runCommand(store, context.get('base'), 'CloneDataset', () => jobs.run('cloneDataset', args)),
    )
  })
  .get('/datasets/:id/directoryTree', (context) => {
    const { store } = context.get('services')
    return context.json(directoryTree(store, numberOf(datasetById(store, context.req.param('id')), 'n')))
  })

/** Only datasets or tasks of the projects that the query's context names. */
export function projectScope(body: Body, alias: string): ReturnType<typeof raw> {
  const { context } = body
  if (!isObject(context)) return raw('1')
  const ids = context['projects'] ?? context['projectIds']
  if (ids === undefined || ids === null) return raw('1')
  return sql`${raw(alias)}.project_n IN (SELECT n FROM projects WHERE id IN (SELECT value FROM json_each(${JSON.stringify(texts(ids, 'context.projects'))})))`
}

function directoryTree(store: Store, datasetN: number): WireDirectory {
  const node = (id: string, name: string, dir: string | null, filename: string): WireDirectory => ({
    value: { id, name, dir, filename, metadata: {} },
    children: [],
  })
  const root = node('root', '', null, '/')
  const nodes = new Map([['/', root]])
  // Sorted by name, a folder comes before what is in it.
  const sqlText =
    "SELECT id, name, dir, filename FROM items WHERE dataset_n = ? AND type = 'dir' AND hidden = 0 ORDER BY filename"
  for (const row of store.database.all(sqlText, datasetN)) {
    const folder = node(textOf(row, 'id'), textOf(row, 'name'), textOf(row, 'dir'), textOf(row, 'filename'))
    nodes.set(folder.value.filename, folder)
    ;(nodes.get(folder.value.dir ?? '/') ?? root).children.push(folder)
  }
  return root
}
