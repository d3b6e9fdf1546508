// The tutorial's steps with our library, each announced to the recording proxy. The same steps in Python: dtlpy_steps.py.
import type { Dataloop } from '../../src/dataloop/index.ts'

export interface Files {
  picture: string
  folder: string
}

const now = '2026-11-23T23:19:06.811Z'
const assignees = ['annotator1@dataloop.ai', 'annotator2@dataloop.ai'] as const
const [first, second] = assignees
const due = '2029-03-11T00:00:00Z'
const quiet = { progress: false }

export async function runTutorial(dl: Dataloop, step: (name: string) => void, files: Files): Promise<void> {
  step('open')
  const project = await dl.projects.get({ name: 'Tutorial' })
  const dataset = await project.datasets.get({ name: 'Animals' })

  step('list')
  const items = await dataset.items.all(quiet)

  step('get')
  let item = await dataset.items.get(items.find(({ filename }) => filename === '/test1.jpg')!.id)
  item = await dataset.items.get({ filename: '/test1.jpg' })

  step('update')
  item.metadata.user = {}
  item.metadata.user.dateTime = now
  await item.update()

  const adults = dataset.items.whereAnnotation({ label: 'Adult' })
  step('bulk-as-printed')
  await adults.update({ user: { user: { dateTime: now } } })

  step('bulk')
  await adults.update({ user: { dateTime: now } })

  step('filter-and-sort')
  await dataset.items
    .where({ 'metadata.user.dateTime': { gte: now } })
    .sortBy('metadata.user.dateTime', 'descending')
    .all(quiet)

  step('task')
  const task = await dataset.tasks.create({ name: 'test_task1', due, assignees, items: adults })

  step('qa-task')
  await dataset.tasks.createQaTask({ task, due, assignees, items: adults })

  step('whole-dataset')
  await dataset.tasks.create({ name: '<task_name>', due, assignees })

  step('options')
  await dataset.tasks.create({
    name: 'four to one',
    due,
    workload: { [first]: 80, [second]: 20 },
    statuses: ['completed', 'to-check', 'discard'],
    priority: 'high',
    metadata: { key: 'value' },
  })

  step('pulling')
  await dataset.tasks.create({ name: 'pulling', due, assignees, batchSize: 3, maxBatchWorkload: 5 })

  step('consensus')
  await dataset.tasks.create({
    name: 'consensus',
    due,
    assignees,
    consensus: { percentage: 50, assignees: 2, type: 'consensus' },
  })

  step('items-of-a-task')
  const small = await dataset.tasks.create({ name: 'small', due, assignees: [first], items: [item] })

  step('task-items')
  await small.items.all(quiet)

  step('status')
  await small.setStatus('completed', [item])

  step('add-and-remove')
  const other = items.find(({ filename }) => filename !== '/test1.jpg')!
  await small.addItems([other], { assignees: [first] })
  await small.removeItems([other])

  step('reassign')
  const [assignment] = await small.assignments.all()
  const moved = await assignment!.reassign('c@x.io')
  await moved.redistribute({ workload: { 'e@x.io': 50, 'f@x.io': 50 } })

  step('delete-task')
  await small.delete()

  step('metadata')
  const [annotation] = await item.annotations.all(quiet)
  annotation!.metadata.user = { reviewed: now }
  await annotation!.update({ system: true })
  const recipe = await dataset.recipes.first()
  recipe.metadata.user = { version: 2 }
  await recipe.update()
  dataset.metadata.user = { seen: now }
  await dataset.update()

  step('upload')
  const uploaded = await dataset.items.upload(files.picture, { folder: '/up', metadata: { k: 1 } })

  step('labels')
  await dataset.addLabel('Person', { color: '#0214a7' })

  step('annotate')
  await uploaded.annotations.upload([
    { type: 'class', label: 'Person' },
    { type: 'point', label: 'Ear', coordinates: { x: 80, y: 81 } },
    { type: 'box', label: 'Person', coordinates: { left: 10, top: 20, right: 110, bottom: 120 } },
    { type: 'segment', label: 'Person', coordinates: [[1, 2], [30, 4], [20, 40]].map(([x, y]) => ({ x: x!, y: y! })) }, // prettier-ignore
    { type: 'polyline', label: 'Person', coordinates: [[1, 2], [30, 4]].map(([x, y]) => ({ x: x!, y: y! })) }, // prettier-ignore
    { type: 'ellipse', label: 'Person', coordinates: { center: { x: 50, y: 60 }, rx: 10, ry: 20, angle: 30 } },
  ])

  step('relabel')
  const person = (await uploaded.annotations.all(quiet)).find(({ type }) => type === 'class')!
  person.label = 'Adult'
  await person.update()

  step('annotations-by-label')
  await uploaded.annotations.where({ label: 'Person' }).delete({ confirm: true })

  step('annotations-where')
  await dataset.annotations.where({ label: 'Ear' }).page(0, 1000)

  step('download')
  await uploaded.download(files.folder + '/down.jpg')

  step('move')
  await uploaded.move('/moved/')

  step('folder')
  await dataset.items.makeFolder('/d1')

  step('clone-item')
  await uploaded.clone({ filename: '/copies/one.jpg' })

  step('delete-item')
  await uploaded.delete()

  step('delete-by-filter')
  await dataset.items.where({ name: 'one.jpg' }).delete({ confirm: true })

  step('clone-dataset')
  const version = await dataset.clone({ name: 'dataset_v2' })

  step('clone-some')
  await dataset.clone({ name: 'dataset_v3', items: adults })

  step('merge')
  await project.datasets.merge({ name: 'merged', datasets: [dataset, version] })

  step('delete-dataset')
  await version.delete({ confirm: true })

  step('end')
}
