// The platform of bench/platform.ts in a process of its own, so that its memory is its own: it does what it is told by
// messages, and answers with milliseconds.
import { openPlatform, seedItems, type Platform } from '../src/platform/index.ts'

export type Order =
  | { do: 'seed'; directory: string; items: number }
  | { do: 'open'; directory: string; datasetId: string }
  | { do: 'query'; body: object }
  | { do: 'uploads'; count: number }
  /** Small requests, and long counts when wanted, all the time until 'unwatch', which answers how long the slowest took. */
  | { do: 'watch'; counts: boolean }
  | { do: 'unwatch' }
  | { do: 'memory' }
  | { do: 'close' }

export interface Waits {
  read: number
  write: number
}

let platform: Platform
let datasetId = ''
let unwatch: () => Promise<Waits> = async () => ({ read: 0, write: 0 })
let salt = 0

const timed = async (work: () => unknown): Promise<number> => {
  const start = performance.now()
  await work()
  return performance.now() - start
}

async function obey(order: Order): Promise<unknown> {
  switch (order.do) {
    case 'seed':
      await (await openPlatform({ directory: order.directory })).close()
      return timed(async () => (datasetId = await seedItems(order.directory, { items: order.items }))).then((took) => ({
        took,
        datasetId,
      }))
    case 'open':
      platform = await openPlatform({ directory: order.directory })
      datasetId = order.datasetId
      return undefined
    case 'query':
      return timed(() => query(order.body))
    case 'uploads':
      return timed(async () => {
        for (let index = 0; index < order.count; index++) await upload(`some-${index}`)
      })
    case 'watch':
      unwatch = watch(order.counts)
      return undefined
    case 'unwatch':
      return unwatch()
    case 'memory':
      return process.resourceUsage().maxRSS / 1024
    case 'close':
      return platform.close()
    default:
      return order satisfies never
  }
}

async function query(body: object): Promise<void> {
  const headers = { authorization: `Bearer ${platform.token}`, 'content-type': 'application/json' }
  const url = `${platform.url}/datasets/${datasetId}/query`
  const init = { method: 'POST', headers, body: JSON.stringify({ resource: 'items', ...body }) }
  const response = await platform.fetch(new Request(url, init))
  if (!response.ok) throw new Error(await response.text())
  await response.json()
}

async function upload(name: string): Promise<void> {
  const part = (head: string, content: string): string =>
    `--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`
  const body = `${part('name="type"', 'file')}${part('name="path"', `/uploads/${name}.txt`)}${part(`name="file"; filename="${name}.txt"`, `content ${name}`)}--b--\r\n`
  const headers = { authorization: `Bearer ${platform.token}`, 'content-type': 'multipart/form-data; boundary=b' }
  const url = `${platform.url}/datasets/${datasetId}/items?mode=skip`
  const response = await platform.fetch(new Request(url, { method: 'POST', headers, body }))
  if (!response.ok) throw new Error(await response.text())
}

function watch(counts: boolean): () => Promise<Waits> {
  let going = true
  const most = { read: 0, write: 0 }
  const loop = async (request: (index: number) => Promise<unknown>, note: (took: number) => void): Promise<void> => {
    for (let index = 0; going; index++) {
      note(await timed(() => request(index)))
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  const small = { filter: { type: 'file' }, pageSize: 10, sort: { id: 'ascending' }, countTotal: false }
  const loops = [
    loop(
      () => query(small),
      (took) => (most.read = Math.max(most.read, took)),
    ),
    loop(
      (index) => upload(`during-${salt++}-${index}`),
      (took) => (most.write = Math.max(most.write, took)),
    ),
    ...(counts
      ? [
          loop(
            () => query({ filter: { [`metadata.user.none${salt++}`]: 1 }, pageSize: 1 }),
            () => undefined,
          ),
        ]
      : []),
  ]
  return async () => {
    going = false
    await Promise.all(loops)
    return most
  }
}

process.on('message', (order: Order) => {
  void obey(order).then(
    (answer) => process.send?.({ answer }),
    (error: unknown) => process.send?.({ error: String(error) }),
  )
})
