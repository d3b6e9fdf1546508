// Deno.serve: a web server of Requests and Responses, on Node's http. It runs beside the cells until it is shut down.
//
//   const server = serve({ port: 0 }, (request) => new Response('hi'));  await server.shutdown()
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { translated } from './errors.ts'
import type { Deno } from './types.ts'

type Options = Deno.ServeOptions & { handler?: Deno.ServeHandler }

export function serve(...parameters: [Deno.ServeHandler | Options, Deno.ServeHandler?]): Deno.HttpServer {
  const options = parameters.find((part) => typeof part === 'object') ?? {}
  const handler = parameters.find((part) => typeof part === 'function') ?? options.handler
  if (typeof handler !== 'function')
    throw new TypeError('Deno.serve needs a handler: Deno.serve((request) => new Response("hi")).')
  const { port = 8000, hostname = '0.0.0.0', signal, onListen, onError = serverError } = options
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing, handler, onError))
  const { promise: finished, resolve, reject } = Promise.withResolvers<void>()
  server.on('close', resolve)
  server.on('error', (error) => reject(translated(error)))
  server.listen(port, hostname, () => {
    const { address, port: given } = server.address() as AddressInfo
    Object.assign(addr, { hostname: address, port: given })
    if (onListen) onListen(addr)
    else process.stdout.write(`Listening on http://${hostname === '0.0.0.0' ? 'localhost' : hostname}:${given}/\n`)
  })
  const addr: Deno.NetAddr = { transport: 'tcp', hostname, port }
  const shutdown = async (): Promise<void> => {
    server.close()
    server.closeIdleConnections()
    await finished
  }
  signal?.addEventListener('abort', () => void shutdown(), { once: true })
  return {
    addr,
    finished,
    shutdown,
    ref: () => void server.ref(),
    unref: () => void server.unref(),
    [Symbol.asyncDispose]: shutdown,
  }
}

function serverError(error: unknown): Response {
  process.stderr.write(`${inspect(error)}\n`)
  return new Response('Internal Server Error', { status: 500 })
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handler: Deno.ServeHandler,
  onError: (error: unknown) => Response | Promise<Response>,
): Promise<void> {
  const { remoteAddress = '', remotePort = 0 } = incoming.socket
  const completed = new Promise<void>((resolve) => outgoing.once('close', resolve))
  const info: Deno.ServeHandlerInfo = {
    remoteAddr: { transport: 'tcp', hostname: remoteAddress, port: remotePort },
    completed,
  }
  let response: Response
  try {
    response = await handler(requestOf(incoming), info)
    if (!(response instanceof Response)) throw new TypeError('The handler of Deno.serve gave no Response.')
  } catch (error) {
    response = await onError(error)
  }
  const headers: [string, string][] = [...response.headers].filter(([name]) => name !== 'set-cookie')
  outgoing.writeHead(
    response.status,
    headers.concat(response.headers.getSetCookie().map((cookie) => ['set-cookie', cookie])).flat(),
  )
  if (!response.body) return void outgoing.end()
  Readable.fromWeb(response.body as never)
    .on('error', () => outgoing.destroy())
    .pipe(outgoing)
}

function requestOf(incoming: IncomingMessage): Request {
  const { method = 'GET', url = '/', headers } = incoming
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value ?? '']).map((one): [string, string] => [name, one]),
  )
  return new Request(new URL(url, `http://${headers.host ?? 'localhost'}`), {
    method,
    headers: pairs,
    ...(hasBody ? { body: Readable.toWeb(incoming) as never, duplex: 'half' } : {}),
  })
}
