// DQL answers by SQL against the same said plainly, over random documents and random queries.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptyDataset, openHome, type Any, type Home } from './home.ts'
import { naive } from './naive.ts'

let home: Home
let documents: Any[]
let datasetId = ''
const runs = Number(process.env['LOOPBOOK_RUNS'] ?? 400)

const scalar = fc.oneof(
  fc.constantFrom('a', 'b', 'A', 'ab', '', 'a*', '[x]', 'ü', '5', 'true'),
  fc.constantFrom(0, 1, 2, 5, -1, 1.5),
  fc.boolean(),
  fc.constant(null),
)
const key = fc.constantFrom('k', 'l', 'm', 'with space')
const value = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 5, arbitrary: scalar },
    { weight: 2, arbitrary: fc.array(tie('node'), { maxLength: 3 }) },
    { weight: 3, arbitrary: fc.dictionary(key, tie('node'), { maxKeys: 3, noNullPrototype: true }) },
  ),
})).node

const path = fc.oneof(
  fc.array(key, { minLength: 1, maxLength: 3 }).map((steps) => `metadata.user.${steps.join('.')}`),
  fc.constantFrom(
    'metadata.user',
    'name',
    'description',
    'hidden',
    'annotationsCount',
    'nothing',
    'metadata.nothing.k',
  ),
)
const operand = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }))
const condition = fc.letrec((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 4, arbitrary: tie('field') },
    { weight: 1, arbitrary: fc.record({ $and: fc.array(tie('filter'), { maxLength: 3 }) }) },
    { weight: 1, arbitrary: fc.record({ $or: fc.array(tie('filter'), { maxLength: 3 }) }) },
    { weight: 1, arbitrary: fc.record({ $nor: fc.array(tie('filter'), { minLength: 1, maxLength: 2 }) }) },
    { weight: 1, arbitrary: fc.record({ $not: tie('filter') }) },
  ),
  inner: fc.tuple(key, tie('test')).map(([name, test]) => ({ [name]: test })),
  field: fc.tuple(path, tie('test')).map(([name, test]) => ({ [name]: test })),
  test: fc.oneof(
    { maxDepth: 3 },
    operand,
    ...['$eq', '$ne'].map((name) => operand.map((one) => ({ [name]: one }))),
    ...['$gt', '$gte', '$lt', '$lte'].map((name) =>
      scalar.filter((one) => one !== null).map((one) => ({ [name]: one })),
    ),
    ...['$in', '$nin'].map((name) => fc.array(scalar, { maxLength: 4 }).map((one) => ({ [name]: one }))),
    fc.boolean().map((one) => ({ $exists: one })),
    fc.constantFrom('a', 'B', '5').map((one) => ({ $ieq: one })),
    fc.constantFrom('a*', '*b', '*').map((one) => ({ $glob: one })),
    tie('inner').map((one) => ({ $match: one })),
    tie('inner'),
  ),
})).filter

beforeAll(async () => {
  home = await openHome({ sample: false })
  datasetId = (await emptyDataset(home)).datasetId
  const users = fc.sample(fc.dictionary(key, value, { maxKeys: 4, noNullPrototype: true }), { numRuns: 150, seed: 7 })
  for (const [index, user] of users.entries()) {
    const { id, status } = await home.upload(datasetId, `/f${index}.txt`, 'x', { user })
    expect(status).toBe(200)
    if (index % 5 === 0)
      await home.ok('PATCH', `/items/${id}`, { description: index % 10 === 0 ? 'a' : 'ab', hidden: index % 15 === 0 })
  }
  documents = (await home.ok('POST', `/datasets/${datasetId}/query`, { filter: { type: 'file' }, pageSize: 1000 }))
    .items
})
afterAll(() => home.close())

test('a query finds what the naive evaluator finds, for random filters over random metadata', async () => {
  await fc.assert(
    fc.asyncProperty(condition, async (filter) => {
      const { status, body } = await home.call('POST', `/datasets/${datasetId}/query`, {
        filter: { $and: [{ type: 'file' }, filter] },
        sort: { id: 'ascending' },
        pageSize: 1000,
      })
      expect(status, JSON.stringify(body)).toBe(200)
      const expected = documents.filter((document) => naive(document, filter)).map(({ id }) => id)
      expect(new Set(body.items.map(({ id }: Any) => id))).toEqual(new Set(expected))
      expect(body.totalItemsCount).toBe(expected.length)
    }),
    { numRuns: runs },
  )
})

test('pages by number and by id give each match once, in any order that is asked for', async () => {
  await fc.assert(
    fc.asyncProperty(
      condition,
      fc.integer({ min: 1, max: 60 }),
      fc.constantFrom('name', 'metadata.user.k', 'createdAt', 'annotationsCount'),
      async (filter, pageSize, field) => {
        const query = { filter: { $and: [{ type: 'file' }, filter] }, pageSize }
        const all = await home.ok('POST', `/datasets/${datasetId}/query`, {
          ...query,
          pageSize: 1000,
          sort: { [field]: 'descending' },
        })
        const expected = all.items.map(({ id }: Any) => id)
        const byNumber: string[] = []
        for (let page = 0; page * pageSize <= expected.length; page++) {
          const answer = await home.ok('POST', `/datasets/${datasetId}/query`, {
            ...query,
            page,
            sort: { [field]: 'descending' },
          })
          byNumber.push(...answer.items.map(({ id }: Any) => id))
          expect(answer.hasNextPage).toBe((page + 1) * pageSize < expected.length)
        }
        expect(byNumber).toEqual(expected)
        const byId: string[] = []
        for (let last = ''; ; last = byId.at(-1) ?? '') {
          const conditions = [...query.filter.$and, ...(last === '' ? [] : [{ id: { $gt: last } }])]
          const answer = await home.ok('POST', `/datasets/${datasetId}/query`, {
            filter: { $and: conditions },
            pageSize,
            sort: { id: 'ascending' },
          })
          expect(answer.totalItemsCount).toBe(expected.length - byId.length)
          byId.push(...answer.items.map(({ id }: Any) => id))
          if (!answer.hasNextPage) break
        }
        expect(byId).toEqual(expected.toSorted())
      },
    ),
    { numRuns: Math.ceil(runs / 10) },
  )
})

test('a bulk update changes what the query finds and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(condition, fc.nat(), async (filter, stamp) => {
      const query = { filter: { $and: [{ type: 'file' }, filter] } }
      const expected = documents.filter((document) => naive(document, filter)).map(({ id }) => id)
      const answer = await home.ok('POST', `/datasets/${datasetId}/query`, {
        ...query,
        update: { metadata: { mark: stamp } },
      })
      expect(answer.totalItemsCount).toBe(expected.length)
      const marked = await home.ok('POST', `/datasets/${datasetId}/query`, {
        filter: { 'metadata.mark': stamp },
        pageSize: 1000,
      })
      expect(new Set(marked.items.map(({ id }: Any) => id))).toEqual(new Set(expected))
      await home.ok('POST', `/datasets/${datasetId}/query`, { filter: {}, update: { metadata: { mark: null } } })
    }),
    { numRuns: Math.ceil(runs / 10) },
  )
})
