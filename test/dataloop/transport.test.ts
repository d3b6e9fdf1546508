// The way to the platform over real sockets: retries, Retry-After, timeouts, cancellation, renewal of the token, broken
// answers; and that no token is in anything that can be shown.
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import {
  BrokenResponseError,
  CancelledError,
  ConnectionError,
  createDataloop,
  DataloopError,
  NotFoundError,
  RateLimitError,
  RequestTimeoutError,
  ServerError,
  UnauthorizedError,
} from '../../src/dataloop/index.ts'
import type { Dataloop, DataloopOptions } from '../../src/dataloop/index.ts'
import { masked, maskedValue } from '../../src/dataloop/errors/secrets.ts'
import { defaultRetry, retryAfterMs, retryDelay } from '../../src/dataloop/http/retry.ts'
import { nearest } from '../../src/dataloop/errors/nearest.ts'
import { token } from './recorder.ts'

type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void
const servers: Server[] = []

async function platform(
  handler: Handler,
  options: DataloopOptions = {},
): Promise<{ dl: Dataloop; calls: IncomingMessage[]; url: string }> {
  const calls: IncomingMessage[] = []
  const server = createServer((request, response) => {
    calls.push(request)
    request.resume()
    request.on('end', () => handler(request, response, calls.length))
  })
  servers.push(server)
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`
  return { dl: createDataloop({ env: {}, url, token, announce: false, ...options }), calls, url }
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

const json = (response: ServerResponse, body: unknown, status = 200, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}
const projects = [{ id: '11111111-1111-4111-8111-111111111111', name: 'Tutorial' }]

async function failure(promise: Promise<unknown>): Promise<DataloopError> {
  try {
    await promise
  } catch (error) {
    if (error instanceof DataloopError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('what fails in passing is tried again', () => {
  it('after 503', async () => {
    const { dl, calls } = await platform((_, response, count) =>
      count < 3 ? json(response, {}, 503) : json(response, projects),
    )
    expect((await dl.projects.all())[0]?.name).toBe('Tutorial')
    expect(calls).toHaveLength(3)
  })

  it('after 429, as late as Retry-After says', async () => {
    const { dl } = await platform((_, response, count) =>
      count === 1 ? json(response, {}, 429, { 'retry-after': '1' }) : json(response, projects),
    )
    const start = performance.now()
    await dl.projects.all()
    expect(performance.now() - start).toBeGreaterThan(950)
  })

  it('after an answer that broke off, or is no JSON', async () => {
    const { dl, calls } = await platform((_, response, count) => {
      if (count === 1) response.writeHead(200, { 'content-length': '500' }).write('[{"id":', () => response.destroy())
      else if (count === 2) response.end('[{"id":')
      else json(response, projects)
    })
    expect(await dl.projects.all()).toHaveLength(1)
    expect(calls).toHaveLength(3)
  })

  it('but not what may have been done: creating is sent once', async () => {
    const { dl, calls } = await platform((_, response) => json(response, { message: 'boom' }, 500))
    expect(await failure(dl.projects.create({ name: 'x' }))).toBeInstanceOf(ServerError)
    expect(calls).toHaveLength(1)
  })

  it('save when it was refused before anything was done', async () => {
    const { dl, calls } = await platform((_, response, count) =>
      count === 1 ? json(response, {}, 429) : json(response, projects[0]),
    )
    expect((await dl.projects.create({ name: 'x' })).name).toBe('Tutorial')
    expect(calls).toHaveLength(2)
  })

  it('and given up in the end, saying how often it was tried', async () => {
    const { dl, calls } = await platform((_, response) => json(response, { message: 'slow down' }, 429), {
      attempts: 2,
    })
    const error = await failure(dl.projects.all())
    expect(error).toBeInstanceOf(RateLimitError)
    expect(error.message).toBe('Too many requests (429 from GET /projects, tried 2 times): slow down')
    expect(calls).toHaveLength(2)
  })
})

describe('errors', () => {
  it('are classes by cause, with request and next step', async () => {
    const { dl } = await platform((_, response) =>
      json(response, { statusCode: 404, message: 'Item not found' }, 404, { 'x-request-id': 'r-1' }),
    )
    const error = await failure(dl.projects.get('22222222-2222-4222-8222-222222222222'))
    expect(error).toBeInstanceOf(NotFoundError)
    expect(error.toJSON()).toMatchInlineSnapshot(`
      {
        "hint": "await dl.projects.all() lists yours",
        "message": "There is no project with id '22222222-2222-4222-8222-222222222222' (404 from GET /projects/22222222-2222-4222-8222-222222222222): Item not found",
        "name": "NotFoundError",
        "request": "GET /projects/22222222-2222-4222-8222-222222222222",
        "requestId": "r-1",
        "status": 404,
      }
    `)
  })

  it('name the nearest names', async () => {
    const { dl } = await platform((request, response) =>
      request.url?.endsWith('/name') ? json(response, { message: 'no' }, 404) : json(response, projects),
    )
    const error = await failure(dl.projects.get({ name: 'Tutrial' }))
    expect(`${error.message}\nhint: ${error.hint}`).toBe(
      "There is no project named 'Tutrial'\nhint: did you mean 'Tutorial'?",
    )
  })

  it('of a refused connection say what to start', async () => {
    const { url } = await platform(() => undefined)
    servers[0]?.close()
    const dl = createDataloop({ env: {}, url, token, announce: false })
    const error = await failure(dl.projects.all())
    expect(error).toBeInstanceOf(ConnectionError)
    expect(error.message).toMatch(
      /^Nothing answers there: the connection was refused \(ECONNREFUSED at 127\.0\.0\.1:\d+, GET \/projects/,
    )
    expect(error.hint).toContain('loopbook platform')
  })

  it('of an answer that stays broken name it', async () => {
    const { dl } = await platform((_, response) => response.end('<html>gateway</html>'), { attempts: 1 })
    const error = await failure(dl.projects.all())
    expect(error).toBeInstanceOf(BrokenResponseError)
    expect(error.message).toContain('no JSON')
  })

  it('of a server that stalls name the time', async () => {
    const { dl } = await platform(() => undefined, { timeout: 100, attempts: 1 })
    const error = await failure(dl.projects.all())
    expect(error).toBeInstanceOf(RequestTimeoutError)
    expect(error.message).toBe('No complete answer within 0.1 s (GET /projects)')
  })

  it('of a server that stalls in the middle of a page, too', async () => {
    const { dl } = await platform((_, response) => response.writeHead(200).write('[{"id"'), {
      timeout: 100,
      attempts: 1,
    })
    expect(await failure(dl.projects.all())).toBeInstanceOf(RequestTimeoutError)
  })
})

describe('cancellation', () => {
  it('by the interrupted cell ends the request in flight', async () => {
    const { dl } = await platform(() => undefined)
    const cell = new AbortController()
    const hook = Symbol.for('loopbook.interrupt')
    const globals = globalThis as unknown as Record<symbol, unknown>
    globals[hook] = () => cell.signal
    try {
      setTimeout(() => cell.abort(), 50)
      expect(await failure(dl.projects.all())).toBeInstanceOf(CancelledError)
    } finally {
      delete globals[hook]
    }
  })

  it('by a signal, also while waiting to try again', async () => {
    const dataset = { id: 'a'.repeat(24), name: 'Animals', projects: ['p'] }
    const { dl, calls } = await platform((request, response) => {
      if (request.url?.endsWith('/name')) json(response, projects)
      else if (request.url?.includes('/datasets/query')) json(response, { items: [dataset], totalItemsCount: 1 })
      else json(response, {}, 503, { 'retry-after': '20' })
    })
    const { items } = await dl.dataset({ project: 'Tutorial', name: 'Animals' })
    const start = performance.now()
    expect(await failure(items.count({ signal: AbortSignal.timeout(80) }))).toBeInstanceOf(CancelledError)
    expect(performance.now() - start).toBeLessThan(5000)
    expect(calls).toHaveLength(3)
  })
})

describe('tokens', () => {
  const shown = (value: unknown): string =>
    inspect(value, { depth: 20, showHidden: true, getters: true }) + (JSON.stringify(value) ?? '')

  it('are renewed once after a 401, and the request is sent again', async () => {
    const { dl, calls } = await platform(
      (request, response) => {
        if (request.url === '/token?default') json(response, { id_token: token })
        else if (request.headers.authorization === `Bearer ${token}`) json(response, projects)
        else json(response, { message: 'no' }, 401)
      },
      { token: 'old-opaque-token', email: 'me@example.com', password: 'geheim' },
    )
    expect(await dl.projects.all()).toHaveLength(1)
    expect(calls.map(({ url }) => url)).toEqual(['/api/v1/projects', '/token?default', '/api/v1/projects'])
  })

  it('that expired are told before anything is sent', async () => {
    const claims = Buffer.from(JSON.stringify({ exp: 1_000_000_000, email: 'me@x.io' })).toString('base64url')
    const { dl, calls } = await platform((_, response) => json(response, projects), { token: `a.${claims}.c` })
    const error = await failure(dl.projects.all())
    expect(error).toBeInstanceOf(UnauthorizedError)
    expect(error.message).toBe('The token expired at 2001-09-09T01:46:40.000Z')
    expect(calls).toHaveLength(0)
  })

  it('are in nothing that can be shown', async () => {
    const { dl } = await platform(
      (request, response) => json(response, { message: `denied: ${request.headers.authorization}` }, 401),
      {
        email: 'me@example.com',
        password: 'geheimnis',
      },
    )
    dl.log.start({ bodies: true })
    const error = await failure(dl.projects.all())
    expect(error).toBeInstanceOf(UnauthorizedError)
    const refused = createDataloop({ env: {}, url: 'http://127.0.0.1:9/api/v1', token, announce: false })
    const everything = [
      error,
      error.stack,
      await failure(refused.projects.all()),
      dl,
      refused,
      dl.projects,
      dl.log,
      dl.log.entries,
    ]
    for (const value of everything) {
      expect(shown(value)).not.toContain(token)
      expect(shown(value)).not.toContain(token.split('.')[1])
      expect(shown(value)).not.toContain('geheimnis')
    }
    expect(dl.log.entries.length).toBeGreaterThan(0)
  })

  it('are masked in texts and bodies', () => {
    expect(masked(`Authorization: Bearer ${token} and password=hunter2&x=1`)).toBe(
      'Authorization: ‹secret› ‹secret› and password=‹secret›&x=1',
    )
    expect(maskedValue({ user: 'a', password: 'b', nested: [{ apiKey: 'c', text: token }] })).toEqual({
      user: 'a',
      password: '‹secret›',
      nested: [{ apiKey: '‹secret›', text: '‹secret›' }],
    })
  })
})

describe('the connection', () => {
  it('is said by the environment', async () => {
    const { url } = await platform((_, response) => json(response, projects))
    const dl = createDataloop({ env: { DATALOOP_URL: url, DATALOOP_TOKEN: token }, announce: false })
    expect(await dl.platform()).toBe(new URL(url).host)
    expect(await dl.projects.all()).toHaveLength(1)
  })

  it('logs in by e-mail and password', async () => {
    const { url, calls } = await platform((request, response) =>
      request.url === '/token?default' ? json(response, { id_token: token }) : json(response, projects),
    )
    const dl = createDataloop({
      env: { DATALOOP_URL: url, DATALOOP_EMAIL: 'me@x.io', DATALOOP_PASSWORD: 'x' },
      announce: false,
    })
    await Promise.all([dl.projects.all(), dl.projects.all()])
    expect(calls.filter((call) => call.url === '/token?default')).toHaveLength(1)
  })

  it.each([['gate.dataloop.ai'], ['ftp://x.io'], ['http://me:secret@x.io/api/v1']])('refuses %s', (url) => {
    expect(() => createDataloop().connect({ url })).toThrow(DataloopError)
  })

  it('is not kept when it changes', async () => {
    const one = await platform((_, response) => json(response, [{ ...projects[0], name: 'one' }]))
    const other = await platform((_, response) => json(response, [{ ...projects[0], name: 'other' }]))
    expect((await one.dl.projects.all())[0]?.name).toBe('one')
    one.dl.connect({ url: other.url, token })
    expect((await one.dl.projects.all())[0]?.name).toBe('other')
  })
})

describe('delays', () => {
  const failed = { attempt: 1, safe: true, random: 0.5, now: 0 }

  it('double, with jitter, up to a most', () => {
    const delays = [1, 2, 3, 4].map((attempt) => retryDelay({ ...failed, status: 503, attempt }, defaultRetry))
    expect(delays).toEqual([188, 375, 750, 1500])
    expect(retryDelay({ ...failed, status: 503, attempt: 5 }, defaultRetry)).toBeUndefined()
  })

  it('are as the platform asks, if that is bearable', () => {
    expect(retryDelay({ ...failed, status: 429, retryAfter: '3' }, defaultRetry)).toBe(3000)
    expect(retryDelay({ ...failed, status: 429, retryAfter: '3600' }, defaultRetry)).toBeUndefined()
    expect(retryAfterMs('Thu, 01 Jan 1970 00:00:09 GMT', 4000)).toBe(5000)
    expect(retryAfterMs('soon', 0)).toBeUndefined()
  })
})

it('nearest names', () => {
  expect(nearest('filenmae', ['filename', 'name', 'id'])).toEqual(['filename'])
  expect(nearest('zzz', ['filename', 'name', 'id'])).toEqual([])
})
