// Recipes and ontologies, with labels and attributes.
//
//   PATCH /ontologies/{id}/labels {"labelsNode": [{"tag": "Adult"}], "upsert": true} → the whole ontology
import { Hono } from 'hono'
import { bodyOf, bodyRow, bodyRows, insertBody, ontology, recipe, saveBody } from '../entities/recipe.ts'
import { jsonOf } from '../entities/row.ts'
import { optionalText, readObject, texts, type Body } from '../http/body.ts'
import type { Ctx, Env } from '../http/env.ts'
import { badRequest } from '../http/errors.ts'
import { merge, metadataPatch } from '../items/metadata.ts'
import { isObject } from '../query/dql.ts'
import { addLabels, upsertAttributes } from '../labels/tree.ts'
import { page } from '../bulk/query.ts'
import { json } from './datasets.ts'

const show = (context: Ctx, table: 'recipes' | 'ontologies', id: string): object => {
  const row = bodyRow(context.get('services').store, table, id)
  return table === 'recipes' ? recipe(row, context.get('base')) : ontology(row, context.get('base'))
}

/** The fields of a body that a client may set. */
const open = {
  recipes: [
    'title',
    'projectIds',
    'ontologyIds',
    'description',
    'instructions',
    'examples',
    'customActions',
    'uiSettings',
  ],
  ontologies: ['title', 'roots', 'attributes'],
} as const

function fieldsOf(table: 'recipes' | 'ontologies', body: Body): Body {
  optionalText(body, 'title', 1000)
  for (const key of ['projectIds', 'ontologyIds'])
    if (body[key] !== undefined && body[key] !== null) texts(body[key], key, 1000)
  if (body['roots'] !== undefined && !Array.isArray(body['roots'])) throw badRequest("'roots' must be a list of labels")
  if (body['attributes'] !== undefined && !Array.isArray(body['attributes']))
    throw badRequest("'attributes' must be a list")
  return Object.fromEntries(open[table].flatMap((key) => (body[key] === undefined ? [] : [[key, body[key]]])))
}

async function create(context: Ctx, table: 'recipes' | 'ontologies'): Promise<Response> {
  const { store } = context.get('services')
  const body = await readObject(context.req)
  const fields = fieldsOf(table, body)
  if (table === 'ontologies') {
    const roots = fields['roots']
    fields['roots'] = addLabels([], Array.isArray(roots) ? roots : [], { upsert: true })
  }
  const given = metadataPatch(body['metadata'], { system: true })
  const projectIds = body['projectIds'] === undefined ? [] : texts(body['projectIds'], 'projectIds', 1000)
  const metadata = { ...given, system: { ...(given['system'] as Body | undefined), projectIds } }
  const id = await store.database.write(() => insertBody(store, table, context.get('user'), fields, metadata))
  return context.json(show(context, table, id))
}

async function change(context: Ctx, table: 'recipes' | 'ontologies'): Promise<Response> {
  const { store } = context.get('services')
  const id = context.req.param('id') ?? ''
  const body = await readObject(context.req)
  const fields = fieldsOf(table, body)
  await store.database.write(() => {
    const row = bodyRow(store, table, id)
    const metadata = merge(
      jsonOf(row, 'metadata'),
      metadataPatch(body['metadata'], { system: context.req.query('system') === 'true' }),
    )
    saveBody(store, table, id, { ...bodyOf(row), ...fields }, metadata as object)
  })
  return context.json(show(context, table, id))
}

async function changeOntology(context: Ctx, work: (body: Body, given: Body) => Body): Promise<Response> {
  const { store } = context.get('services')
  const id = context.req.param('id') ?? ''
  const given = await readObject(context.req)
  await store.database.write(() => {
    const row = bodyRow(store, 'ontologies', id)
    saveBody(
      store,
      'ontologies',
      id,
      work({ roots: [], attributes: [], ...bodyOf(row) }, given),
      jsonOf(row, 'metadata'),
    )
  })
  return context.json(show(context, 'ontologies', id))
}

function labels(body: Body, given: Body, upsert: boolean): Body {
  if (!Array.isArray(given['labelsNode'])) throw badRequest("'labelsNode' must be a list of labels")
  return { ...body, roots: addLabels(body['roots'] as unknown[], given['labelsNode'], { upsert }) }
}

async function remove(context: Ctx, table: 'recipes' | 'ontologies'): Promise<Response> {
  const { store } = context.get('services')
  const id = context.req.param('id') ?? ''
  await store.database.write(() => {
    bodyRow(store, table, id)
    store.database.run(`DELETE FROM ${table} WHERE id = ?`, id)
  })
  return context.body(null, 204)
}

function list(context: Ctx, table: 'recipes' | 'ontologies'): Response {
  const { store } = context.get('services')
  const ids = context.req.queries('ids')
  const projects = context.req.queries('projects')
  const where = ids
    ? 'id IN (SELECT value FROM json_each(?))'
    : projects
      ? "EXISTS (SELECT 1 FROM json_each(coalesce(json_extract(body, '$.projectIds'), json_extract(metadata, '$.system.projectIds'))) p WHERE p.value IN (SELECT value FROM json_each(?)))"
      : '?'
  const rows = bodyRows(store, table, where, (ids ?? projects) ? JSON.stringify(ids ?? projects) : 1)
  const pageSize = 1000
  const shown = rows
    .slice(0, pageSize)
    .map((row) => (table === 'recipes' ? recipe(row, context.get('base')) : ontology(row, context.get('base'))))
  return json(page({ page: 0, pageSize }, shown, rows.length))
}

export const recipes: Hono<Env> = new Hono<Env>()
  .get('/recipes', (context) => list(context, 'recipes'))
  .post('/recipes', (context) => create(context, 'recipes'))
  .get('/recipes/:id', (context) => context.json(show(context, 'recipes', context.req.param('id'))))
  .patch('/recipes/:id', (context) => change(context, 'recipes'))
  .delete('/recipes/:id', (context) => remove(context, 'recipes'))
  .post('/recipes/:id/clone', async (context) => {
    const { store } = context.get('services')
    const given = await readObject(context.req, { optional: true })
    const id = await store.database.write(() => {
      const source = bodyRow(store, 'recipes', context.req.param('id'))
      const body = bodyOf(source)
      // With its ontologies copied, unless shared ones are asked for.
      const ontologyIds = (body['ontologyIds'] as string[] | undefined) ?? []
      const copies =
        given['shallow'] === true
          ? ontologyIds
          : ontologyIds.map((ontologyId) => {
              const row = bodyRow(store, 'ontologies', ontologyId)
              return insertBody(store, 'ontologies', context.get('user'), bodyOf(row), jsonOf(row, 'metadata'))
            })
      return insertBody(
        store,
        'recipes',
        context.get('user'),
        { ...body, title: `${String(body['title'])} (copy)`, ontologyIds: copies },
        jsonOf(source, 'metadata'),
      )
    })
    return context.json(show(context, 'recipes', id))
  })
  .get('/ontologies', (context) => list(context, 'ontologies'))
  .post('/ontologies', (context) => create(context, 'ontologies'))
  .get('/ontologies/:id', (context) => context.json(show(context, 'ontologies', context.req.param('id'))))
  .on(['PUT', 'PATCH'], '/ontologies/:id', (context) => change(context, 'ontologies'))
  .delete('/ontologies/:id', (context) => remove(context, 'ontologies'))
  .patch('/ontologies/:id/labels', (context) =>
    changeOntology(context, (body, given) => labels(body, given, given['upsert'] !== false)),
  )
  .patch('/ontologies/:id/addLabels', (context) => changeOntology(context, (body, given) => labels(body, given, false)))
  .patch('/ontologies/:id/attributes', (context) =>
    changeOntology(context, (body, given) => {
      if (!Array.isArray(given['items'])) throw badRequest("'items' must be a list of attributes")
      return { ...body, attributes: upsertAttributes(body['attributes'], given['items']) }
    }),
  )
  .delete('/ontologies/:id/attributes', async (context) =>
    changeOntology(context, (body, given) => {
      const keys = new Set(texts(given['keys'], 'keys', 1000))
      const left = (body['attributes'] as unknown[]).filter(
        (attribute) => !isObject(attribute) || !keys.has(String(attribute['key'])),
      )
      return { ...body, attributes: left }
    }),
  )
