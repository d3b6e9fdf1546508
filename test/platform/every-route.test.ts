// Every route there is, with random ids, bodies, queries, content types and tokens: never a 500, and an answer that is an error
// has changed nothing.
import fc from 'fast-check'
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { account } from '../../src/platform/routes/account.ts'
import { annotations } from '../../src/platform/routes/annotations.ts'
import { assignments } from '../../src/platform/routes/assignments.ts'
import { datasets } from '../../src/platform/routes/datasets.ts'
import { items } from '../../src/platform/routes/items.ts'
import { projects } from '../../src/platform/routes/projects.ts'
import { recipes } from '../../src/platform/routes/recipes.ts'
import { commands, tasks } from '../../src/platform/routes/tasks.ts'
import { Store } from '../../src/platform/store/store.ts'
import { openHome, type Home } from './home.ts'

const routes = [account, projects, datasets, items, annotations, recipes, tasks, commands, assignments].flatMap(
  (group) => group.routes.map(({ method, path }) => ({ method, path })),
)

let home: Home
let store: Store
let ids: string[] = []

beforeAll(async () => {
  home = await openHome()
  store = new Store(home.directory)
  ids = ['projects', 'datasets', 'recipes', 'ontologies', 'tasks', 'assignments', 'commands'].flatMap((table) =>
    store.database.all(`SELECT id FROM ${table} LIMIT 3`).map(({ id }) => String(id)),
  )
  ids.push(
    ...['items', 'annotations'].flatMap((table) =>
      store.database.all(`SELECT id FROM ${table} LIMIT 6`).map(({ id }) => String(id)),
    ),
  )
})
afterAll(async () => {
  store.close()
  await home.close()
})

const tables = [
  'projects',
  'members',
  'datasets',
  'items',
  'annotations',
  'recipes',
  'ontologies',
  'tasks',
  'assignments',
  'work',
  'blobs',
  'bulk',
]

function digest(): string {
  const hash = createHash('sha256')
  for (const table of tables)
    for (const row of store.database.all(`SELECT * FROM ${table}`))
      hash.update(Object.values(row).map(String).join('\u0001'))
  return hash.digest('hex')
}

const id = fc.oneof(
  { weight: 6, arbitrary: fc.nat().map((index) => ids[index % ids.length] ?? '') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'ffffffffffffffffffffffff',
      '%00',
      '..%2f..%2fsecret',
      '%ff',
      "'; DROP TABLE items --",
      'null',
      '0',
      'a@b.io',
      'Tutorial',
    ),
  },
)
const key = fc.constantFrom(
  'name',
  'filter',
  'join',
  'metadata',
  'user',
  'system',
  'query',
  'workload',
  'update',
  'delete',
  'sort',
  'page',
  'pageSize',
  'resource',
  'label',
  'type',
  'coordinates',
  'projects',
  'context',
  'spec',
  'dueDate',
  'priority',
  'itemIds',
  'statusPayload',
  'status',
  'operation',
  'datasetsIds',
  'roots',
  'labels',
  'labelsNode',
  'filename',
  'hidden',
  'datasetId',
  'targetDatasetId',
  'assigneeId',
  'load',
  'role',
  'attributes',
  'items',
  '$and',
  '$or',
  '$in',
  '$gt',
  '__proto__',
  'constructor',
)
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(
      null,
      true,
      false,
      0,
      -1,
      1,
      1e308,
      0.5,
      '',
      'x',
      '*',
      '/a/../b',
      '\0',
      '\ud800',
      'items',
      'annotations',
      'ascending',
      '{"filter":{}}',
    ),
    id,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 6, noNullPrototype: true }),
  ),
})).value
const body = fc.oneof(
  { weight: 6, arbitrary: json.map((value) => JSON.stringify(value)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '{',
      '[1,',
      '\u0000',
      '--b\r\n\r\n--b--',
      '--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--b--',
      '--b\r\nContent-Disposition: form-data; name="path"\r\n\r\n/../x\r\n--b--',
    ),
  },
)
const type = fc.oneof(
  { weight: 6, arbitrary: fc.constant('application/json') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'multipart/form-data; boundary=b',
      'multipart/form-data',
      'application/x-www-form-urlencoded',
      'text/html',
      'nonsense',
      '',
    ),
  },
)
const search = fc.constantFrom(
  '',
  '?mode=overwrite',
  '?mode=nothing',
  '?system=true',
  '?pageSize=1&page=0',
  '?pageSize=-1',
  '?page=x',
  '?limit=1e9',
  '?name=x&projects=y',
  '?width=1e9',
  '?taskId=0',
  '?datasets=%00',
)

test('no route answers 500, and what it refuses changes nothing', { timeout: 600_000 }, async () => {
  expect(routes.length).toBeGreaterThan(60)
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...routes),
      fc.array(id, { minLength: 4, maxLength: 4 }),
      body,
      type,
      search,
      async (route, some, content, contentType, query) => {
        let next = 0
        const path = route.path.replaceAll(/:\w+/g, () => encodeURI(decodeURIComponent(encodeURI(some[next++] ?? 'x'))))
        const hasBody = route.method !== 'GET'
        const before = digest()
        const response = await home.raw(route.method, `${path}${query}`, {
          ...(hasBody && { body: content, headers: { 'content-type': contentType } }),
        })
        const text = await response.text()
        const said = `${route.method} ${path}${query} ${contentType} ${content}: ${text.slice(0, 300)}`
        expect(response.status, said).toBeLessThan(500)
        seen.add(`${route.method} ${route.path}`)
        const answer = response.status >= 400 ? JSON.parse(text) : { statusCode: response.status }
        expect(answer.statusCode, said).toBe(response.status)
        if (response.status >= 400 && digest() !== before) throw new Error(`refused, and yet changed: ${said}`)
      },
    ),
    { numRuns: Number(process.env['LOOPBOOK_RUNS'] ?? 1200) },
  )
  // A thousand random requests reach nearly every route.
  expect(seen.size).toBeGreaterThan(routes.length / 2)
})

test('no route answers without a token, or with a broken one', async () => {
  const tokens = [
    undefined,
    '',
    'x',
    'Bearer',
    'Bearer x',
    'Bearer a.b.c',
    `Basic ${home.platform.token}`,
    `Bearer ${home.platform.token}x`,
    `Bearer ${home.platform.token.split('.').slice(0, 2).join('.')}.`,
  ]
  for (const { method, path } of routes)
    for (const token of tokens) {
      const response = await home.platform.fetch(
        new Request(home.platform.url + path.replaceAll(/:\w+/g, 'x'), {
          method,
          headers: token === undefined ? {} : { authorization: token },
        }),
      )
      expect(response.status, `${method} ${path} ${token}`).toBe(401)
    }
})
