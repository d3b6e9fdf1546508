// The JSON of queries, next to what dtlpy 1.124.2 was recorded to send for the same (shared design, wire, section 14).
import { describe, expect, it } from 'vitest'
import { createDataloop, Filters } from '../../src/dataloop/index.ts'
import type { Dataset } from '../../src/dataloop/index.ts'
import { annotationTypes } from '../../src/dataloop/query/field-names.ts'
import { recorder } from './recorder.ts'

const visible = [{ hidden: false }, { type: 'file' }]
const on = { resource: 'annotations', local: 'itemId', forigen: 'id' }

async function dataset(): Promise<Dataset> {
  const { dl } = recorder()
  return dl.dataset({ project: 'Tutorial', name: 'Animals' })
}

describe('fluent queries and Filters make the JSON that the Python SDK makes', () => {
  it('for nothing said', async () => {
    const dql = { filter: { $and: visible }, page: 0, pageSize: 1000, resource: 'items' }
    expect((await dataset()).items.toDql()).toEqual(dql)
    expect(new Filters().prepare()).toEqual(dql)
    expect(Object.keys(new Filters().prepare())).toEqual(['filter', 'page', 'pageSize', 'resource'])
  })

  it('for the join of the tutorial', async () => {
    const filters = new Filters()
    filters.addJoin({ field: 'label', values: 'Adult' })
    const dql = {
      filter: { $and: visible },
      page: 0,
      pageSize: 1000,
      resource: 'items',
      join: { on, filter: { $and: [{ label: 'Adult' }] } },
    }
    expect(filters.prepare()).toEqual(dql)
    const { items } = await dataset()
    expect(items.whereAnnotation({ label: 'Adult' }).toDql()).toEqual(dql)
    expect(items.where(filters).toDql()).toEqual(dql)
  })

  it('for a folder, sorted', async () => {
    const filters = new Filters({ pageSize: 2 })
    filters.add({ field: 'filename', values: '/formats' })
    filters.sortBy({ field: 'filename', value: 'descending' })
    const dql = {
      filter: { $and: [...visible, { filename: '/formats/**' }] },
      sort: { filename: 'descending' },
      page: 0,
      pageSize: 2,
      resource: 'items',
    }
    expect(filters.prepare()).toEqual(dql)
    const fluent = (await dataset()).items.where({ filename: '/formats' }).sortBy('filename', 'descending').toDql()
    expect(fluent).toEqual({ ...dql, pageSize: 1000 })
  })

  it('for operators and alternatives', async () => {
    const filters = new Filters()
    filters.add({ field: 'metadata.user.k', values: 1, operator: 'gte', method: 'or' })
    filters.add({ field: 'name', values: ['x'], operator: 'nin', method: 'or' })
    filters.add({ field: 'metadata.user', values: true, operator: 'exists' })
    filters.add({ field: 'metadata.system.refs', values: { id: 'x', type: 'task' }, operator: 'match' })
    const filter = {
      $or: [{ 'metadata.user.k': { $gte: 1 } }, { name: { $nin: ['x'] } }],
      $and: [
        ...visible,
        { 'metadata.user': { $exists: true } },
        { 'metadata.system.refs': { $match: { id: 'x', type: 'task' } } },
      ],
    }
    expect(filters.prepare().filter).toEqual(filter)
    const fluent = (await dataset()).items
      .orWhere({ 'metadata.user.k': { gte: 1 } }, { name: { nin: ['x'] } })
      .where({ 'metadata.user': { exists: true }, 'metadata.system.refs': { match: { id: 'x', type: 'task' } } })
    expect(fluent.toDql().filter).toEqual(filter)
  })

  it('for annotations joined to items', async () => {
    const filters = new Filters({ resource: 'annotations' })
    filters.add({ field: 'label', values: 'Adult' })
    filters.addJoin({ field: 'name', values: 'test1.jpg' })
    const dql = {
      filter: { $and: [{ type: { $in: annotationTypes } }, { label: 'Adult' }] },
      page: 0,
      pageSize: 1000,
      resource: 'annotations',
      join: { on: { resource: 'items', local: 'id', forigen: 'itemId' }, filter: { $and: [{ name: 'test1.jpg' }] } },
    }
    expect(filters.prepare()).toEqual(dql)
    const { annotations } = await dataset()
    expect(annotations.where({ label: 'Adult' }).whereItem({ name: 'test1.jpg' }).toDql()).toEqual(dql)
    expect(annotationTypes).toHaveLength(18)
  })

  it('for a DQL object of one’s own, which further conditions narrow', async () => {
    const custom = { filter: { $or: [{ name: 'a' }, { name: 'b' }] } }
    const filters = new Filters({ customFilter: custom })
    expect(filters.prepare()).toEqual({ ...custom, resource: 'items', page: 0, pageSize: 1000 })
    const { items } = await dataset()
    expect(items.where(custom).where({ annotated: true }).toDql().filter).toEqual({
      ...custom.filter,
      $and: [{ annotated: true }],
    })
  })
})

describe('queries', () => {
  it('are immutable, and branch', async () => {
    const { items } = await dataset()
    const base = items.where({ annotated: true })
    const before = JSON.stringify(base)
    base.where({ name: 'a' }).sortBy('name').limit(3)
    expect(JSON.stringify(base)).toBe(before)
    expect(Object.isFrozen(base)).toBe(true)
    expect('then' in base).toBe(false)
  })

  it('let type and hidden replace the defaults', async () => {
    const { items } = await dataset()
    expect(items.where({ type: 'dir' }).toDql().filter.$and).toEqual([{ hidden: false }, { type: 'dir' }])
    expect(new Filters().add({ field: 'hidden', values: true }).prepare().filter.$and).toEqual([
      { type: 'file' },
      { hidden: true },
    ])
  })

  it('send dates as UTC, two operators as two conditions, a list as one-of', async () => {
    const { items } = await dataset()
    const since = new Date('2026-11-24T05:00:00+02:00')
    const { $and } = items.where({ createdAt: { gte: since, lt: '2027-01-01' }, name: ['a', 'b'] }).toDql().filter
    expect($and?.slice(2)).toEqual([
      { createdAt: { $gte: '2026-11-24T03:00:00.000Z' } },
      { createdAt: { $lt: '2027-01-01' } },
      { name: { $in: ['a', 'b'] } },
    ])
  })

  it('do not share the filter they were given', async () => {
    const filters = new Filters()
    const query = (await dataset()).items.where(filters)
    filters.add({ field: 'name', values: 'later' })
    expect(JSON.stringify(query)).not.toContain('later')
  })

  it.each([
    [{ filenmae: 'a' }, /no field 'filenmae'/, /'filename'/],
    [{ dateTime: 'a' }, /no field 'dateTime'/, /metadata\.user/],
    [{ 'user.dateTime': 'a' }, /no field/, /'metadata\.user\.dateTime'/],
    [{ name: { equal: 'a' } }, /no operator 'equal'/, /'eq'/],
    [{ name: undefined }, /is undefined/, /exists: false/],
    [{ annotationsCount: { gt: Number.NaN } }, /NaN/, /JSON/],
    [{ createdAt: { gte: new Date('x') } }, /no valid date/, undefined],
    [{ name: [] }, /empty/, undefined],
    [{ name: { in: 'a' } }, /wants a list/, undefined],
    [{ name: { exists: 'yes' } }, /true or false/, undefined],
  ])('refuse %j with a sentence and a next step', async (conditions, message, hint) => {
    const { items } = await dataset()
    let error: { message: string; hint?: string } | undefined
    try {
      items.where(conditions as never)
    } catch (caught) {
      error = caught as typeof error
    }
    expect(error?.message).toMatch(message)
    expect(error?.hint ?? '').toMatch(hint ?? /^/)
  })
})

describe('what is not awaited', () => {
  it('says so when it is shown', async () => {
    const { items } = await dataset()
    const { inspect } = await import('node:util')
    const promise = items.all()
    expect(inspect(promise)).toContain('hint: add await: await dataset.items.all()')
    expect(inspect(items)).toContain('nothing was sent yet')
    await promise
  })
})

it('another connection is another object', () => {
  expect(createDataloop({ url: 'http://127.0.0.1:1/api/v1' })).not.toBe(createDataloop())
})
