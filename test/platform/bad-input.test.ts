// Whatever a client gets wrong is answered by the right status and a JSON error, never by a 500, and changes nothing.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptyDataset, openHome, type Any, type Home } from './home.ts'

let home: Home
let datasetId = ''
let projectId = ''
let itemId = ''
let annotationId = ''
let taskId = ''
let assignmentId = ''

beforeAll(async () => {
  home = await openHome({ sample: false })
  ;({ datasetId, projectId } = await emptyDataset(home))
  itemId = (await home.upload(datasetId, '/a.txt', 'text')).id
  annotationId = (await home.ok('POST', `/items/${itemId}/annotations`, [{ type: 'class', label: 'A' }]))[0].id
  const workload = [{ assigneeId: 'a@x.io', load: 100 }]
  const command = await home.ok('POST', '/annotationtasks', {
    name: 't',
    query: '{"filter":{}}',
    datasetId,
    projectId,
    workload,
  })
  taskId = command.spec.createdTaskId
  assignmentId = (await home.ok('GET', `/assignments?taskId=${taskId}`)).items[0].id
})
afterAll(() => home.close())

const state = async (): Promise<Any> => [
  await home.ok('GET', '/projects'),
  await home.ok('GET', '/datasets'),
  await home.ok('POST', `/datasets/${datasetId}/query`, { filter: {} }),
  await home.ok('POST', `/datasets/${datasetId}/query`, { filter: {}, resource: 'annotations' }),
  await home.ok('GET', `/annotationtasks/${taskId}`),
]

function checkError(status: number, body: Any, context: string): void {
  expect(status, context).toBeLessThan(500)
  if (status < 400) return
  expect(body, context).toEqual({ statusCode: status, error: expect.any(String), message: expect.any(String) })
  expect(body.message.length, context).toBeGreaterThan(5)
}

const q = (): string => `/datasets/${datasetId}/query`
const cases = (): (readonly [name: string, status: number, method: string, path: () => string, body?: unknown])[] => [
  ['no such route', 404, 'GET', () => '/nothing'],
  ['no such item', 404, 'GET', () => '/items/ffffffffffffffffffffffff'],
  ['an id that is none', 404, 'GET', () => '/items/%00'],
  ['an id that climbs', 404, 'GET', () => '/items/..%2f..%2fetc%2fpasswd/stream'],
  ['no such dataset', 404, 'POST', () => '/datasets/nothing/query', { filter: {} }],
  ['no such task', 404, 'GET', () => '/annotationtasks/nothing'],
  ['a query that is a list', 400, 'POST', q, []],
  ['a query that is null', 400, 'POST', q, null],
  ['a filter that is text', 400, 'POST', q, { filter: 'a' }],
  ['an unknown operator', 400, 'POST', q, { filter: { a: { $regex: 'b' } } }],
  ['an operator at the top', 400, 'POST', q, { filter: { $eq: 1 } }],
  ['$and that is no list', 400, 'POST', q, { filter: { $and: {} } }],
  ['$in that is no list', 400, 'POST', q, { filter: { a: { $in: 1 } } }],
  ['$exists that is no boolean', 400, 'POST', q, { filter: { a: { $exists: 1 } } }],
  ['$gt of an object', 400, 'POST', q, { filter: { a: { $gt: {} } } }],
  ['a field without a name', 400, 'POST', q, { filter: { 'metadata..a': 1 } }],
  ['a quotation mark in a field', 400, 'POST', q, { filter: { 'metadata.user.a"b': 1 } }],
  ['fields and operators mixed', 400, 'POST', q, { filter: { a: { $eq: 1, b: 2 } } }],
  ['a page below zero', 400, 'POST', q, { filter: {}, page: -1 }],
  ['half a page', 400, 'POST', q, { filter: {}, page: 0.5 }],
  ['a page of none', 400, 'POST', q, { filter: {}, pageSize: 0 }],
  ['a page too large', 400, 'POST', q, { filter: {}, pageSize: 1001 }],
  ['an unknown resource', 400, 'POST', q, { filter: {}, resource: 'planets' }],
  ['a resource of elsewhere', 400, 'POST', q, { filter: {}, resource: 'tasks' }],
  ['an unknown direction', 400, 'POST', q, { filter: {}, sort: { name: 'upwards' } }],
  ['a sort by nothing', 400, 'POST', q, { filter: {}, sort: { nothing: 'ascending' } }],
  ['a join with itself', 400, 'POST', q, { filter: {}, join: { on: { resource: 'items' }, filter: {} } }],
  [
    'a join on other fields',
    400,
    'POST',
    q,
    { filter: {}, join: { on: { resource: 'annotations', local: 'name', forigen: 'id' }, filter: {} } },
  ],
  ['an update of the id', 400, 'POST', q, { filter: {}, update: { id: 'x' } }],
  ['an update that is text', 400, 'POST', q, { filter: {}, update: 'x' }],
  ['user metadata that is text', 400, 'POST', q, { filter: {}, update: { metadata: { user: 'x' } } }],
  ['a name that is no text', 400, 'POST', () => '/projects', { name: 5 }],
  ['a project twice', 409, 'POST', () => '/projects', { name: 'Test project' }],
  ['a dataset twice', 409, 'POST', () => '/datasets', { name: 'Test', projects: [projectId] }],
  ['a dataset of no project', 404, 'POST', () => '/datasets', { name: 'x', projects: ['nothing'] }],
  ['metadata that is text', 400, 'PATCH', () => `/items/${itemId}`, { metadata: 'x' }],
  ['a filename that climbs', 400, 'PATCH', () => `/items/${itemId}`, { filename: '/../../etc/passwd' }],
  ['hidden that is text', 400, 'PATCH', () => `/items/${itemId}`, { hidden: 'yes' }],
  ['an annotation without a label', 400, 'POST', () => `/items/${itemId}/annotations`, [{ type: 'box' }]],
  [
    'a box of one point',
    400,
    'POST',
    () => `/items/${itemId}/annotations`,
    [{ type: 'box', label: 'A', coordinates: [{ x: 1, y: 1 }] }],
  ],
  [
    'the second of two annotations wrong',
    400,
    'POST',
    () => `/items/${itemId}/annotations`,
    [{ type: 'class', label: 'A' }, { type: 'class' }],
  ],
  ['a label that is empty', 400, 'PUT', () => `/annotations/${annotationId}`, { label: '' }],
  [
    'a task whose query is no JSON',
    400,
    'POST',
    () => '/annotationtasks',
    { name: 'x', query: "{'a': 'it's'}", datasetId },
  ],
  [
    'loads of 90 percent',
    400,
    'POST',
    () => '/annotationtasks',
    { name: 'x', query: '{}', datasetId, workload: [{ assigneeId: 'a', load: 90 }] },
  ],
  [
    'an assignee twice',
    400,
    'POST',
    () => '/annotationtasks',
    {
      name: 'x',
      query: '{}',
      datasetId,
      workload: [
        { assigneeId: 'a', load: 50 },
        { assigneeId: 'A', load: 50 },
      ],
    },
  ],
  [
    'a batch of two',
    400,
    'POST',
    () => '/annotationtasks',
    { name: 'x', query: '{}', datasetId, metadata: { system: { batchSize: 2, maxBatchWorkload: 5 } } },
  ],
  [
    'pulling and consensus',
    400,
    'POST',
    () => '/annotationtasks',
    {
      name: 'x',
      query: '{}',
      datasetId,
      metadata: { system: { batchSize: 3, maxBatchWorkload: 5, consensusPercentage: 5, consensusAssignees: 1 } },
    },
  ],
  [
    'a status that the task has not',
    400,
    'POST',
    () => `/assignments/items/tasks/${taskId}/status`,
    { itemIds: [itemId], statusPayload: { operation: 'create', status: 'perfect' } },
  ],
  [
    'a status of an item elsewhere',
    404,
    'POST',
    () => `/assignments/items/tasks/${taskId}/status`,
    { itemIds: ['nothing'], statusPayload: { operation: 'create', status: 'completed' } },
  ],
  ['a redistribution to nobody', 400, 'POST', () => `/assignments/${assignmentId}/redistribute`, { workload: [] }],
  ['a batch of a task that is divided', 400, 'POST', () => `/assignments/${assignmentId}/batch`, {}],
  ['a role that is none', 400, 'POST', () => `/projects/${projectId}/members/a@b.c`, { role: 'king' }],
  ['a member without @', 400, 'POST', () => `/projects/${projectId}/members/abc`, { role: 'annotator' }],
  ['a clone to nowhere', 404, 'POST', () => `/items/${itemId}/clone`, { targetDatasetId: 'nothing' }],
  [
    'a clone onto itself',
    409,
    'POST',
    () => `/items/${itemId}/clone`,
    { targetDatasetId: datasetId, remoteFileName: '/a.txt' },
  ],
  ['a label with an empty level', 400, 'POST', () => '/ontologies', { roots: [{ tag: 'a..b' }] }],
]

test('each mistake has its status and a sentence, and nothing is changed', async () => {
  const before = await state()
  for (const [name, status, method, path, body] of cases()) {
    const answer = await home.call(method, path(), body)
    expect(answer.status, `${name}: ${JSON.stringify(answer.body)}`).toBe(status)
    checkError(answer.status, answer.body, name)
  }
  expect(await state()).toEqual(before)
})

test('bodies that are no JSON, too deep, of another type or missing are refused', async () => {
  const send = (body: string | Uint8Array<ArrayBuffer> | undefined, type: string): Promise<Response> =>
    home.raw('POST', q(), { ...(body === undefined ? {} : { body }), headers: { 'content-type': type } })
  const statuses = async (...responses: Promise<Response>[]): Promise<number[]> =>
    (await Promise.all(responses)).map(({ status }) => status)
  const deep = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`
  expect(
    await statuses(
      send('{"filter":', 'application/json'),
      send(deep, 'application/json'),
      send(`{"filter":${'{"$not":'.repeat(60)}{}${'}'.repeat(60)}}`, 'application/json'),
      send(Buffer.from([0xff, 0xfe, 0x00]), 'application/json'),
      send('<a/>', 'application/xml'),
      send(undefined, 'application/json'),
      send('x'.repeat(33 * 1024 * 1024), 'application/json'),
      home.raw('POST', `/datasets/${datasetId}/items`, {
        body: 'x',
        headers: { 'content-type': 'multipart/form-data' },
      }),
      home.raw('POST', `/datasets/${datasetId}/items`, {
        body: '--b\r\nno end',
        headers: { 'content-type': 'multipart/form-data; boundary=b' },
      }),
      home.raw('POST', `/datasets/${datasetId}/items`, { body: '{}', headers: { 'content-type': 'application/json' } }),
    ),
  ).toEqual([400, 400, 400, 400, 415, 400, 413, 400, 400, 415])
})

test('uploads cannot leave the dataset: names that climb are refused', async () => {
  for (const path of ['/../x', '/a/../../x', '\\..\\x', '/a/./b', '/a\0b', ''])
    expect((await home.upload(datasetId, path, 'x')).status, path).toBe(path === '' ? 400 : 400)
  expect((await home.upload(datasetId, '//b///c.txt', 'x')).filename).toBe('/b/c.txt')
  expect((await home.upload(datasetId, '/a.txt/b.txt', 'x')).status).toBe(409)
})
