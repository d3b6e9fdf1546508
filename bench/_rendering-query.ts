// Showing a query on a million items, as a cell that ends in it does, for bench/rendering.ts: on an embedded platform in this
// process, beside the bare request for its page. The database takes minutes to make: it is made once, in the folder that
// LOOPBOOK_BENCH_HOME names (else in a temporary one, with 100,000 items, and removed).
//
//   LOOPBOOK_BENCH_HOME=/tmp/million npm run bench rendering
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toMimeBundle } from '../kernel/display/index.ts'
import { createDataloop } from '../src/dataloop/index.ts'
import type { Dataset } from '../src/dataloop/index.ts'
import { openPlatform, seedItems } from '../src/platform/index.ts'
import type { Platform } from '../src/platform/index.ts'

export interface QueryTime {
  what: string
  /** Milliseconds: the first time, when nothing is counted yet, and the median of seven after it. */
  first: number
  again: number
  /** Median of the page's request alone. */
  page: number
  /** Requests that the first showing sent, and how many of them were for a page. */
  requests: number
  pages: number
}

export async function queryTimes(): Promise<QueryTime[]> {
  const kept = process.env['LOOPBOOK_BENCH_HOME']
  const directory = kept ?? mkdtempSync(join(tmpdir(), 'bench-rendering-'))
  try {
    return await measure(directory, kept ? 1_000_000 : 100_000)
  } finally {
    if (!kept) rmSync(directory, { recursive: true, force: true })
  }
}

async function measure(directory: string, items: number): Promise<QueryTime[]> {
  let platform = await openPlatform({ directory })
  let sent: string[] = []
  const connect = (): ReturnType<typeof createDataloop> =>
    createDataloop({
      env: {},
      announce: false,
      embedded: async () => ({
        url: platform.url,
        token: platform.token,
        fetch: async (request) => (sent.push(request.url), platform.fetch(request)),
      }),
    })
  try {
    platform = await seeded(platform, directory, items)
    const dl = connect()
    // Loading the HTTP client is the session's first request's price, not the query's.
    await toMimeBundle((await dl.dataset({ project: 'Tutorial', name: 'Animals' })).items)
    const dataset = await dl.dataset({ project: 'Tutorial', name: `Many ${items}` })
    const count = items.toLocaleString('en')
    const queries: [string, Shown][] = [
      [`${count} items`, dataset.items],
      [`${count} items by label`, dataset.items.whereAnnotation({ label: 'Dog' })],
      [`${count} items by a sorted name`, dataset.items.where({ name: 'image-00*' }).sortBy('filename')],
    ]
    const times: QueryTime[] = []
    for (const [what, query] of queries) {
      sent = []
      const first = await timed(() => toMimeBundle(query))
      const [requests, pages] = [sent.length, sent.filter((url) => url.endsWith('/query')).length]
      const page = await median(() => query.page(0, 10))
      times.push({ what, first, again: await median(() => toMimeBundle(query)), page, requests, pages })
    }
    return times
  } finally {
    await platform.close()
  }
}

type Shown = Pick<Dataset['items'], 'page'>

async function seeded(platform: Platform, directory: string, items: number): Promise<Platform> {
  const name = `Many ${items}`
  const embedded = async () => ({
    url: platform.url,
    token: platform.token,
    fetch: (request: Request) => platform.fetch(request),
  })
  const project = await createDataloop({ env: {}, embedded, announce: false }).projects.get({ name: 'Tutorial' })
  if ((await project.datasets.where({ name }).count()) > 0) return platform
  await platform.close()
  await seedItems(directory, { items, name })
  return openPlatform({ directory })
}

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

async function median(work: () => unknown, runs: number = 7): Promise<number> {
  const times: number[] = []
  for (let run = 0; run < runs; run++) times.push(await timed(work))
  return times.sort((a, b) => a - b)[runs >> 1] ?? Number.NaN
}
