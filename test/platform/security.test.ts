// The platform on a port against hostile requests: other hosts, other pages, other addresses, climbing paths, too much; and the
// troubles that it makes when asked.
import { createConnection } from 'node:net'
import { request } from 'node:http'
import { readFileSync, statSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { servePlatform, type Served } from '../../src/platform/index.ts'
import { emptyDataset, openHome, type Home } from './home.ts'

let home: Home
let served: Served
let datasetId = ''

beforeAll(async () => {
  home = await openHome({ sample: false })
  ;({ datasetId } = await emptyDataset(home))
  served = await servePlatform(home.platform, { port: 0 })
})
afterAll(async () => {
  await served.close()
  await home.close()
})

/** As a socket sends it: fetch() would set Host itself. */
async function ask(
  path: string,
  headers: Record<string, string>,
  method = 'GET',
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: served.port, path, method, headers }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    sent.on('error', reject)
    sent.end()
  })
}

const authorization = (): { authorization: string } => ({ authorization: `Bearer ${home.platform.token}` })

test('a name that was rebound to this machine is refused, with the token too', async () => {
  for (const host of [
    'evil.example',
    `evil.example:${served.port}`,
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '0.0.0.0',
    '169.254.169.254',
    '[::ffff:1.2.3.4]',
  ])
    expect((await ask('/api/v1/projects', { ...authorization(), host })).status, host).toBeGreaterThanOrEqual(400)
  for (const host of ['127.0.0.1', `localhost:${served.port}`, `127.0.0.1:${served.port}`])
    expect((await ask('/api/v1/projects', { ...authorization(), host })).status, host).toBe(200)
})

test('a page of elsewhere is refused, whatever it sends', async () => {
  for (const origin of [
    'https://evil.example',
    'null',
    'file://',
    'http://127.0.0.1.evil.example',
    'https://evil.example#127.0.0.1',
  ])
    expect((await ask('/api/v1/projects', { ...authorization(), origin })).status, origin).toBe(403)
  expect(
    (await ask('/api/v1/projects', { ...authorization(), origin: `http://127.0.0.1:${served.port}` })).status,
  ).toBe(200)
  expect(
    (
      await ask(
        '/api/v1/projects',
        { origin: 'https://evil.example', 'access-control-request-method': 'GET' },
        'OPTIONS',
      )
    ).status,
  ).toBe(403)
})

test('a page of this machine may ask, with the token, and is told so by the answer', async () => {
  const origin = 'http://localhost:3000'
  const asked = await home.platform.fetch(
    new Request(`${served.url}/projects`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'GET' },
    }),
  )
  expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([204, origin])
  const answer = await home.raw('GET', '/projects', { headers: { origin } })
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, origin])
  const refused = await home.platform.fetch(new Request(`${served.url}/projects`, { headers: { origin } }))
  expect(refused.status).toBe(401)
})

test('no other address of this machine answers', async () => {
  const others = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
  for (const { address } of others) {
    const code = await new Promise((resolve) => {
      const socket = createConnection({ host: address, port: served.port, timeout: 2000 })
      socket.once('connect', () => resolve('connected'))
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code))
      socket.once('timeout', () => resolve('timeout'))
    })
    expect(code, address).not.toBe('connected')
  }
  expect(served.url).toMatch(/^http:\/\/127\.0\.0\.1:/)
})

test("the secret, the token and the password are their owner's only", () => {
  for (const name of ['secret', 'token', 'password']) {
    expect(statSync(join(home.directory, name)).mode & 0o077, name).toBe(0)
    expect(readFileSync(join(home.directory, name), 'utf8').trim().length, name).toBeGreaterThan(15)
  }
})

test('a path that climbs reaches no file of the home', async () => {
  for (const path of [
    '/../secret',
    '/api/v1/../../secret',
    '/api/v1/items/..%2f..%2fsecret/stream',
    '/api/v1/items/%2e%2e/stream',
    '/secret',
    '/token',
    '//etc/passwd',
    '/api/v1/items/..\\..\\secret/stream',
  ]) {
    const { status, text } = await ask(path, authorization())
    expect(status, path).toBe(404)
    expect(text).not.toContain(readFileSync(join(home.directory, 'secret'), 'utf8').trim())
  }
})

test('a body that is announced or sent too long is refused before it is kept', async () => {
  const announced = await ask(
    `/api/v1/datasets/${datasetId}/items`,
    { ...authorization(), 'content-type': 'multipart/form-data; boundary=b', 'content-length': String(3 * 1024 ** 3) },
    'POST',
  ).catch(() => ({ status: 413 }))
  expect(announced.status).toBe(413)
  const head = `GET /api/v1/projects HTTP/1.1\r\nhost: 127.0.0.1\r\nx: ${'y'.repeat(200_000)}\r\n\r\n`
  const answer = await new Promise<string>((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port: served.port }, () => socket.write(head))
    let said = ''
    socket.on('data', (chunk: Buffer) => (said += chunk.toString()))
    socket.on('error', () => resolve(said))
    socket.on('close', () => resolve(said))
  })
  expect(answer).toMatch(/^HTTP\/1\.1 431/)
  expect((await ask('/api/v1/projects', authorization())).status).toBe(200)
})

test('an uploaded page is never shown as a page of this address', async () => {
  const { id } = await home.upload(datasetId, '/evil.html', '<script>alert(1)</script>')
  const response = await home.raw('GET', `/items/${id}/stream`)
  expect(response.headers.get('content-disposition')).toMatch(/^attachment/)
  expect(response.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
})

test('rate limits and faults come when asked for, with Retry-After, and end', async () => {
  await home.ok('POST', '/loopbook/faults', { status: 429, times: 1, retryAfter: 7 })
  const limited = await home.call('GET', '/projects')
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7'])
  expect((await home.call('GET', '/projects')).status).toBe(200)
  await home.ok('POST', '/loopbook/faults', { status: 503, times: 2, path: '/datasets' })
  expect((await home.call('GET', '/projects')).status).toBe(200)
  expect([
    (await home.call('GET', '/datasets')).status,
    (await home.call('GET', '/datasets')).status,
    (await home.call('GET', '/datasets')).status,
  ]).toEqual([503, 503, 200])
  await home.ok('POST', '/loopbook/faults', { perSecond: 5 })
  const statuses = await Promise.all(
    Array.from({ length: 20 }, async () => (await home.call('GET', '/projects')).status),
  )
  expect(statuses).toContain(429)
  await home.ok('DELETE', '/loopbook/faults')
  expect((await home.call('GET', '/projects')).status).toBe(200)
})
