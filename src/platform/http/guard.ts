// Who is let in, before any route sees a request: only this machine's names as Host (a web page that rebinds its own name to
// 127.0.0.1 sends that name), no foreign Origin, and a token of this home.
//
//   app.use(guard(credentials, now))
import type { MiddlewareHandler } from 'hono'
import { forbidden, unauthorized } from './errors.ts'
import type { Env } from './env.ts'
import { sameText, verify, type Credentials } from './token.ts'

/** loopbook.local is the in-process address; no socket answers to it. */
const hosts = new Set(['127.0.0.1', 'localhost', '[::1]', 'loopbook.local'])

const shared = (origin: string): Record<string, string> => ({
  'access-control-allow-origin': origin,
  'access-control-expose-headers': 'retry-after, x-item-op',
  vary: 'origin',
})

const preflight = {
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
  'access-control-allow-headers': 'authorization, content-type',
  'access-control-max-age': '600',
}

export function guardHost(): MiddlewareHandler<Env> {
  return async (context, next) => {
    const { hostname } = new URL(context.req.url)
    if (!hosts.has(hostname))
      throw forbidden(`this platform answers on this machine only, not as '${hostname.slice(0, 100)}'`)
    const origin = context.req.header('origin')
    if (origin !== undefined && !isLocal(origin)) throw forbidden('requests from other web pages are refused')
    // A page of this machine may ask, with a token as everybody: its browser asks first whether it may.
    if (origin !== undefined && context.req.method === 'OPTIONS')
      return new Response(null, { status: 204, headers: { ...shared(origin), ...preflight } })
    await next()
    if (origin !== undefined)
      for (const [name, value] of Object.entries(shared(origin))) context.res.headers.set(name, value)
    return undefined
  }
}

export function guardToken(credentials: Credentials, now: () => Date): MiddlewareHandler<Env> {
  return async (context, next) => {
    const [scheme = '', token = ''] = (context.req.header('authorization') ?? '').split(' ')
    if (scheme.toLowerCase() !== 'bearer' || token === '')
      throw unauthorized('no token: send Authorization: Bearer <token>')
    // The owner's own token is the usual one, and needs no signature made.
    const claims = sameText(token, credentials.token) ? readOwn(token) : verify(token, credentials.secret, now())
    if (!claims) throw unauthorized('the token is not of this platform, or has expired: see `loopbook platform token`')
    context.set('user', claims.email)
    await next()
  }
}

function readOwn(token: string): { email: string } {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { email: string }
}

function isLocal(origin: string): boolean {
  return URL.canParse(origin) && hosts.has(new URL(origin).hostname)
}
