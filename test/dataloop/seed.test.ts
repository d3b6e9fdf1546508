// The tutorial, row by row, against the real embedded platform: in this process, over HTTP, and through a proxy that breaks
// every third request. The rows are those of the contract; their numbers are in the names of the tests.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DateTime } from 'luxon'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Filters, InvalidArgumentError, NotFoundError } from '../../src/dataloop/index.ts'
import type { Dataset, Item, Project, Task } from '../../src/dataloop/index.ts'
import { openPlace, places } from './places.ts'
import type { Place } from './places.ts'

const assignees = ['annotator1@dataloop.ai', 'annotator2@dataloop.ai']
const due = '2029-03-11'

describe.each(places)('the tutorial %s', (name) => {
  let place: Place
  let project: Project
  let dataset: Dataset
  let item: Item
  let task: Task
  let total: number
  const start = new Date()

  beforeAll(async () => {
    place = await openPlace(name)
    project = await place.dl.projects.get({ name: 'Tutorial' })
    dataset = await project.datasets.get({ name: 'Animals' })
    total = await dataset.items.count()
  })

  afterAll(async () => {
    await place.close()
  })

  it('1: lists all items, as a table', async () => {
    const items = await dataset.items.all()
    expect(items).toHaveLength(total)
    expect(items.map(({ filename }) => filename)).toContain('/test1.jpg')
    const show = Symbol.for('Jupyter.display')
    const bundle = await (dataset.items as unknown as Record<symbol, () => Promise<Record<string, string>>>)[show]!()
    expect(bundle['text/plain']).toContain('/test1.jpg')
    expect(bundle['text/html']).toContain('<table')
    const names: string[] = []
    for await (const each of dataset.items) names.push(each.name)
    expect(names).toEqual(items.map((each) => each.name))
  })

  it('2: gets one, by name and by id', async () => {
    item = await dataset.items.get({ filename: '/test1.jpg' })
    expect((await dataset.items.get(item.id)).name).toBe('test1.jpg')
    expect(item.annotationsCount).toBe(3)
  })

  it('3 and 4: writes the time into its metadata', async () => {
    item.metadata.user.dateTime = place.dl.now()
    const written = item.metadata.user.dateTime as string
    await item.update()
    expect((await dataset.items.get(item.id)).metadata.user.dateTime).toBe(written)
    await item.stamp('dateTime')
    expect((await dataset.items.get(item.id)).metadata.user.dateTime >= written).toBe(true)
    delete item.metadata.user.dateTime
    await item.update()
    expect((await dataset.items.get(item.id)).metadata.user).not.toHaveProperty('dateTime')
  })

  it('5 and 6: writes it into all items with an annotation labelled Adult', async () => {
    const adults = dataset.items.whereAnnotation({ label: 'Adult' })
    const count = await adults.count()
    expect(count).toBeGreaterThan(0)
    const now = place.dl.now()
    const preview = await adults.preview({ user: { dateTime: now } })
    expect(preview.count).toBe(count)
    expect(await dataset.items.where({ 'metadata.user.dateTime': now }).count()).toBe(0)
    const outcome = await adults.update({ user: { dateTime: now } })
    expect(outcome.count).toBe(count)
    expect(outcome.dataset).toBe('Animals')
    expect(await dataset.items.where({ 'metadata.user.dateTime': now }).count()).toBe(count)
    const filters = new Filters()
    filters.addJoin({ field: 'label', values: 'Adult' })
    expect((await dataset.items.where(filters).stamp('dateTime')).count).toBe(count)
  })

  it('7: filters and sorts by it', async () => {
    await (await dataset.items.get({ filename: '/test1.jpg' })).stamp('dateTime', '2020-01-01T00:00:00.000Z')
    const since = dataset.items.where({ 'metadata.user.dateTime': { gte: start } })
    const sorted = await dataset.items
      .where({ 'metadata.user.dateTime': { exists: true } })
      .sortBy('metadata.user.dateTime', 'descending')
      .all()
    const times = sorted.map(({ metadata }) => metadata.user.dateTime as string)
    expect(times).toEqual(times.toSorted().toReversed())
    expect(await since.count()).toBe(times.filter((time) => time >= start.toISOString()).length)
  })

  it('8: creates a task, divided equally', async () => {
    task = await dataset.items.createTask({ name: 'test_task1', due, assignees })
    expect(task.name).toBe('test_task1')
    expect(task.due?.toMillis()).toBe(DateTime.fromISO(due).toMillis())
    expect(task.totalItems).toBe(total)
    const parts = await task.assignments.all()
    expect(parts.map(({ assignee }) => assignee).toSorted()).toEqual(assignees)
    expect(parts.reduce((sum, part) => sum + part.totalItems, 0)).toBe(total)
    expect((await dataset.tasks.get({ name: 'test_task1' })).id).toBe(task.id)
    expect(await task.items.count()).toBe(total)
  })

  it('9: creates a QA task of what is done', async () => {
    const [one] = await task.items.limit(1).all()
    await one!.setStatus('completed', { task })
    expect(one!.status(task)).toBe('completed')
    const qaTask = await task.createQaTask({ due: { days: 30 }, assignees })
    expect(qaTask.name).toBe('test_task1_qa')
    expect(qaTask.type).toBe('qa')
    expect(qaTask.totalItems).toBe(1)
    expect(qaTask.parentTaskId).toBe(task.id)
  })

  it('10 and 11: creates tasks of the whole dataset, with workload, statuses, priority', async () => {
    const everything = await dataset.tasks.create({ name: 'everything', due, assignees })
    expect(everything.totalItems).toBe(total)
    const most = await dataset.tasks.create({
      name: 'four to one',
      due: { days: 7 },
      workload: { 'annotator1@dataloop.ai': 80, 'annotator2@dataloop.ai': 20 },
      statuses: ['completed', 'to-check', 'discard'],
      priority: 'high',
    })
    expect(most.priority).toBe('high')
    expect(most.statuses.map(({ action }) => action)).toEqual(['completed', 'to-check', 'discard'])
    await everything.delete()
    await expect(dataset.tasks.get({ name: 'everythin' })).rejects.toThrow(NotFoundError)
  })

  it('11: adds, removes, reassigns, redistributes, waits', async () => {
    const [first, second] = await dataset.items.limit(2).all()
    const small = await dataset.tasks.create({ name: 'small', due, assignees: [assignees[0]!], items: [first!] })
    expect((await small.addItems([second!])).totalItems).toBe(2)
    expect((await small.removeItems([second!])).totalItems).toBe(1)
    const [assignment] = await small.assignments.all()
    const other = await assignment!.reassign('other@dataloop.ai')
    expect(other.assignee).toBe('other@dataloop.ai')
    const [third] = await other.redistribute({ assignees: ['third@dataloop.ai'] })
    expect(third?.assignee).toBe('third@dataloop.ai')
    await small.setStatus('completed', [first!])
    expect((await small.wait({ timeout: 5000, interval: 50 })).progress).toBe(100)
  })

  it('12: writes metadata of annotation, recipe, dataset, task', async () => {
    const annotation = (await item.annotations.first())!
    await annotation.stamp('reviewed')
    expect((await item.annotations.get(annotation.id)).metadata.user.reviewed).toMatch(/Z$/)
    const recipe = await dataset.recipes.first()
    recipe.metadata.user.version = 2
    await recipe.update()
    expect((await dataset.recipes.get(recipe.id)).metadata.user.version).toBe(2)
    await dataset.stamp('seen')
    expect((await project.datasets.get({ name: 'Animals' })).metadata.user.seen).toMatch(/Z$/)
    await task.stamp('seen')
    expect((await dataset.tasks.get(task.id)).metadata.user.seen).toMatch(/Z$/)
  })

  it('13: uploads, annotates, changes a label', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'loopbook-upload-'))
    try {
      const bytes = await item.download()
      await writeFile(join(folder, 'one.jpg'), bytes)
      await writeFile(join(folder, 'two.jpg'), bytes)
      const uploaded = await dataset.items.upload(join(folder, 'one.jpg'), { folder: '/up', metadata: { k: 1 } })
      expect([uploaded.filename, uploaded.metadata.user.k, uploaded.size]).toEqual(['/up/one.jpg', 1, bytes.length])
      const outcome = await dataset.items.uploadAll(folder, { folder: '/up' })
      expect([outcome.created.length, outcome.skipped, outcome.failed.length]).toEqual([1, ['/up/one.jpg'], 0])
      await uploaded.annotations.upload([
        { label: 'Person', type: 'class' },
        { label: 'Ear', type: 'point', coordinates: { x: 8, y: 8 } },
      ])
      const person = (await uploaded.annotations.where({ label: 'Person' }).first())!
      person.label = 'Adult'
      await person.update()
      const labels = (await uploaded.annotations.all()).map(({ label }) => label)
      expect(labels.toSorted()).toEqual(['Adult', 'Ear'])
      expect(await uploaded.annotations.where({ label: 'Ear' }).delete()).toMatchObject({ count: 1 })
      await dataset.items.where({ dir: '/up' }).download(join(folder, 'down'))
      expect((await readFile(join(folder, 'down/up/one.jpg'))).equals(bytes)).toBe(true)
      await expect(dataset.items.delete()).rejects.toThrow(InvalidArgumentError)
      expect(await dataset.items.where({ dir: '/up' }).delete()).toMatchObject({ count: 2 })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  it('14: clones item and dataset', async () => {
    const copy = await item.clone({ filename: '/copies/test1.jpg' })
    expect(copy.filename).toBe('/copies/test1.jpg')
    await copy.delete()
    await expect(dataset.items.get(copy.id)).rejects.toThrow(/There is no item with id/)
    const version = await dataset.clone({ name: `v2 ${name}` })
    expect(await version.items.count()).toBe(total)
    await version.delete({ confirm: true })
  })

  it('and nothing was done twice', async () => {
    expect(await dataset.items.count()).toBe(total)
    const names = (await dataset.tasks.all()).map((each) => each.name)
    expect(new Set(names).size).toBe(names.length)
    expect(place.broken() > 0).toBe(name === 'through a proxy that breaks things')
  })
})
