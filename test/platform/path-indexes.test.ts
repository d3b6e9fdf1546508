// Indexes on metadata paths: made beside writes, whole whenever a query uses them, and never a different answer.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeIndex } from '../../src/platform/query/path-use.ts'
import { plansOf } from '../../src/platform/query/plan.ts'
import { readQuery } from '../../src/platform/query/query.ts'
import { sql } from '../../src/platform/query/sql.ts'
import { Store } from '../../src/platform/store/store.ts'
import { naive } from './naive.ts'
import { emptyDataset, openHome, type Any, type Home } from './home.ts'

let home: Home
let store: Store
let datasetId = ''
const ids: string[] = []
const paths = ['metadata.user.k', 'metadata.user.m.n', 'name']

const value = fc.constantFrom<unknown>(
  'a',
  'b',
  'ab',
  '',
  '5',
  0,
  1,
  2,
  5,
  -1,
  1.5,
  true,
  false,
  null,
  {},
  { n: 1 },
  undefined,
)
const user = fc
  .record({ k: value, m: fc.oneof(value, fc.record({ n: value })) })
  .map((one) => JSON.parse(JSON.stringify(one)))

beforeAll(async () => {
  home = await openHome({ sample: false })
  store = new Store(home.directory)
  datasetId = (await emptyDataset(home)).datasetId
  for (const [index, metadata] of fc.sample(user, { numRuns: 60, seed: 5 }).entries())
    ids.push((await home.upload(datasetId, `/f${index}.txt`, 'x', { user: metadata })).id)
})
afterAll(async () => {
  store.close()
  await home.close()
})

/** What stands in an index against what stands in the documents. */
function check(path: string): void {
  store.database.read(() => {
    store.indexes.refresh()
    const table = store.indexes.find('items', path)
    expect(table, path).toBeDefined()
    const at = path === 'name' ? 'name' : `json_extract(metadata, '$.${path.split('.').slice(1).join('.')}')`
    const kept = store.database.all(`SELECT n, nullif(value, -9e999) AS value FROM ${table} ORDER BY n`)
    expect(kept).toEqual(store.database.all(`SELECT n, ${at} AS value FROM items ORDER BY n`))
  })
}

const list = async (body: object): Promise<string[]> =>
  (await home.ok('POST', `/datasets/${datasetId}/query`, { pageSize: 1000, ...body })).items.map(({ id }: Any) => id)

test('an index holds what the documents hold, from its first moment and through every kind of change', async () => {
  const changes = async (from: number): Promise<void> => {
    for (let index = from; index < ids.length; index += 5) {
      await home.ok('PATCH', `/items/${ids[index]}`, { metadata: { user: { k: index % 3 === 0 ? null : index } } })
      ids.push((await home.upload(datasetId, `/g${index}-${from}.txt`, 'x', { user: { k: 'a', m: { n: index } } })).id)
      if (ids.length > 300) break
    }
  }
  await Promise.all([...paths.map((path) => makeIndex(store, `items ${path}`, 0)), changes(0)])
  paths.forEach(check)
  await changes(1)
  await home.ok('PATCH', `/items/${ids[7]}`, { filename: '/elsewhere/x.txt' })
  await home.ok('POST', `/datasets/${datasetId}/query`, {
    filter: { 'metadata.user.k': 'b' },
    update: { metadata: { user: { k: 'c', m: { n: 7 } } } },
  })
  await home.ok('POST', `/datasets/${datasetId}/query`, { filter: { 'metadata.user.k': 2 }, delete: true })
  await home.ok('POST', `/datasets/${datasetId}/clone`, { name: 'copy', cloneDatasetParams: {} })
  paths.forEach(check)
})

test('a query answers the same with an index as without, in the same order', async () => {
  const operand = fc.constantFrom<unknown>('a', 'c', 'a*', '', '5', 'f1.txt', 0, 1, 1.5, 5, true, false, null)
  const scalar = operand.filter((one) => one !== null)
  const condition = fc.letrec((tie) => ({
    filter: fc.oneof(
      { maxDepth: 2 },
      {
        weight: 4,
        arbitrary: fc.tuple(fc.constantFrom(...paths), tie('test')).map(([path, test]) => ({ [path]: test })),
      },
      { weight: 1, arbitrary: fc.record({ $and: fc.array(tie('filter'), { maxLength: 3 }) }) },
      { weight: 1, arbitrary: fc.record({ $or: fc.array(tie('filter'), { maxLength: 3 }) }) },
      { weight: 1, arbitrary: fc.record({ $not: tie('filter') }) },
    ),
    test: fc.oneof(
      operand,
      ...['$eq', '$ne'].map((name) => operand.map((one) => ({ [name]: one }))),
      ...['$gt', '$gte', '$lt', '$lte'].map((name) => scalar.map((one) => ({ [name]: one }))),
      ...['$in', '$nin'].map((name) => fc.array(operand, { maxLength: 3 }).map((one) => ({ [name]: one }))),
      fc.boolean().map((one) => ({ $exists: one })),
    ),
  })).filter
  const sort = fc.constantFrom<object>(
    {},
    { id: 'ascending' },
    ...paths.flatMap((path) => [{ [path]: 'ascending' }, { [path]: 'descending' }]),
  )
  const documents: Any[] = (await home.ok('POST', `/datasets/${datasetId}/query`, { filter: {}, pageSize: 1000 })).items
  await fc.assert(
    fc.asyncProperty(condition, sort, async (filter, order) => {
      const found = await home.ok('POST', `/datasets/${datasetId}/query`, { filter, pageSize: 1000, sort: order })
      const listed = found.items.map(({ id }: Any) => id)
      const expected = documents.filter((document) => naive(document, filter)).map(({ id }) => id)
      expect(new Set(listed)).toEqual(new Set(expected))
      expect(found.totalItemsCount).toBe(expected.length)
      expect(await list({ filter, pageSize: 7, sort: order })).toEqual(listed.slice(0, 7))
      // A second key keeps a sort from its index.
      const second = Object.keys(order).length === 0 || 'id' in order ? order : { ...order, id: 'ascending' }
      expect(await list({ filter, sort: second })).toEqual(listed)
    }),
    { numRuns: Number(process.env['LOOPBOOK_RUNS'] ?? 400) },
  )
})

test('a comparison that all must meet is looked up in the index', () => {
  const plan = (filter: object): number =>
    store.database.read(
      () => plansOf(store, readQuery({ filter, resource: 'items' }), sql`i.dataset_n = ${1}`).count.indexes.size,
    )
  expect(plan({ 'metadata.user.k': 'a' })).toBe(1)
  expect(plan({ $and: [{ 'metadata.user.k': { $gt: 1 } }, { name: 'f1.txt' }] })).toBe(2)
  expect(plan({ 'metadata.user.other': 'a' })).toBe(0)
})

test('filters, sorts and pages agree with the documents themselves', async () => {
  const documents: Any[] = (await home.ok('POST', `/datasets/${datasetId}/query`, { filter: {}, pageSize: 1000 })).items
  const at = (document: Any, path: string): unknown =>
    path === 'name' ? document.name : path.split('.').reduce<Any>((inner, step) => inner?.[step], document)
  for (const path of paths) {
    const values = documents
      .map((document) => at(document, path))
      .filter((one) => typeof one === 'string' || typeof one === 'number')
    for (const one of new Set(values))
      expect(new Set(await list({ filter: { [path]: { $eq: one } } })), `${path} ${one}`).toEqual(
        new Set(documents.filter((document) => at(document, path) === one).map(({ id }) => id)),
      )
    const above = documents.filter(
      (document) => typeof at(document, path) === 'number' && Number(at(document, path)) > 1,
    )
    expect((await list({ filter: { [path]: { $gt: 1 } }, sort: { [path]: 'ascending' } })).length).toBe(above.length)
    const numbers = documents.map((document) => at(document, path)).filter((one) => typeof one === 'number')
    const sorted = (await list({ filter: { [path]: { $gt: -100 } }, sort: { [path]: 'descending' } })).map((id) =>
      at(
        documents.find((document) => document.id === id),
        path,
      ),
    )
    expect(sorted).toEqual(numbers.toSorted((a, b) => b - a))
  }
})
