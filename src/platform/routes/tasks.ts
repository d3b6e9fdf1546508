// Tasks: made, listed, changed, filled and emptied; commands, which most of these answer with.
//
//   POST /annotationtasks {…} → command, whose spec.createdTaskId names the task
import { Hono } from 'hono'
import { page } from '../bulk/query.ts'
import { command, commandById, runCommand } from '../entities/command.ts'
import { jsonOf, numberOf, orNull, textOf } from '../entities/row.ts'
import { task, taskById, taskColumns } from '../entities/task.ts'
import { optionalNumber, optionalText, readObject, text } from '../http/body.ts'
import type { Ctx, Env } from '../http/env.ts'
import { badRequest } from '../http/errors.ts'
import { merge, metadataPatch } from '../items/metadata.ts'
import { readQuery } from '../query/query.ts'
import { and, raw, sql } from '../query/sql.ts'
import { changeContributors, deleteTask } from '../tasks/create.ts'
import { readActions, readDescription, readSpec, readTaskQuery, readWorkload } from '../tasks/payload.ts'
import { json, projectScope } from './datasets.ts'

const show = (context: Ctx, id: string): object => {
  const { store } = context.get('services')
  return task(store, taskById(store, id), context.get('base'))
}

const statuses = new Set(['open', 'completed', 'completed with issues', 'dismissed'])

export const tasks: Hono<Env> = new Hono<Env>()
  .post('/annotationtasks', async (context) => {
    const { store, jobs } = context.get('services')
    const body = await readObject(context.req)
    const args = { body, user: context.get('user') }
    return context.json(
      await runCommand(store, context.get('base'), 'CreateTaskSetting', () => jobs.run('createTask', args)),
    )
  })
  .post('/annotationtasks/query', async (context) => {
    const { store, queries } = context.get('services')
    const body = await readObject(context.req)
    const query = readQuery({ ...body, resource: body['resource'] ?? 'tasks' })
    if (query.resource !== 'tasks') throw badRequest(`ask /datasets/{id}/query for ${query.resource}`)
    const { rows, total } = queries.run(
      query.sort.length > 0 ? query : { ...query, sort: [['id', 'ASC']] },
      projectScope(body, 't'),
      taskColumns,
    )
    return json(
      page(
        query,
        rows.map((row) => task(store, row, context.get('base'))),
        total,
      ),
    )
  })
  .get('/annotationtasks', (context) => {
    const { store, queries } = context.get('services')
    const { pageOffset = '0', pageSize = '100', name, status, datasetId } = context.req.query()
    const query = readQuery({ filter: {}, sort: { id: 'ascending' }, page: pageOffset, pageSize, resource: 'tasks' })
    const scope = and([
      raw('1'),
      ...(name === undefined ? [] : [sql`t.name = ${name}`]),
      ...(status === undefined ? [] : [sql`t.status = ${status}`]),
      ...(datasetId === undefined ? [] : [sql`t.dataset_n = (SELECT n FROM datasets WHERE id = ${datasetId})`]),
    ])
    const { rows, total } = queries.run(query, scope, taskColumns)
    return json(
      page(
        query,
        rows.map((row) => task(store, row, context.get('base'))),
        total,
      ),
    )
  })
  .get('/annotationtasks/:id', (context) => context.json(show(context, context.req.param('id'))))
  .patch('/annotationtasks/:id', async (context) => {
    const { store } = context.get('services')
    const id = context.req.param('id')
    const body = await readObject(context.req)
    await store.database.write(() => {
      const row = taskById(store, id)
      const name = body['name'] === undefined ? textOf(row, 'name') : text(body, 'name', 1000)
      const status = optionalText(body, 'status', 100) ?? textOf(row, 'status')
      if (!statuses.has(status)) throw badRequest(`'status' must be one of ${[...statuses].join(', ')}`)
      const priority = optionalNumber(body, 'priority', 1, 3) ?? numberOf(row, 'priority')
      const due = optionalNumber(body, 'dueDate', 0, 8.64e15) ?? row['due_date'] ?? null
      const { type } = readSpec({ spec: { type: row['type'] } })
      const actions =
        body['availableActions'] === undefined ? jsonOf(row, 'actions') : readActions(body['availableActions'], type)
      const description =
        body['description'] === undefined ? jsonOf(row, 'description') : readDescription(body['description'])
      const query = body['query'] === undefined ? textOf(row, 'query') : readTaskQuery(body['query']).text
      const patch = metadataPatch(body['metadata'], { system: context.req.query('system') === 'true' })
      store.arrays.learn(patch)
      const metadata = JSON.stringify(merge(jsonOf(row, 'metadata'), patch))
      store.database.run(
        `UPDATE tasks SET name = ?, status = ?, priority = ?, due_date = ?, owner = ?, recipe_id = ?, query = ?, actions = jsonb(?), description = jsonb(?), metadata = jsonb(?),
         updated_at = ?, updated_by = ? WHERE id = ?`,
        name,
        status,
        priority,
        due,
        optionalText(body, 'taskOwner', 320) ?? textOf(row, 'owner'),
        optionalText(body, 'recipeId', 100) ?? orNull(row, 'recipe_id'),
        query,
        JSON.stringify(actions),
        JSON.stringify(description),
        metadata,
        store.stamp(),
        context.get('user'),
        id,
      )
    })
    return context.json(show(context, id))
  })
  .delete('/annotationtasks/:id', async (context) => {
    const { store } = context.get('services')
    const id = context.req.param('id')
    taskById(store, id)
    const remove = (): Promise<Record<string, unknown>> =>
      store.database.write(() => {
        deleteTask(store, id)
        return { deleteTaskId: id }
      })
    return context.json(await runCommand(store, context.get('base'), 'DeleteTask', remove))
  })
  .post('/annotationtasks/:id/addToTask', async (context) => {
    const { store, jobs } = context.get('services')
    const taskId = context.req.param('id')
    const body = await readObject(context.req)
    taskById(store, taskId)
    readTaskQuery(body['query'])
    readWorkload(body['workload'])
    const args = { taskId, body, user: context.get('user') }
    return context.json(
      await runCommand(store, context.get('base'), 'AddToTaskSetting', () => jobs.run('addToTask', args)),
    )
  })
  .post('/annotationtasks/:id/removeFromTask', async (context) => {
    const { store, jobs } = context.get('services')
    const taskId = context.req.param('id')
    const body = await readObject(context.req)
    taskById(store, taskId)
    readTaskQuery(body['query'])
    const args = { taskId, body, user: context.get('user') }
    return context.json(
      await runCommand(store, context.get('base'), 'RemoveFromTask', () => jobs.run('removeFromTask', args)),
    )
  })
  .post('/annotationtasks/:id/contributors', async (context) => {
    const { store } = context.get('services')
    const body = await readObject(context.req)
    await store.database.write(() => changeContributors(store, context.req.param('id'), body, context.get('user')))
    return context.json(show(context, context.req.param('id')))
  })
  .get('/annotationtasks/:id/queue', (context) => {
    const { store } = context.get('services')
    const n = numberOf(taskById(store, context.req.param('id')), 'n')
    const waiting = store.database.get(
      'SELECT count(*) AS n FROM work WHERE task_n = ? AND assignment_n IS NULL AND status IS NULL',
      n,
    )
    return context.json({ remaining: Number(waiting?.['n']) })
  })
  .get('/annotationtasks/:id/relatives', (context) => {
    const { store } = context.get('services')
    const row = taskById(store, context.req.param('id'))
    return context.json(
      store.database.all(
        'SELECT id, name FROM tasks WHERE parent_task = ? OR id = ? ORDER BY n',
        textOf(row, 'id'),
        orNull(row, 'parent_task'),
      ),
    )
  })

export const commands: Hono<Env> = new Hono<Env>()
  .get('/commands', (context) => {
    const { store } = context.get('services')
    return context.json(
      store.database
        .all('SELECT * FROM commands ORDER BY n DESC LIMIT 1000')
        .map((row) => command(row, context.get('base'))),
    )
  })
  .get('/commands/:id', (context) =>
    context.json(command(commandById(context.get('services').store, context.req.param('id')), context.get('base'))),
  )
  .post('/commands/:id/abort', async (context) => {
    const { store } = context.get('services')
    const id = context.req.param('id')
    commandById(store, id)
    await store.database.write(() =>
      store.database.run(
        "UPDATE commands SET status = 'aborted', updated_at = ? WHERE id = ? AND status = 'in-progress'",
        store.stamp(),
        id,
      ),
    )
    return context.json(command(commandById(store, id), context.get('base')))
  })
