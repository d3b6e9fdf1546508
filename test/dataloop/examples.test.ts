// Every example of the reference is run against the embedded platform: documentation that does not work fails here. The names
// that examples use (dl, dataset, item, task, …) are real entities; each example has a platform of its own.
import { mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicEntries } from '../../scripts/api-reference.ts'
import type { Entry } from '../../scripts/api-reference.ts'
import * as loopbook from '../../src/index.ts'
import { openPlace } from './places.ts'
import type { Place } from './places.ts'

const exampleId = '63cebe0f6f60196b004423d9'
const assignees = ['ann@x.ai', 'bob@x.ai']

// What talks to the cloud.
const elsewhere = /gate\.dataloop\.ai|127\.0\.0\.1:8080/

interface Example {
  name: string
  code: string
}

function examplesOf({ name, example, members }: Entry): Example[] {
  const all = [
    { name, code: example },
    ...members.map((member) => ({ name: `${name}.${member.name}`, code: member.example })),
  ]
  return all.filter((each): each is Example => each.code !== undefined && !elsewhere.test(each.code))
}

async function contextOf(place: Place): Promise<Record<string, unknown>> {
  const { dl } = place
  const project = await dl.projects.get({ name: 'Tutorial' })
  const dataset = await project.datasets.get({ name: 'Animals' })
  const item = await dataset.items.get({ filename: '/test1.jpg' })
  const adults = dataset.items.whereAnnotation({ label: 'Adult' })
  const task = await dataset.tasks.create({ name: 'test_task1', due: { days: 7 }, assignees })
  // All done, so that waiting for the task ends.
  await task.setStatus('completed', await task.items.all({ progress: false }))
  const recipe = await dataset.recipes.first()
  await project.addMember('annotator1@dataloop.ai')
  return {
    ...loopbook,
    createDataloop: () => dl,
    dl,
    project,
    dataset,
    item,
    adults,
    task,
    recipe,
    query: dataset.items,
    annotation: await item.annotations.first(),
    ontology: await recipe.ontology(),
    assignment: (await task.assignments.all())[0],
    filters: new loopbook.Filters({ field: 'name', values: 'test1.jpg' }),
    items: await dataset.items.all(),
    counts: (await dataset.annotations.all()).countBy('label'),
    preview: await adults.preview({ user: { reviewed: true } }),
    one: dataset,
    other: dataset,
    size: 0,
    console: { log: () => undefined },
    DateTime: (await import('luxon')).DateTime,
  }
}

const AsyncFunction = (async () => undefined).constructor as new (
  ...parts: string[]
) => (...values: unknown[]) => Promise<void>

let folder: string
const before = process.cwd()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loopbook-examples-'))
  await mkdir(join(folder, 'pictures'))
  await writeFile(join(folder, 'test1.jpg'), 'not really a picture')
  await writeFile(join(folder, 'pictures/a.txt'), 'a')
  process.chdir(folder)
})

afterAll(async () => {
  process.chdir(before)
  await rm(folder, { recursive: true, force: true })
})

const examples = publicEntries().flatMap(examplesOf)

it('there are examples', () => {
  expect(examples.length).toBeGreaterThan(100)
})

describe('the example of', () => {
  it.each(examples.map((example) => [example.name, example] as const))('%s runs', async (_, example) => {
    const place = await openPlace('in this process')
    try {
      await run(example, await contextOf(place))
    } finally {
      await place.close()
    }
  })
})

async function run({ name, code }: Example, context: Record<string, unknown>): Promise<void> {
  const kind = /annotation/i.test(name) ? 'annotation' : /assignment/i.test(name) ? 'assignment' : 'item'
  const { id } = context[kind] as { id: string }
  const names = Object.keys(context)
  // Types are taken out of the whole function, so that await is where it belongs; a block of its own lets it declare anew.
  const source = stripTypeScriptTypes(`async function example() {{\n${code.replaceAll(exampleId, id)}\n}}`)
  const body = source.slice(source.indexOf('{') + 1, source.lastIndexOf('}'))
  await new AsyncFunction(...names, body)(...names.map((each) => context[each]))
}
