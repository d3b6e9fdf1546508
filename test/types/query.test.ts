// What must compile and what must not: fields, operators, metadata paths, options. Checked by tsc with the rest of the tree;
// at run time only the shapes that expectTypeOf names are touched.
import { describe, expectTypeOf, it } from 'vitest'
import type { StandardSchemaV1 } from '@standard-schema/spec'
import * as z from 'zod'
import type {
  Annotation,
  BaseTaskOptions,
  Dataset,
  Due,
  Entities,
  Item,
  ItemConditions,
  ItemQuery,
  MetadataOf,
  StandardSchema,
  Task,
  UpdateOutcome,
} from '../../src/index.ts'
import { Filters } from '../../src/index.ts'

interface Meta {
  dateTime?: string
  age: number
  tags: string[]
  review?: { by: string; passed: boolean }
}

// Compiled, never called.
type Typed = Dataset<Meta>
function compiles(body: (dataset: Dataset, typed: Typed) => unknown): void {
  void body
}

describe('queries', () => {
  it('take known fields, and no others', () => {
    compiles((dataset) => [
      dataset.items.where({ name: 'a*', annotated: true, annotationsCount: { gt: 1, lte: 5 } }),
      dataset.items.where({ createdAt: { gte: new Date() } }),
      dataset.items.where({ 'metadata.user.anything.at.all': { exists: true } }),
      dataset.items.where({ 'metadata.system.refs': { match: { type: 'task' } } }),
      // @ts-expect-error no such field
      dataset.items.where({ filenmae: 'a' }),
      // @ts-expect-error a number where text belongs
      dataset.items.where({ name: 5 }),
      // @ts-expect-error no such operator
      dataset.items.where({ name: { equals: 'a' } }),
      // @ts-expect-error text where a number belongs
      dataset.items.where({ annotationsCount: { gt: 'many' } }),
      // @ts-expect-error 'exists' is true or false
      dataset.items.where({ name: { exists: 'yes' } }),
      // @ts-expect-error not a type of items
      dataset.items.where({ type: 'picture' }),
    ])
  })

  it('sort by known fields and directions', () => {
    compiles((dataset) => [
      dataset.items.sortBy('createdAt', 'descending'),
      dataset.items.sortBy('metadata.user.dateTime'),
      // @ts-expect-error no such field
      dataset.items.sortBy('created'),
      // @ts-expect-error no such direction
      dataset.items.sortBy('name', 'down'),
    ])
  })

  it('know annotations, datasets and tasks by their own fields', () => {
    compiles((dataset) => [
      dataset.items.whereAnnotation({ label: 'Adult', type: 'box' }),
      // @ts-expect-error no such type of annotation
      dataset.items.whereAnnotation({ type: 'rectangle' }),
      // @ts-expect-error a field of items, not of annotations
      dataset.annotations.where({ filename: '/a' }),
      dataset.tasks.where({ status: 'open', dueDate: { lt: new Date() } }),
      // @ts-expect-error no such field of tasks
      dataset.tasks.where({ state: 'open' }),
    ])
  })

  it('give entities of their kind', () => {
    expectTypeOf<Awaited<ReturnType<ItemQuery['all']>>>().toEqualTypeOf<Entities<Item>>()
    expectTypeOf<Awaited<ReturnType<ItemQuery['first']>>>().toEqualTypeOf<Item | undefined>()
    expectTypeOf<Awaited<ReturnType<ItemQuery<Meta>['update']>>>().toEqualTypeOf<UpdateOutcome<Item<Meta>>>()
    expectTypeOf<Awaited<ReturnType<ItemQuery['createTask']>>>().toEqualTypeOf<Task>()
    expectTypeOf<Dataset<Meta>['items']>().toExtend<ItemQuery<Meta>>()
    expectTypeOf<Awaited<ReturnType<Item['annotations']['get']>>>().toEqualTypeOf<Annotation>()
  })

  it('are no promises', () => {
    expectTypeOf<ItemQuery>().not.toHaveProperty('then')
  })
})

describe('metadata', () => {
  it('is checked by a type', () => {
    compiles((_, typed) => [
      typed.items.where({ 'metadata.user.age': { gte: 18 }, 'metadata.user.review.passed': true }),
      typed.items.where({ 'metadata.user.tags': 'urgent' }),
      typed.items.where({ 'metadata.user.dateTime': { gte: new Date() } }),
      typed.items.update({ user: { age: 3, review: { passed: true } } }),
      typed.items.update({ user: { dateTime: null } }),
      typed.items.sortBy('metadata.user.review.by'),
      // @ts-expect-error no such key
      typed.items.where({ 'metadata.user.agee': 3 }),
      // @ts-expect-error text where a number belongs
      typed.items.where({ 'metadata.user.age': { gte: 'old' } }),
      // @ts-expect-error no such nested key
      typed.items.where({ 'metadata.user.review.pased': true }),
      // @ts-expect-error text where a number belongs
      typed.items.update({ user: { age: 'three' } }),
      // @ts-expect-error no such key
      typed.items.update({ user: { agee: 3 } }),
      // @ts-expect-error user metadata belongs under 'user'
      typed.items.update({ age: 3 }),
      // @ts-expect-error no such key
      typed.items.sortBy('metadata.user.agee'),
    ])
    expectTypeOf<Item<Meta>['metadata']['user']['age']>().toEqualTypeOf<number>()
  })

  it('takes every schema of the specification', () => {
    expectTypeOf<StandardSchemaV1<unknown, { age: number }>>().toExtend<StandardSchema<{ age: number }>>()
  })

  it('is checked by a Standard Schema', () => {
    const schema = z.object({ age: z.number(), dateTime: z.string().optional() })
    expectTypeOf<MetadataOf<typeof schema>>().toEqualTypeOf<{ age: number; dateTime?: string | undefined }>()
    compiles((dataset) => {
      const checked = dataset.withMetadata(schema)
      // @ts-expect-error text where a number belongs
      void checked.items.update({ user: { age: 'three' } })
      return checked.items.where({ 'metadata.user.age': { gt: 1 } })
    })
  })

  it('takes any key when nobody gave a shape', () => {
    compiles((dataset) => dataset.items.update({ user: { anything: [1, { at: 'all' }] } }))
    expectTypeOf<ItemConditions<Meta>['metadata.user.age']>().not.toBeAny()
  })
})

describe('entities', () => {
  it('change only what may change', () => {
    function changes(item: Item, task: Task, annotation: Annotation): void {
      item.metadata.user.dateTime = 'now'
      item.filename = '/b.jpg'
      item.description = null
      annotation.label = 'Adult'
      task.due = { days: 7 }
      // @ts-expect-error the platform's
      item.id = 'x'
      // @ts-expect-error the platform's
      item.createdAt = 'x'
      // @ts-expect-error the platform's
      item.metadata.system.size = 5
      // @ts-expect-error derived
      task.progress = 100
    }
    void changes
  })
})

describe('options', () => {
  it('of tasks', () => {
    expectTypeOf<{ days: number }>().toExtend<Due>()
    expectTypeOf<number>().not.toExtend<Due>()
    expectTypeOf<{ priority: 'urgent' }>().not.toExtend<BaseTaskOptions>()
    compiles((dataset) => [
      dataset.items.createTask({ name: 'a', due: '2029-01-01', assignees: ['a@x.io'] }),
      // @ts-expect-error a task needs a name
      dataset.items.createTask({ due: '2029-01-01' }),
      // @ts-expect-error seconds or milliseconds? say which
      dataset.tasks.create({ name: 'a', due: 1_741_651_200 }),
      // @ts-expect-error a QA task checks another task
      dataset.tasks.createQaTask({ due: { days: 7 } }),
    ])
  })

  it('of Filters', () => {
    const filters = new Filters()
    filters.add({ field: 'name', values: ['a'], operator: 'in', method: 'or' })
    // @ts-expect-error no such operator
    void (() => filters.add({ field: 'name', values: 'a', operator: 'equals' }))
    // @ts-expect-error no such resource
    void (() => new Filters({ resource: 'pictures' }))
  })
})
