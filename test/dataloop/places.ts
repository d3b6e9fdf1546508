// The three ways to a real platform that the tests of the tutorial run on: in this process, over HTTP, and over HTTP through
// a proxy that breaks every few requests in turn.
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, request as send } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDataloop } from '../../src/dataloop/index.ts'
import type { Dataloop } from '../../src/dataloop/index.ts'
import { openPlatform, servePlatform } from '../../src/platform/index.ts'

export interface Place {
  dl: Dataloop
  /** How many requests the proxy broke. */
  broken(): number
  close(): Promise<void>
}

export type PlaceName = 'in this process' | 'over HTTP' | 'through a proxy that breaks things'

export const places: readonly PlaceName[] = ['in this process', 'over HTTP', 'through a proxy that breaks things']

export async function openPlace(name: PlaceName): Promise<Place> {
  const directory = await mkdtemp(join(tmpdir(), 'loopbook-library-'))
  const platform = await openPlatform({ directory })
  const { token } = platform
  const closing: (() => Promise<unknown>)[] = [
    () => platform.close(),
    () => rm(directory, { recursive: true, force: true }),
  ]
  const close = async (): Promise<void> => {
    for (const step of closing) await step()
  }
  if (name === 'in this process') {
    const embedded = async () => ({ url: platform.url, token, fetch: (request: Request) => platform.fetch(request) })
    return { dl: createDataloop({ env: {}, embedded, announce: false }), broken: () => 0, close }
  }
  const served = await servePlatform(platform, { port: 0 })
  closing.unshift(() => served.close())
  const base = served.url.replace(/\/api\/v1\/?$/, '')
  if (name === 'over HTTP') {
    return { dl: createDataloop({ env: {}, url: `${base}/api/v1`, token, announce: false }), broken: () => 0, close }
  }
  const proxy = await faultyProxy(base)
  closing.unshift(proxy.close)
  const dl = createDataloop({ env: {}, url: `${proxy.url}/api/v1`, token, announce: false, timeout: 3000, attempts: 6 })
  closing.unshift(async () => dl.close())
  return { dl, broken: proxy.broken, close }
}

type Fault = (request: IncomingMessage, response: ServerResponse, pass: () => void) => void

// In turn; each is something that a client must bear without doing anything twice.
const faults: readonly Fault[] = [
  (_, response) => response.writeHead(503, { 'retry-after': '0' }).end('{"message":"busy"}'),
  (_, response) => response.writeHead(429, { 'retry-after': '0' }).end('{"message":"slow down"}'),
  (_, response) => response.destroy(),
  (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"items":[{"id":'),
  (_, response) => response.writeHead(200, { 'content-length': '9999' }).write('{"items"', () => response.destroy()),
]

async function faultyProxy(target: string): Promise<{ url: string; broken(): number; close(): Promise<void> }> {
  let [count, broken] = [0, 0]
  const server: Server = createServer((request, response) => {
    const pass = (): void => {
      const onward = send(
        target + request.url,
        { method: request.method ?? 'GET', headers: request.headers },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers)
          answer.pipe(response)
        },
      )
      onward.on('error', () => response.destroy())
      request.pipe(onward)
    }
    count += 1
    // What is not safe to send twice is only refused, as an overloaded platform does before it does anything.
    const unsafe = request.method === 'POST' && !/(query|status|\/items)(\?|$)/.test(request.url ?? '')
    if (count % 3 !== 0) return pass()
    broken += 1
    request.resume()
    const fault = unsafe ? faults[1]! : faults[broken % faults.length]!
    fault(request, response, pass)
  })
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    broken: () => broken,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
}
