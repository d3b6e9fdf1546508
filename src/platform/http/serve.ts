// The platform on a loopback port, for the Python SDK, browsers and other processes. Never on another address.
//
//   const { url, close } = await servePlatform(platform, { port: 0 })   // http://127.0.0.1:41234/api/v1
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { errorResponse } from './errors.ts'

export interface Served {
  /** Base address, with /api/v1. */
  url: string
  port: number
  close(): Promise<void>
}

interface Handler {
  fetch(request: Request): Promise<Response>
}

export async function servePlatform(platform: Handler, { port }: { port: number }): Promise<Served> {
  const server = createServer((request, response) => {
    void answer(platform, request, response).catch(() => response.destroy())
  })
  server.headersTimeout = 20_000
  server.requestTimeout = 600_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host: '127.0.0.1' }, resolve)
  })
  const { port: actual } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${actual}/api/v1`,
    port: actual,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(platform: Handler, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const request = requestOf(incoming)
  const result = request ? await platform.fetch(request) : errorResponse(400, 'the request is malformed')
  outgoing.writeHead(result.status, Object.fromEntries(result.headers))
  if (!result.body) outgoing.end()
  else await pipeline(Readable.fromWeb(result.body), outgoing)
  // A refused upload may still be coming: the connection ends, instead of waiting for all of it.
  if (!incoming.complete) incoming.destroy()
}

function requestOf(incoming: IncomingMessage): Request | undefined {
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value === undefined || name.startsWith(':')) continue
    for (const one of Array.isArray(value) ? value : [value]) headers.append(name, one)
  }
  const method = incoming.method ?? 'GET'
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const address = `http://${incoming.headers.host ?? 'unknown'}${incoming.url?.startsWith('/') ? incoming.url : '/'}`
  if (!URL.canParse(address)) return undefined
  const url = new URL(address)
  return new Request(url, {
    method,
    headers,
    ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>, duplex: 'half' as const } : {}),
  })
}
