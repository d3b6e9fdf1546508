// One output of every view of the library, from the sample data of a real platform: for the tests in a browser and on a
// sanitising viewer, and for looking at.
//
//   for (const { name, html, text } of await outputs(dl)) …
import type { Dataloop } from '../../src/dataloop/index.ts'
import { toMimeBundle } from '../../kernel/display/index.ts'

export interface Shown {
  name: string
  text: string
  html: string
}

export async function outputs(dl: Dataloop): Promise<Shown[]> {
  const shown: Shown[] = []
  const show = async (name: string, value: unknown): Promise<void> => {
    const { 'text/plain': text, 'image/svg+xml': svg, 'text/html': html = svg } = (await toMimeBundle(value)) ?? {}
    if (typeof text !== 'string' || typeof html !== 'string') throw new Error(`${name} has no text or no HTML`)
    shown.push({ name, text, html })
  }
  const project = await dl.projects.get({ name: 'Tutorial' })
  const dataset = await project.datasets.get({ name: 'Animals' })
  const assignees = ['ann@example.test', 'bob@example.test']
  const adults = dataset.items.whereAnnotation({ label: 'Adult' })
  const item = await dataset.items.get({ filename: '/people/family.jpg' })
  const [annotation] = await item.annotations.all()
  await show('projects', dl.projects)
  await show('project', project)
  await show('datasets', project.datasets)
  await show('dataset', dataset)
  await show('item', item)
  await show('items', await dataset.items.all({ progress: false }))
  await show('page of items', await dataset.items.page(0, 5))
  await show('query', adults.sortBy('annotationsCount', 'descending'))
  await show('empty query', dataset.items.where({ name: 'nothing*' }))
  await show('plain array of items', (await adults.all({ progress: false })).slice(0, 3))
  await show('selection', dataset.items.select('name', 'metadata.user.place'))
  await show('annotation', annotation)
  await show('annotations', dataset.annotations.where({ label: 'Child' }))
  await show('counts', (await dataset.annotations.all({ progress: false })).countBy('label'))
  await show('preview', await adults.preview({ user: { reviewed: true } }))
  await show('update', await adults.update({ user: { reviewed: true, pass: 1 } }))
  await show('update without comparison', await adults.update({ user: { pass: 2 } }, { compare: 0 }))
  const task = await adults.createTask({ name: 'check the adults', due: '2029-03-11', assignees })
  const [first, second, third] = await task.items.all({ progress: false })
  await first?.setStatus('completed', { task })
  await second?.setStatus('discard', { task })
  await third?.setStatus('completed', { task })
  await show('task', await task.refresh())
  await show('tasks', dataset.tasks)
  await show('assignments', task.assignments)
  await show('assignment', (await task.assignments.all())[0])
  await show('recipe', await dataset.recipes.first())
  await show('recipes', dataset.recipes)
  await show('deletion', await dataset.items.where({ filename: '/together/farm.jpg' }).delete())
  await show('promise of a query', dataset.items.all({ progress: false }))
  await show('error', await dataset.items.get({ filename: '/people/famly.jpg' }).catch((error: unknown) => error))
  return shown
}
