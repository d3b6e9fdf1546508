// Who one is, logins, and what the Python SDK asks for besides.
//
//   POST /token?default {"username": "me@x.ai", "password": "…", "type": "user_credentials"} → { id_token }
import { Hono } from 'hono'
import { isObject } from '../query/dql.ts'
import { readJson, readObject, text } from '../http/body.ts'
import type { Ctx, Env } from '../http/env.ts'
import { unauthorized } from '../http/errors.ts'
import { sameText, sign, verify } from '../http/token.ts'

/** Outside /api/v1, and without a token: this is where tokens come from. */
export async function login(context: Ctx): Promise<Response> {
  const { credentials, store } = context.get('services')
  const body = await readObject(context.req)
  const token = (email: string): Response => {
    const exp = Math.floor(store.now().getTime() / 1000) + 30 * 86_400
    const id = sign({ email, exp }, credentials.secret)
    return context.json({
      id_token: id,
      access_token: id,
      refresh_token: id,
      expires_in: 30 * 86_400,
      token_type: 'Bearer',
    })
  }
  if (body['type'] === 'refresh_token') {
    const claims = verifyQuietly(text(body, 'refresh_token', 8192), credentials.secret, store.now())
    if (!claims) throw unauthorized('the refresh token is not of this platform, or has expired')
    return token(claims.email)
  }
  const password = text(body, 'password', 8192)
  const email = text(body, 'username', 320)
  if (!sameText(password, credentials.password) && !sameText(password, credentials.token))
    throw unauthorized('wrong password: see `loopbook platform token`')
  return token(email)
}

export function verifyQuietly(token: string, secret: Buffer, now: Date): { email: string } | undefined {
  try {
    return verify(token, secret, now)
  } catch {
    return undefined
  }
}

export const account: Hono<Env> = new Hono<Env>()
  .get('/users/me', (context) => {
    const email = context.get('user')
    const name = email.split('@')[0]
    return context.json({
      id: email,
      email,
      username: email,
      firstName: name,
      lastName: '',
      type: 'user',
      orgs: ['loopbook'],
      projects: [],
    })
  })
  .post('/sdk/check', (context) => context.json({ level: 'info', msg: '' }))
  .post('/settings/resolve', (context) => context.json([]))
  .post('/analytics/metric/:name', (context) => context.json({}))
  .post('/loopbook/faults', async (context) => {
    const { faults } = context.get('services')
    const body = await readJson(context.req)
    for (const fault of Array.isArray(body) ? body : [body]) faults.add(isObject(fault) ? fault : undefined)
    return context.json({})
  })
  .delete('/loopbook/faults', (context) => {
    context.get('services').faults.clear()
    return context.json({})
  })
