// What is sent for each step of the tutorial, beside what dtlpy 1.124.2 was recorded to send for the same step. Ids, times
// and the SDK's accidents (a float for milliseconds, spaces in JSON) aside, it is the same JSON.
import { describe, expect, it } from 'vitest'
import type { Dataset, Item } from '../../src/dataloop/index.ts'
import { recorder } from './recorder.ts'
import type { Sent } from './recorder.ts'

const [datasetId, recipeId, itemId, taskId] = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(24)) as [
  string,
  string,
  string,
  string,
]
const visible = [{ hidden: false }, { type: 'file' }]
const join = {
  on: { resource: 'annotations', local: 'itemId', forigen: 'id' },
  filter: { $and: [{ label: 'Adult' }] },
}

async function start(): Promise<{ dataset: Dataset; item: Item; sent: Sent[] }> {
  const { dl, sent } = recorder()
  const dataset = await dl.dataset({ project: 'Tutorial', name: 'Animals' })
  const item = await dataset.items.get(itemId)
  sent.length = 0
  return { dataset, item, sent }
}

/** The stored query as an object: the SDK's JSON text has other spaces. */
function unfolded({ method, path, body }: Sent): Sent {
  const { query, ...rest } = body as { query?: string }
  return { method, path, body: query === undefined ? body : { ...rest, query: JSON.parse(query) as unknown } }
}

describe('the tutorial, step by step', () => {
  it('opens project and dataset', async () => {
    const { dl, sent } = recorder()
    const project = await dl.projects.get({ name: 'Tutorial' })
    await project.datasets.get({ name: 'Animals' })
    expect(sent).toEqual([
      { method: 'GET', path: '/projects/Tutorial/name', body: undefined },
      {
        method: 'POST',
        path: '/datasets/query',
        body: {
          filter: { $and: [{ name: 'Animals' }] },
          page: 0,
          pageSize: 1000,
          resource: 'datasets',
          context: { projects: [project.id] },
        },
      },
    ])
  })

  it('1: lists all items', async () => {
    const { dataset, sent } = await start()
    await dataset.items.all()
    const body = { filter: { $and: visible }, sort: { id: 'ascending' }, page: 0, pageSize: 1000, resource: 'items' }
    expect(sent).toEqual([{ method: 'POST', path: `/datasets/${datasetId}/query`, body }])
  })

  it('2: gets one by id, and by name', async () => {
    const { dataset, sent } = await start()
    await dataset.items.get(itemId)
    await dataset.items.get({ filename: '/test1.jpg' })
    expect(sent[0]).toEqual({ method: 'GET', path: `/items/${itemId}`, body: undefined })
    expect(sent[1]?.body).toEqual({
      filter: { $and: [{ type: 'file' }, { filename: '/test1.jpg' }] },
      sort: { id: 'ascending' },
      page: 0,
      pageSize: 1000,
      resource: 'items',
    })
  })

  it('3 and 4: writes metadata: only what differs, null for what went, nothing for nothing', async () => {
    const { item, sent } = await start()
    await item.update()
    expect(sent).toEqual([])
    item.metadata.user.dateTime = '2026-11-23T23:19:06.598178'
    await item.update()
    expect(sent).toEqual([
      {
        method: 'PATCH',
        path: `/items/${itemId}`,
        body: { metadata: { user: { dateTime: '2026-11-23T23:19:06.598178' } } },
      },
    ])
    sent.length = 0
    await item.update()
    expect(sent).toEqual([])
  })

  it('5 and 6: updates all that were labelled Adult', async () => {
    const { dataset, sent } = await start()
    const now = '2026-11-23T23:19:06.811995'
    await dataset.items.whereAnnotation({ label: 'Adult' }).update({ user: { dateTime: now } })
    const update = { metadata: { user: { dateTime: now } } }
    const dql = { filter: { $and: visible }, page: 0, resource: 'items', join }
    const path = `/datasets/${datasetId}/query`
    expect(sent).toEqual([
      // So that the outcome can say what changed.
      { method: 'POST', path, body: { ...dql, sort: { id: 'ascending' }, pageSize: 10 } },
      { method: 'POST', path, body: { ...dql, pageSize: 1000, update } },
    ])
  })

  it('8: creates a task of them', async () => {
    const { dataset, sent } = await start()
    await dataset.items.whereAnnotation({ label: 'Adult' }).createTask({
      name: 'test_task1',
      due: '2029-03-11T00:00:00Z',
      assignees: ['annotator1@dataloop.ai', 'annotator2@dataloop.ai'],
    })
    expect(unfolded(sent[0]!)).toEqual({
      method: 'POST',
      path: '/annotationtasks',
      body: {
        name: 'test_task1',
        query: { filter: { $and: visible }, page: 0, pageSize: 1000, resource: 'items', join },
        taskOwner: 'me@example.com',
        spec: { type: 'annotation' },
        datasetId,
        projectId: 'p',
        assignmentIds: [],
        recipeId,
        dueDate: Date.parse('2029-03-11T00:00:00Z'),
        asynced: true,
        priority: 2,
        workload: [
          { assigneeId: 'annotator1@dataloop.ai', load: 50 },
          { assigneeId: 'annotator2@dataloop.ai', load: 50 },
        ],
      },
    })
    expect(sent[1]).toEqual({ method: 'GET', path: `/annotationtasks/${taskId}`, body: undefined })
  })

  it('9: creates a QA task of what has a status in it, and leaves the filter as it was', async () => {
    const { dataset, sent } = await start()
    const adults = dataset.items.whereAnnotation({ label: 'Adult' })
    const before = JSON.stringify(adults)
    const task = await dataset.tasks.get(taskId)
    sent.length = 0
    await dataset.tasks.createQaTask({
      task,
      due: '2029-01-01T00:00:00Z',
      assignees: ['annotator1@dataloop.ai'],
      items: adults,
    })
    const { body } = unfolded(sent.find(({ path }) => path === '/annotationtasks')!)
    expect(body).toMatchObject({
      name: 'test_task1_qa',
      spec: { type: 'qa', parentTaskId: taskId },
      taskOwner: 'me@example.com',
      recipeId,
      query: {
        filter: {
          $and: [
            ...visible,
            {
              'metadata.system.refs': { $match: { id: taskId, type: 'task', metadata: { status: { $exists: true } } } },
            },
          ],
        },
        join,
      },
    })
    expect(JSON.stringify(adults)).toBe(before)
  })

  it('10: creates a task of the whole dataset', async () => {
    const { dataset, sent } = await start()
    await dataset.tasks.create({ name: '<task_name>', due: '2029-01-01', assignees: ['a@x.io', 'b@x.io'] })
    const { body } = unfolded(sent[0]!)
    expect(body).toMatchObject({ query: { filter: { $and: visible }, page: 0, pageSize: 1000, resource: 'items' } })
    expect((body as { query: object }).query).not.toHaveProperty('join')
  })

  it('12: writes the metadata of every kind of entity', async () => {
    const { dataset, sent } = await start()
    dataset.metadata.user.a = 1
    await dataset.update()
    expect(sent).toEqual([{ method: 'PATCH', path: `/datasets/${datasetId}`, body: { metadata: { user: { a: 1 } } } }])
  })

  it('deletes by query, as the SDK: without page and order', async () => {
    const { dataset, sent } = await start()
    await dataset.items.where({ name: 'wann.jpg' }).sortBy('name').delete({ confirm: true })
    const body = { filter: { $and: [...visible, { name: 'wann.jpg' }] }, resource: 'items', delete: true }
    expect(sent).toEqual([{ method: 'POST', path: `/datasets/${datasetId}/query`, body }])
  })

  it('clones what a query with a limit names, hidden items with the rest', async () => {
    const { dl, sent } = recorder({
      [`POST /datasets/${datasetId}/clone`]: () =>
        Response.json({ id: 'e'.repeat(24), status: 'success', spec: { returnedModelId: datasetId } }),
    })
    const dataset = await dl.dataset({ project: 'Tutorial', name: 'Animals' })
    const filters = (): unknown[] =>
      sent.filter(({ path }) => path.endsWith('/clone')).map(({ body }) => (body as { filter: object }).filter)
    await dataset.clone({ name: 'v2', items: dataset.items.where({ name: 'a*' }) })
    await dataset.clone({ name: 'v3', items: dataset.items.limit(1) })
    const rest = { page: 0, pageSize: 1000, resource: 'items' }
    expect(filters()).toEqual([
      { filter: { $and: [{ type: 'file' }, { name: 'a*' }] }, ...rest },
      { filter: { $and: [{ id: { $in: [itemId] } }] }, ...rest },
    ])
  })

  it('keeps an apostrophe in a task’s query', async () => {
    const { dataset, sent } = await start()
    await dataset.items.where({ name: "it's.jpg" }).createTask({ name: 'a', assignees: ['a@x.io'] })
    expect(unfolded(sent[0]!).body).toMatchObject({ query: { filter: { $and: [...visible, { name: "it's.jpg" }] } } })
  })
})
