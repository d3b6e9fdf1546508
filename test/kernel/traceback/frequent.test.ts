// What people run into most, through a real kernel with the library in it and a real platform behind: each says in plain
// words what happened, where in their cell, and what to do next.
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchKernel } from '../../../src/client/index.ts'
import type { Kernel } from '../../../src/client/index.ts'
import { openPlatform, servePlatform } from '../../../src/platform/index.ts'
import type { Platform } from '../../../src/platform/index.ts'

let kernel: Kernel
let folder: string
let platform: Platform
let served: Awaited<ReturnType<typeof servePlatform>>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loopbook-errors-'))
  const cwd = join(folder, 'notebooks')
  await mkdir(cwd)
  platform = await openPlatform({ directory: join(folder, 'served') })
  served = await servePlatform(platform, { port: 0 })
  kernel = await launchKernel({ cwd, env: { LOOPBOOK_HOME: join(folder, 'home') } })
  await kernel.execute(`const dataset = await dl.dataset({ project: 'Tutorial', name: 'Animals' })`)
}, 60_000)

afterAll(async () => {
  await kernel?.shutdown(1_000)
  await served?.close()
  await platform?.close()
  await rm(folder, { recursive: true, force: true })
})

/** All that the reader sees of the cell's failure, and of what it showed before. */
async function failure(code: string): Promise<string> {
  const { outputs } = await kernel.execute(code)
  const error = outputs.find(({ output_type: type }) => type === 'error') as { traceback: string[] } | undefined
  return stripVTControlCharacters(error?.traceback.join('\n') ?? 'no error')
}

/** The embedded platform's answers, over HTTP, as the cloud would give them. */
const base = (): string => served.url.replace(/\/?$/, '')

test.each<[what: string, code: () => string, title: RegExp, hint: string]>([
  [
    'a name of a cell that has not run yet',
    () => 'const n = 1\nresults.length',
    /^ReferenceError: results is not defined$/m,
    'no cell that has run declares results; run the cell that does first.',
  ],
  ['a misspelt name', () => 'datset.items', /^ReferenceError: datset is not defined$/m, 'did you mean dataset?'],
  [
    'await forgotten before a property',
    () => `dataset.items.get({ filename: '/test1.jpg' }).metadata.user`,
    /^TypeError: Cannot read properties of undefined \(reading 'user'\)$/m,
    `put await before it: (await dataset.items.get({ filename: '/test1.jpg' })).metadata.`,
  ],
  [
    'await forgotten before a list',
    () => 'const all = dataset.items.all()\nall.map((item) => item.name)',
    /^TypeError: all\.map is not a function$/m,
    'a promise of one by (await all).map(…).',
  ],
  [
    'a query never run, treated as a list',
    () => 'dataset.items.filter((item) => item.annotated)',
    /^TypeError: dataset\.items\.filter is not a function$/m,
    'a query becomes one by (await dataset.items.all()).filter(…)',
  ],
  [
    'a query never run, in a loop',
    () => 'for (const item of dataset.items) console.log(item.name)',
    /^TypeError: dataset\.items is not iterable$/m,
    'await its .all() first, or use for await.',
  ],
  [
    'a package that is not installed',
    () => `import express from 'express-of-nobody'`,
    /^Error: Cannot find package 'express-of-nobody'$/m,
    `npm install express-of-nobody  or import it as 'npm:express-of-nobody'.`,
  ],
  [
    'a project that is not there',
    () => `await dl.projects.get({ name: 'Tutorail' })`,
    /^NotFoundError: There is no project named 'Tutorail'$/m,
    `did you mean 'Tutorial'?`,
  ],
  [
    'an item that is not there',
    () => `await dataset.items.get({ filename: '/people/famly.jpg' })`,
    /^NotFoundError: There is no item '\/people\/famly\.jpg' in this dataset$/m,
    `did you mean '/people/family.jpg'`,
  ],
  [
    'a field that is not there',
    () => `await dataset.items.where({ filenam: 'x' } as never).count()`,
    /^InvalidArgumentError: Items have no field 'filenam'$/m,
    `did you mean 'filename'?`,
  ],
  [
    'not logged in (401)',
    () => `dl.connect({ url: '${base()}', token: 'e30.e30.e30' })\nawait dl.projects.get({ name: 'Tutorial' })`,
    /^UnauthorizedError: Not logged in \(401 from GET \/projects\/Tutorial\/name\)/m,
    'set DATALOOP_TOKEN (or DATALOOP_EMAIL and DATALOOP_PASSWORD), or dl.connect({ token })',
  ],
  [
    'too many requests (429)',
    () => `dl.connect({ url: '${base()}', token: '${platform.token}', attempts: 3 })
await fetch('${base()}/loopbook/faults', { method: 'POST', headers: { authorization: 'Bearer ${platform.token}', 'content-type': 'application/json' }, body: JSON.stringify({ status: 429, times: 3, retryAfter: 0, path: '/projects' }) })
await dl.projects.get({ name: 'Tutorial' })`,
    /^RateLimitError: Too many requests \(429 from GET \/projects\/Tutorial\/name, tried 3 times\)/m,
    'wait a little, or lower the concurrency',
  ],
  [
    'a platform that is not running',
    () =>
      `dl.connect({ url: 'http://127.0.0.1:9/api/v1', token: 'x', attempts: 1 })\nawait dl.projects.get({ name: 'x' })`,
    /^ConnectionError: Nothing answers there: the connection was refused/m,
    'loopbook platform start starts it',
  ],
])('%s', async (_what, code, title, hint) => {
  const shown = await failure(code())
  expect(shown).toMatch(title)
  // The line of their cell with a caret under it, and nothing of ours.
  expect(shown).toMatch(/^ {2}Cell \[\d+\], line \d+$/m)
  expect(shown).toMatch(/^ +│ +\^+$/m)
  expect(shown).not.toMatch(/node:internal|node_modules|\/kernel\/|\/src\/|__loopbook/)
  const [last = ''] = shown.split('\n').slice(-1)
  expect(last).toMatch(/^hint: /)
  expect(last).toContain(hint)
  expect(shown).not.toContain(platform.token)
})

test.each([
  ['dataset.items.all({ progress: false })', 'Promise of dataset.items.all(): not awaited yet', 'add await'],
  ['new Promise(() => {})', 'Promise { <pending> }', 'add `await` to get its value'],
  ['(function* () { yield 1 })()', 'Object [Generator] {}', '[...…]'],
])('%s as the last value says what to add', async (code, shown, hint) => {
  const { outputs } = await kernel.execute(code)
  const { data } = outputs.find((output) => 'data' in output) as { data: Record<string, string> }
  expect(data['text/plain']).toContain(shown)
  expect(data['text/plain']).toContain(`hint: `)
  expect(data['text/plain']).toContain(hint)
  expect(data['text/html']).toContain('<strong>hint:</strong>')
})
