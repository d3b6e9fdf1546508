// Which platform is talked to: the one that was connected, else the one of the environment, else the embedded one. Decided
// with the first request, and said in one line.
//
//   const endpoint = await openEndpoint({ env: process.env, embedded })
import { InvalidArgumentError } from './errors/error.ts'
import type { Fetch } from './http/adapter.ts'
import { HttpClient } from './http/client.ts'
import { createEndpoint } from './http/endpoint.ts'
import type { Credentials, Endpoint, TokenAnswer } from './http/endpoint.ts'
import { RequestLog } from './http/log.ts'
import { defaultRetry } from './http/retry.ts'

/** The platform that runs in this process. */
export interface Embedded {
  url: string
  token: string
  fetch: Fetch
  /** In words, for the line that says what is talked to. */
  name?: string
}

/** Which platform, and who. */
export interface ConnectOptions extends Credentials {
  /** Address of the API; the cloud's when only credentials are given. */
  url?: string
  /** Milliseconds for one attempt of a request. Default 60,000. */
  timeout?: number
  /** Attempts of a request that fails in passing, the first included. Default 5. */
  attempts?: number
}

export interface ConnectionSources {
  connected?: ConnectOptions | undefined
  env: Readonly<Record<string, string | undefined>>
  embedded?: (() => Promise<Embedded>) | undefined
}

/** The vendor's cloud. */
export const cloudUrl = 'https://gate.dataloop.ai/api/v1'

export async function openEndpoint({ connected, env, embedded }: ConnectionSources): Promise<Endpoint> {
  const given = connected && (connected.url || hasCredentials(connected)) ? connected : fromEnvironment(env)
  if (given) {
    const url = given.url ?? cloudUrl
    return createEndpoint({ url, name: URL.parse(url)?.host ?? url, credentials: given, login })
  }
  if (!embedded) {
    throw new InvalidArgumentError('It is not said which platform to talk to', {
      hint: 'dl.connect({ url, token }), or set DATALOOP_URL and DATALOOP_TOKEN',
    })
  }
  const { url, token, fetch, name = 'the embedded platform' } = await embedded()
  return createEndpoint({ url, name, credentials: { token }, fetch })
}

function fromEnvironment(env: ConnectionSources['env']): ConnectOptions | undefined {
  const names = {
    url: env.DATALOOP_URL,
    token: env.DATALOOP_TOKEN,
    apiKey: env.DATALOOP_API_KEY,
    email: env.DATALOOP_EMAIL,
    password: env.DATALOOP_PASSWORD,
  }
  const given = Object.fromEntries(Object.entries(names).filter(([, value]) => value)) as ConnectOptions
  if (given.email && !given.password && !given.token && !given.apiKey) {
    throw new InvalidArgumentError('DATALOOP_EMAIL is set, but DATALOOP_PASSWORD is not')
  }
  return given.url || hasCredentials(given) ? given : undefined
}

function hasCredentials({ token, apiKey, email }: Credentials): boolean {
  return Boolean(token ?? apiKey ?? email)
}

async function login(gate: string, body: Record<string, string>): Promise<TokenAnswer> {
  const endpoint = createEndpoint({ url: gate, name: gate, credentials: {} })
  const http = new HttpClient({
    endpoint: async () => endpoint,
    retry: defaultRetry,
    timeout: 30_000,
    log: new RequestLog(),
  })
  return http.json<TokenAnswer>({ method: 'POST', path: '/token?default', body, safe: true })
}
