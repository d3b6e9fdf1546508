// kill -9 in the middle of bulk updates: the database stays whole, nothing acknowledged is lost, no update is half there.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPlatform, seedItems } from '../../src/platform/index.ts'

const items = 3000
const rounds = 50
const home = mkdtempSync(join(tmpdir(), 'crash-'))
const program = fileURLToPath(new URL('crashing-program.ts', import.meta.url))
let datasetId = ''

interface Page {
  totalItemsCount: number
  items: { id: string; metadata: { user?: { round?: number } } }[]
}

async function ask<T>(method: string, path: string, body?: object): Promise<T> {
  const platform = await openPlatform({ directory: home, sample: false })
  try {
    const response = await platform.fetch(
      new Request(platform.url + path, {
        method,
        headers: { authorization: `Bearer ${platform.token}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      }),
    )
    expect(response.status).toBeLessThan(300)
    return (await response.json()) as T
  } finally {
    await platform.close()
  }
}

const count = async (filter: object): Promise<number> =>
  (
    await ask<Page>('POST', `/datasets/${datasetId}/query`, {
      resource: 'items',
      filter: { $and: [filter] },
      pageSize: 1,
    })
  ).totalItemsCount

/** Kills the program after so many milliseconds from its first acknowledgement; answers the last round that it acknowledged. */
async function crash(first: number, milliseconds: number): Promise<number> {
  const child = spawn(process.execPath, ['--conditions=loopbook-source', program, home, datasetId, String(first)])
  let said = ''
  let errors = ''
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()))
  child.stdout.on('data', (text: Buffer) => {
    if (said === '') setTimeout(() => child.kill('SIGKILL'), milliseconds)
    said += text.toString()
  })
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.once('close', (...end) => resolve(end)),
  )
  expect({ code, signal }, errors).toEqual({ code: null, signal: 'SIGKILL' })
  return Number(said.trim().split('\n').at(-1)?.split(' ')[1])
}

beforeAll(async () => {
  await (await openPlatform({ directory: home, sample: false })).close()
  await seedItems(home, { items, annotationsPerItem: 1, name: 'Crash' })
  const datasets = await ask<{ items?: { id: string; name: string }[] } & { id: string; name: string }[]>(
    'GET',
    '/datasets',
  )
  datasetId = (datasets.items ?? datasets).find(({ name }) => name === 'Crash')!.id
}, 60_000)

afterAll(() => rmSync(home, { recursive: true, force: true }))

test(`${rounds} kills: whole database, all acknowledged work, no half update`, { timeout: 300_000 }, async () => {
  let acknowledged = 0
  for (let round = 0; round < rounds; round++) {
    // From the middle of an update to a few updates later.
    const last = await crash(acknowledged + 1, (round * 7) % 60)
    expect(last).toBeGreaterThan(acknowledged)
    const check = new DatabaseSync(join(home, 'platform.sqlite'))
    expect(check.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
    expect(check.prepare('PRAGMA foreign_key_check').all()).toEqual([])
    check.close()
    // The update after the last acknowledged one may be there, but then on every item.
    const there = await count({ 'metadata.user.round': last })
    const next = await count({ 'metadata.user.round': last + 1 })
    expect([there, next]).toEqual(next === 0 ? [items, 0] : [0, items])
    acknowledged = next === 0 ? last : last + 1
  }
})
