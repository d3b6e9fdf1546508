// One platform to talk to: its address, and tokens for it. A token lives in a private field of a closure and leaves it only
// into an Authorization header.
//
//   const endpoint = createEndpoint({ url: 'https://gate.dataloop.ai/api/v1', credentials: { token }, name: '…' })
import { InvalidArgumentError, UnauthorizedError } from '../errors/error.ts'
import type { Fetch } from './adapter.ts'
import { claimsOf } from './jwt.ts'

/** Ways to prove who one is; the first that is given counts. */
export interface Credentials {
  token?: string
  apiKey?: string
  email?: string
  password?: string
}

export interface Endpoint {
  /** Base address without a slash at its end. */
  readonly url: string
  readonly host: string
  /** In words: "the embedded platform, folder .loopbook". */
  readonly name: string
  /** True for this machine: no proxy between. */
  readonly local: boolean
  readonly fetch?: Fetch
  token(): Promise<string | undefined>
  /** A new token after a 401; false when there is no way to get one. */
  renew(): Promise<boolean>
}

export interface EndpointOptions {
  url: string
  name: string
  credentials: Credentials
  fetch?: Fetch
  /** POST {gate}/token?default: exchanges an e-mail and password, or a refresh token, for tokens. */
  login?: (gate: string, body: Record<string, string>) => Promise<TokenAnswer>
}

export interface TokenAnswer {
  id_token?: string
  refresh_token?: string
}

// Renewed this long before it ends, so that it does not end on the way.
const margin = 60_000

export function createEndpoint({ url, name, credentials, fetch, login }: EndpointOptions): Endpoint {
  const base = checkedUrl(url)
  const { email, password } = credentials
  let token = credentials.token ?? credentials.apiKey
  let refreshToken: string | undefined
  let running: Promise<boolean> | undefined
  const gate = base.replace(/\/api\/v\d+$/, '')

  const obtain = async (): Promise<boolean> => {
    if (!login || (!refreshToken && !(email && password))) return false
    const body = refreshToken
      ? { type: 'refresh_token', refresh_token: refreshToken }
      : { username: email!, password: password!, type: 'user_credentials' }
    const answer = await login(gate, body)
    if (!answer?.id_token) return false
    token = answer.id_token
    refreshToken = answer.refresh_token ?? refreshToken
    return true
  }
  // Many requests find the token expired at once; one login serves them all.
  const renew = (): Promise<boolean> => {
    running ??= obtain().finally(() => {
      running = undefined
    })
    return running
  }

  const { hostname, host } = new URL(base)
  return {
    url: base,
    host: fetch ? 'this process' : host,
    name,
    local: fetch !== undefined || hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.'),
    ...(fetch ? { fetch } : {}),
    async token() {
      const expires = token === undefined ? undefined : claimsOf(token)?.exp
      const ended = expires !== undefined && expires * 1000 < Date.now() + margin
      if (token === undefined || ended) {
        const renewed = await renew()
        if (!renewed && ended && expires * 1000 < Date.now()) throw expired(expires)
      }
      return token
    },
    renew,
  }
}

function expired(expires: number): UnauthorizedError {
  return new UnauthorizedError(`The token expired at ${new Date(expires * 1000).toISOString()}`, {
    status: 401,
    hint: 'get a new one and set DATALOOP_TOKEN, or set DATALOOP_EMAIL and DATALOOP_PASSWORD to log in by themselves',
  })
}

function checkedUrl(url: string): string {
  const parsed = URL.parse(url)
  if (!parsed || !/^https?:$/.test(parsed.protocol)) {
    throw new InvalidArgumentError(`'${url}' is no address of a platform`, {
      hint: "such as 'https://gate.dataloop.ai/api/v1' or 'http://127.0.0.1:8080/api/v1'",
    })
  }
  if (parsed.username || parsed.password) {
    throw new InvalidArgumentError('The address of a platform may not hold a password', {
      hint: 'give it by DATALOOP_EMAIL and DATALOOP_PASSWORD',
    })
  }
  return (parsed.origin + parsed.pathname).replace(/\/+$/, '')
}
