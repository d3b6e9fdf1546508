// A proxy that writes down every request to a platform, by step, in a form that two programs can be compared in: an id becomes
// the name of what it is the id of, as the platform's answers told it; a form or a multipart body becomes its parts.
import { createServer } from 'node:http'
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Recorded {
  method: string
  path: string
  body: unknown
}

export interface Recording {
  /** Of the API, through the proxy. */
  url: string
  step(name: string): void
  /** What was sent in each step, ids told by name. */
  steps(): Map<string, Recorded[]>
  close(): Promise<void>
}

/** In front of the platform at `target`, an address without a path. A POST to /step/NAME begins a step, too. */
export async function record(target: string): Promise<Recording> {
  const sent: { step: string; request: Recorded }[] = []
  const names = new Map<string, string>()
  let current = 'before'
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const bytes = await bodyOf(request)
      const url = request.url ?? ''
      if (url.startsWith('/step/')) {
        current = url.slice('/step/'.length)
        response.end()
        return
      }
      const path = url.replace(/^\/api\/v1/, '')
      const { method = 'GET', headers } = request
      sent.push({ step: current, request: { method, path, body: readable(bytes, headers['content-type'] ?? '') } })
      const forwarded = Object.entries(headers).filter(([name]) => !hopByHop.has(name)) as [string, string][]
      const body = bytes.length > 0 ? new Uint8Array(bytes) : null
      const reply = await fetch(target + url, { method, headers: forwarded, body })
      const content = Buffer.from(await reply.arrayBuffer())
      if (reply.headers.get('content-type')?.includes('json')) learn(JSON.parse(content.toString() || 'null'), names)
      const head: OutgoingHttpHeaders = Object.fromEntries(
        [...reply.headers].filter(([name]) => !hopByHop.has(name) && name !== 'content-encoding'),
      )
      response.writeHead(reply.status, head).end(content)
    }
    answer().catch((error: unknown) => response.writeHead(502).end(String(error)))
  })
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/api/v1`,
    step: (name) => {
      current = name
    },
    steps: () => {
      const steps = new Map<string, Recorded[]>()
      for (const { step, request } of sent) steps.set(step, [...(steps.get(step) ?? []), named(request, names)])
      return steps
    },
    close: () =>
      new Promise((done) => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
}

const hopByHop: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'expect',
])

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function readable(bytes: Buffer, type: string): unknown {
  if (bytes.length === 0) return undefined
  if (type.startsWith('application/json')) return unfolded(JSON.parse(bytes.toString()))
  if (type.startsWith('application/x-www-form-urlencoded'))
    return { form: Object.fromEntries(new URLSearchParams(bytes.toString())) }
  const boundary = /boundary="?([^";]+)/.exec(type)?.[1]
  return boundary === undefined ? bytes.toString('base64') : partsOf(bytes, boundary)
}

/** A task's query is JSON in JSON, with other spaces from Python. */
function unfolded(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('query' in body) || typeof body.query !== 'string') return body
  return { ...body, query: JSON.parse(body.query) as unknown }
}

function partsOf(bytes: Buffer, boundary: string): unknown[] {
  const parts = bytes.toString('latin1').split(`--${boundary}`).slice(1, -1)
  return parts.map((part) => {
    const [head = '', ...rest] = part.split('\r\n\r\n')
    const value = rest.join('\r\n\r\n').slice(0, -2)
    const name = /name="([^"]*)"/.exec(head)?.[1]
    const filename = /filename="([^"]*)"/.exec(head)?.[1]
    if (filename !== undefined)
      return { name, filename, type: /content-type: *(\S+)/i.exec(head)?.[1], bytes: value.length }
    return { name, value: name === 'metadata' ? (JSON.parse(value) as unknown) : value }
  })
}

/** Keeps the name of every id in an answer; the first name stays, for a renamed thing is still that thing. */
function learn(value: unknown, names: Map<string, string>): void {
  if (typeof value !== 'object' || value === null) return
  const { id, filename, name, title, annotator, type, label } = value as Record<string, unknown>
  const said = filename ?? name ?? title ?? annotator ?? (typeof label === 'string' ? `${String(type)} ${label}` : type)
  if (typeof id === 'string' && typeof said === 'string' && !names.has(id)) names.set(id, `‹${said}›`)
  for (const part of Object.values(value)) learn(part, names)
}

function named({ method, path, body }: Recorded, names: ReadonlyMap<string, string>): Recorded {
  const tell = (text: string): string =>
    text.replaceAll(
      /\b(?:[0-9a-f]{24}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b/g,
      (id) => names.get(id) ?? '‹id›',
    )
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return tell(value)
    if (Array.isArray(value)) return value.map(walk)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, walk(part)]))
  }
  return { method, path: tell(path), body: walk(body) }
}
