// Assignments, one person's part of a task each, and item statuses.
//
//   POST /assignments/items/tasks/{taskId}/status {"itemIds": ["…"], "statusPayload": {"operation": "create", "status": "completed"}}
import { Hono } from 'hono'
import { page } from '../bulk/query.ts'
import { runCommand } from '../entities/command.ts'
import { jsonOf, numberOf, textOf } from '../entities/row.ts'
import { assignment, assignmentById, assignmentColumns, taskById, taskColumns } from '../entities/task.ts'
import { optionalObject, optionalText, readObject, text, texts, type Body } from '../http/body.ts'
import type { Ctx, Env } from '../http/env.ts'
import { badRequest, notFound } from '../http/errors.ts'
import { merge, metadataPatch } from '../items/metadata.ts'
import { readQuery } from '../query/query.ts'
import { and, raw, sql } from '../query/sql.ts'
import { hand, type Part, type TaskRow } from '../tasks/assign.ts'
import { readMode } from '../tasks/mode.ts'
import { readWorkload } from '../tasks/payload.ts'
import { pull, readStatus, setStatus } from '../tasks/status.ts'
import type { Store } from '../store/store.ts'
import { json } from './datasets.ts'

const show = (context: Ctx, id: string): object => {
  const { store } = context.get('services')
  return assignment(store, assignmentById(store, id), context.get('base'))
}

function taskOf(store: Store, assignmentRow: Record<string, unknown>): TaskRow {
  const row = store.database.get(`SELECT ${taskColumns} FROM tasks t WHERE t.n = ?`, Number(assignmentRow['task_n']))
  if (!row) throw notFound('the task is gone')
  return {
    n: numberOf(row, 'n'),
    name: textOf(row, 'name'),
    projectN: numberOf(row, 'project_n'),
    datasetN: numberOf(row, 'dataset_n'),
  }
}

function handOver(context: Ctx, parts: readonly Part[]): string[] {
  const { store } = context.get('services')
  const row = assignmentById(store, context.req.param('id') ?? '')
  const receivers = hand(store, taskOf(store, row), numberOf(row, 'n'), parts, context.get('user'))
  return receivers.map((n) => textOf(store.database.get('SELECT id FROM assignments WHERE n = ?', n) ?? {}, 'id'))
}

async function statusOfMany(context: Ctx, taskN: number, assignmentN?: number): Promise<Response> {
  const { store } = context.get('services')
  const body = await readObject(context.req)
  const change = readStatus(optionalObject(body, 'statusPayload') ?? {})
  const itemIds = texts(body['itemIds'], 'itemIds')
  const result = await store.database.write(() =>
    setStatus(store, {
      taskN,
      itemIds,
      ...change,
      user: context.get('user'),
      ...(assignmentN === undefined ? {} : { assignmentN }),
    }),
  )
  return context.json(result)
}

export const assignments: Hono<Env> = new Hono<Env>()
  .get('/assignments', (context) => {
    const { store, queries } = context.get('services')
    const { name, annotator, taskId, pageOffset = '0', pageSize = '100' } = context.req.query()
    const projects = (context.req.queries('projects') ?? []).flatMap((ids) => ids.split(','))
    const query = readQuery({
      filter: {},
      sort: { id: 'ascending' },
      page: pageOffset,
      pageSize,
      resource: 'assignments',
    })
    const scope = and([
      raw('1'),
      ...(projects.length === 0
        ? []
        : [
            sql`s.project_n IN (SELECT n FROM projects WHERE id IN (SELECT value FROM json_each(${JSON.stringify(projects)})))`,
          ]),
      ...(taskId === undefined ? [] : [sql`s.task_n = (SELECT n FROM tasks WHERE id = ${taskId})`]),
      ...(name === undefined ? [] : [sql`s.name = ${name}`]),
      ...(annotator === undefined ? [] : [sql`lower(s.annotator) = lower(${annotator})`]),
    ])
    const { rows, total } = queries.run(query, scope, assignmentColumns)
    return json(
      page(
        query,
        rows.map((row) => assignment(store, row, context.get('base'))),
        total,
      ),
    )
  })
  .get('/assignments/:id', (context) => context.json(show(context, context.req.param('id'))))
  .patch('/assignments/:id', async (context) => {
    const { store } = context.get('services')
    const id = context.req.param('id')
    const body: Body = await readObject(context.req)
    await store.database.write(() => {
      const row = assignmentById(store, id)
      const name = optionalText(body, 'name', 1000) ?? textOf(row, 'name')
      const patch = metadataPatch(body['metadata'], { system: context.req.query('system') === 'true' })
      store.arrays.learn(patch)
      const metadata = JSON.stringify(merge(jsonOf(row, 'metadata'), patch))
      store.database.run(
        'UPDATE assignments SET name = ?, metadata = jsonb(?), updated_at = ?, updated_by = ? WHERE id = ?',
        name,
        metadata,
        store.stamp(),
        context.get('user'),
        id,
      )
    })
    return context.json(show(context, id))
  })
  .post('/assignments/items/tasks/:taskId/status', (context) => {
    const { store } = context.get('services')
    return statusOfMany(context, numberOf(taskById(store, context.req.param('taskId')), 'n'))
  })
  .post('/assignments/:id/items/status', (context) => {
    const row = assignmentById(context.get('services').store, context.req.param('id'))
    return statusOfMany(context, numberOf(row, 'task_n'), numberOf(row, 'n'))
  })
  .post('/assignments/:id/items/:item/status', async (context) => {
    const { store } = context.get('services')
    const row = assignmentById(store, context.req.param('id'))
    const change = readStatus(await readObject(context.req))
    const who = {
      taskN: numberOf(row, 'task_n'),
      assignmentN: numberOf(row, 'n'),
      itemIds: [context.req.param('item')],
      user: context.get('user'),
    }
    return context.json(await store.database.write(() => setStatus(store, { ...who, ...change })))
  })
  .post('/assignments/:id/reassign', async (context) => {
    const { store } = context.get('services')
    const assignee = text(await readObject(context.req), 'annotator', 320)
    assignmentById(store, context.req.param('id'))
    const reassign = (): Promise<Record<string, unknown>> =>
      store.database.write(() => ({ toAssignment: handOver(context, [{ assignee, load: 100 }])[0] }))
    return context.json(await runCommand(store, context.get('base'), 'ReassignAssignment', reassign))
  })
  .post('/assignments/:id/redistribute', async (context) => {
    const { store } = context.get('services')
    const workload = readWorkload((await readObject(context.req))['workload'])
    if (workload.length === 0) throw badRequest("'workload' must name assignees")
    assignmentById(store, context.req.param('id'))
    const redistribute = (): Promise<Record<string, unknown>> =>
      store.database.write(() => {
        handOver(
          context,
          workload.map(({ assigneeId, load }) => ({ assignee: assigneeId, load })),
        )
        return { workload }
      })
    return context.json(await runCommand(store, context.get('base'), 'RedistributeAssignment', redistribute))
  })
  .post('/assignments/:id/batch', async (context) => {
    const { store } = context.get('services')
    const id = context.req.param('id')
    await store.database.write(() => {
      const row = assignmentById(store, id)
      const task =
        store.database.get('SELECT json(metadata) AS metadata FROM tasks WHERE n = ?', numberOf(row, 'task_n')) ?? {}
      const mode = readMode(jsonOf<{ system?: Body }>(task, 'metadata').system ?? {})
      if (mode.kind !== 'pulling') throw badRequest('the task is not a pulling task')
      pull(store, numberOf(row, 'task_n'), numberOf(row, 'n'), mode)
    })
    return context.json([show(context, id)])
  })
  .post('/assignments/:id/clear', async (context) => {
    const { store } = context.get('services')
    const id = context.req.param('id')
    await store.database.write(() => {
      const row = assignmentById(store, id)
      store.database.run(
        'UPDATE work SET assignment_n = NULL WHERE assignment_n = ? AND status IS NULL',
        numberOf(row, 'n'),
      )
    })
    return context.json(show(context, id))
  })
