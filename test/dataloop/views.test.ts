// What showing something costs: one page of a query however many there are, small pictures of the rows that are shown, and
// nothing that fails when the pictures do.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createDisplay, toMimeBundle } from '../../kernel/display/index.ts'
import { createDataloop } from '../../src/dataloop/index.ts'
import type { Dataloop } from '../../src/dataloop/index.ts'
import { openPlatform, seedItems } from '../../src/platform/index.ts'
import type { Platform } from '../../src/platform/index.ts'

interface Sent {
  line: string
  body: { page?: number; pageSize?: number }
}

let directory: string
let platform: Platform
let dl: Dataloop
let sent: Sent[] = []
let broken = false

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'loopbook-views-'))
  platform = await openPlatform({ directory })
  await seedItems(directory, { items: 5_000, annotationsPerItem: 1, name: 'Many' })
  const counted = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url)
    const body = request.method === 'POST' ? ((await request.clone().json()) as Sent['body']) : {}
    sent.push({
      line: `${request.method} ${pathname.replace(/^\/api\/v1/, '').replaceAll(/[\da-f]{24}/g, 'ID')}`,
      body,
    })
    return broken && pathname.endsWith('/thumbnail') ? new Response('no', { status: 404 }) : platform.fetch(request)
  }
  const embedded = async () => ({ url: platform.url, token: platform.token, fetch: counted })
  dl = createDataloop({ env: {}, embedded, announce: false })
})
afterAll(async () => {
  await platform.close()
  await rm(directory, { recursive: true, force: true })
})
beforeEach(() => {
  broken = false
})

test('a query of many items is shown by one page, and by the pictures of its rows', async () => {
  const dataset = await dl.dataset({ project: 'Tutorial', name: 'Many' })
  sent = []
  const bundle = (await toMimeBundle(dataset.items.whereAnnotation({ label: 'Adult' }))) ?? {}
  const [page, ...pictures] = sent
  expect(page).toMatchObject({ line: 'POST /datasets/ID/query', body: { page: 0, pageSize: 10 } })
  expect(pictures.map(({ line }) => line)).toEqual(Array.from({ length: 10 }, () => 'GET /items/ID/thumbnail'))
  expect(bundle['text/plain']).toMatch(/· 3,\d{3} rows × 4\s+columns/)
  expect(bundle['text/plain']).toMatch(/… 3,\d{3} more rows · A query: the first page\./)
})

test('a list that is there already asks for its pictures only', async () => {
  const dataset = await dl.dataset({ project: 'Tutorial', name: 'Many' })
  const items = await dataset.items.limit(1_500).all({ progress: false })
  sent = []
  await toMimeBundle(items)
  expect(sent.map(({ line }) => line)).toEqual(Array.from({ length: 10 }, () => 'GET /items/ID/thumbnail'))
})

test('names stand by themselves where pictures fail', async () => {
  const dataset = await dl.dataset({ project: 'Tutorial', name: 'Animals' })
  broken = true
  const { 'text/html': html } = (await toMimeBundle(dataset.items)) ?? {}
  expect(html).not.toContain('<img')
  expect(html).toContain('/people/walk.jpg')
})

test('display.table shows as many entities as it is asked for, as the library draws them', async () => {
  const dataset = await dl.dataset({ project: 'Tutorial', name: 'Animals' })
  const items = await dataset.items.all({ progress: false })
  const messages: { data?: Record<string, unknown> }[] = []
  const display = createDisplay((message) => messages.push(message))
  await display.table(items, { head: 100 }).ready
  const { 'text/plain': text, 'text/html': html } = messages.at(-1)?.data ?? {}
  for (const { filename } of items) expect(html).toContain(filename)
  expect(String(html).match(/<img src="data:image\/jpeg/g)).toHaveLength(12)
  expect(text).not.toContain('more row')
})

test('an entity of the cloud links to its page in the console, one of another platform to none', async () => {
  const cloud = (url: string): Dataloop => {
    const fetch = (request: Request): Promise<Response> =>
      platform.fetch(new Request(request.url.replace(url, platform.url), request))
    const embedded = async () => ({ url, token: platform.token, fetch })
    return createDataloop({ env: {}, embedded, announce: false })
  }
  const shown = async (url: string): Promise<string> => {
    const dataset = await cloud(url).dataset({ project: 'Tutorial', name: 'Animals' })
    const item = await dataset.items.get({ filename: '/test1.jpg' })
    const task = await dataset.tasks.create({
      name: `links ${url}`,
      due: '2029-01-01',
      assignees: ['ann@example.test'],
    })
    const bundles = await Promise.all([dataset, item, dataset.items, task].map(async (value) => toMimeBundle(value)))
    return bundles
      .map((bundle) => bundle?.['text/html'])
      .join('')
      .replaceAll(/[\da-f]{24}|[\da-f]{8}-[\da-f-]{27}/g, 'ID')
  }
  const html = await shown('https://gate.dataloop.ai/api/v1')
  for (const page of ['projects/ID/datasets/ID/items', 'projects/ID/datasets/ID/items/ID', 'projects/ID/tasks/ID'])
    expect(html).toContain(`<a href="https://console.dataloop.ai/${page}" rel="noopener noreferrer">`)
  expect(html).toMatch(/alt=""[^>]*> <a href="[^"]*"[^>]*><span class="lb-path">\/people\/walk\.jpg<\/span><\/a>/)
  expect(await shown('https://rc-gate.dataloop.ai/api/v1')).toContain('https://rc-con.dataloop.ai/projects/ID/')
  expect(await shown('https://gate.dataloop.ai.evil.test/api/v1')).not.toContain('<a ')
})

test("a task's bar has a part for each status", async () => {
  const dataset = await dl.dataset({ project: 'Tutorial', name: 'Animals' })
  const task = await dataset.tasks.create({ name: 'parts', due: '2029-01-01', assignees: ['ann@example.test'] })
  const shown = async (): Promise<unknown> => ((await toMimeBundle(await task.refresh())) ?? {})['text/plain']
  expect(await shown()).toMatch(/█ done {2}▓ open\n {2}ann@example\.test ▓+ 0\/12 0%/)
  const [first, second] = await task.items.all({ progress: false })
  await first?.setStatus('discard', { task })
  await second?.setStatus('completed', { task })
  expect(await shown()).toMatch(/█ completed {2}▓ discard {2}▒ open\n {2}ann@example\.test █+▓+▒+ 2\/12 17%/)
})
