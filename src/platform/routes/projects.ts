// Projects and their members.
//
//   GET /projects/Tutorial/name → [project]
import { Hono } from 'hono'
import { randomUUID } from 'node:crypto'
import { numberOf, textOf } from '../entities/row.ts'
import { membersOf, project, projectById, projectColumns } from '../entities/project.ts'
import { readBytes, readObject, text, type Body } from '../http/body.ts'
import type { Ctx, Env } from '../http/env.ts'
import { badRequest, conflict, notFound } from '../http/errors.ts'
import { parseForm } from '../http/multipart.ts'
import { merge, metadataPatch } from '../items/metadata.ts'
import type { Store } from '../store/store.ts'
import { jsonOf } from '../entities/row.ts'

const roles = new Set(['owner', 'engineer', 'annotator', 'annotationManager'])

export function insertProject(store: Store, name: string, user: string): string {
  if (store.database.get('SELECT 1 FROM projects WHERE name = ?', name))
    throw conflict(`a project named '${name}' exists already`)
  const { n, at } = store.next()
  const id = randomUUID()
  store.database.run(
    "INSERT INTO projects (n, id, name, creator, created_at, updated_at, metadata) VALUES (?, ?, ?, ?, ?, ?, jsonb('{}'))",
    n,
    id,
    name,
    user,
    at,
    at,
  )
  store.database.run("INSERT INTO members (project_n, email, role) VALUES (?, ?, 'owner')", n, user)
  return id
}

const show = (context: Ctx, id: string): object => {
  const { store } = context.get('services')
  return project(store, projectById(store, id), context.get('base'), context.get('user'))
}

/** The SDK sends a form, others JSON. */
async function readAny(context: Ctx): Promise<Body> {
  const type = context.req.header('content-type') ?? ''
  if (type.startsWith('application/json') || type === '') return readObject(context.req)
  const parts = parseForm(await readBytes(context.req, 1024 * 1024), type)
  return Object.fromEntries(parts.map(({ name, data }) => [name, Buffer.from(data).toString()]))
}

export const projects: Hono<Env> = new Hono<Env>()
  .get('/projects', (context) => {
    const { store } = context.get('services')
    const rows = store.database.all(`SELECT ${projectColumns} FROM projects ORDER BY n`)
    return context.json(rows.map((row) => project(store, row, context.get('base'), context.get('user'))))
  })
  .post('/projects', async (context) => {
    const { store } = context.get('services')
    const name = text(await readAny(context), 'name', 200)
    const id = await store.database.write(() => insertProject(store, name, context.get('user')))
    return context.json(show(context, id))
  })
  .get('/projects/:name/name', (context) => {
    const { store } = context.get('services')
    const rows = store.database.all(`SELECT ${projectColumns} FROM projects WHERE name = ?`, context.req.param('name'))
    if (rows.length === 0) throw notFound(`no project is named '${context.req.param('name')}'`)
    return context.json(rows.map((row) => project(store, row, context.get('base'), context.get('user'))))
  })
  .get('/projects/:id', (context) => context.json(show(context, context.req.param('id'))))
  .patch('/projects/:id', async (context) => {
    const { store } = context.get('services')
    const id = context.req.param('id')
    const body = await readObject(context.req)
    await store.database.write(() => {
      const row = projectById(store, id)
      const name = body['name'] === undefined ? textOf(row, 'name') : text(body, 'name', 200)
      if (name !== row['name'] && store.database.get('SELECT 1 FROM projects WHERE name = ?', name))
        throw conflict(`a project named '${name}' exists already`)
      const patch = metadataPatch(body['metadata'], { system: false })
      store.arrays.learn(patch)
      const metadata = JSON.stringify(merge(jsonOf(row, 'metadata'), patch))
      store.database.run(
        'UPDATE projects SET name = ?, metadata = jsonb(?), updated_at = ? WHERE id = ?',
        name,
        metadata,
        store.stamp(),
        id,
      )
    })
    return context.json(show(context, id))
  })
  .delete('/projects/:id', async (context) => {
    const { store, jobs } = context.get('services')
    const shown = show(context, context.req.param('id'))
    await jobs.run('removeDatasets', { project: numberOf(projectById(store, context.req.param('id')), 'n') })
    return context.json(shown)
  })
  .get('/projects/:id/members', (context) => {
    const { store } = context.get('services')
    return context.json(membersOf(store, numberOf(projectById(store, context.req.param('id')), 'n')))
  })
  .on(['POST', 'PATCH'], '/projects/:id/members/:email', async (context) => {
    const { store } = context.get('services')
    const { role = 'annotator' } = await readObject(context.req, { optional: true })
    if (typeof role !== 'string' || !roles.has(role)) throw badRequest(`'role' must be one of ${[...roles].join(', ')}`)
    const email = context.req.param('email')
    if (!/^[^\s@]+@[^\s@]+$/.test(email) || email.length > 320)
      throw badRequest(`'${email.slice(0, 100)}' is no e-mail address`)
    const { n, id } = projectById(store, context.req.param('id')) as { n: number; id: string }
    await store.database.write(() => {
      const known = store.database.get('SELECT 1 FROM members WHERE project_n = ? AND email = ?', n, email)
      if (context.req.method === 'PATCH' && !known) throw notFound(`${email} is not a member of the project`)
      store.database.run(
        'INSERT INTO members VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET role = excluded.role',
        n,
        email,
        role,
      )
    })
    return context.json(show(context, id))
  })
  .delete('/projects/:id/members/:email', async (context) => {
    const { store } = context.get('services')
    const row = projectById(store, context.req.param('id'))
    await store.database.write(() => {
      const gone = store.database.run(
        'DELETE FROM members WHERE project_n = ? AND email = ?',
        numberOf(row, 'n'),
        context.req.param('email'),
      )
      if (gone === 0) throw notFound(`${context.req.param('email')} is not a member of the project`)
    })
    return context.json(show(context, textOf(row, 'id')))
  })
