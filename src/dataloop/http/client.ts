// Sends requests: axios (loaded with the first one), keep-alive, retries, timeout, cancellation, one renewal of the token.
// Knows nothing of entities; what it throws is ours and holds no secret.
//
//   const item = await http.json<WireItem>({ method: 'GET', path: `/items/${id}`, subject: `item '${id}'` })
import type { Agent as HttpAgent } from 'node:http'
import type { Agent as HttpsAgent } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Readable } from 'node:stream'
import type { AxiosInstance, AxiosRequestConfig, AxiosResponse } from 'axios'
import type { DataloopError } from '../errors/error.ts'
import { RequestTimeoutError } from '../errors/error.ts'
import type { Endpoint } from './endpoint.ts'
import { fetchAdapter } from './adapter.ts'
import { brokenAnswer, cancelled, networkError, requestLine, statusError } from './failure.ts'
import { withCell } from './interrupt.ts'
import type { RequestLog } from './log.ts'
import { retryDelay } from './retry.ts'
import type { RetryPolicy } from './retry.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** One request, as the resources make it. */
export interface RequestOptions {
  method: Method
  /** Below the base address, beginning with '/'. */
  path: string
  query?: Readonly<Record<string, string | number | boolean | undefined>>
  /** Sent as JSON. */
  body?: unknown
  /** Sent as a form instead; made anew for each attempt. */
  form?: () => Promise<FormData | URLSearchParams>
  headers?: Readonly<Record<string, string>>
  /** True when a repetition cannot do anything twice. Default: all but POST. */
  safe?: boolean
  signal?: AbortSignal | undefined
  /** Milliseconds for one attempt. */
  timeout?: number | undefined
  /** For a 404: what is missing, and what to do about it. */
  subject?: string
  hint?: string
}

/** What came back. */
export interface Answer<T> {
  data: T
  status: number
  headers: Readonly<Record<string, string>>
}

export interface HttpSettings {
  endpoint: () => Promise<Endpoint>
  retry: RetryPolicy
  timeout: number
  log: RequestLog
}

type Outcome = { answer: AxiosResponse } | { code: string } | { error: DataloopError }

interface Loaded {
  endpoint: Endpoint
  axios: AxiosInstance
  isAxiosError(error: unknown): boolean
}

export class HttpClient {
  readonly #settings: HttpSettings
  #axios: Loaded | undefined
  #agents: { httpAgent: HttpAgent; httpsAgent: HttpsAgent } | undefined

  constructor(settings: HttpSettings) {
    this.#settings = settings
  }

  /** The parsed JSON of an answer. */
  async json<T>(options: RequestOptions): Promise<T> {
    return (await this.send<T>(options)).data
  }

  /** The parsed JSON with status and headers. */
  async send<T>(options: RequestOptions): Promise<Answer<T>> {
    return this.#attempts<T>(options, 'text')
  }

  /** The body as it arrives. */
  async stream(options: RequestOptions): Promise<Answer<Readable>> {
    return this.#attempts<Readable>(options, 'stream')
  }

  /** The platform's address, and whether it is on this machine. */
  async where(): Promise<{ url: string; local: boolean }> {
    const { url, local } = await this.#settings.endpoint()
    return { url, local }
  }

  /** Ends idle connections. */
  close(): void {
    this.#agents?.httpAgent.destroy()
    this.#agents?.httpsAgent.destroy()
    this.#agents = undefined
    this.#axios = undefined
  }

  async #attempts<T>(options: RequestOptions, type: 'text' | 'stream'): Promise<Answer<T>> {
    const { retry } = this.#settings
    const signal = withCell(options.signal)
    const safe = options.safe ?? options.method !== 'POST'
    let renewed = false
    for (let attempt = 1; ; attempt += 1) {
      if (signal?.aborted) throw cancelled(options, signal.reason)
      const endpoint = await this.#settings.endpoint()
      const outcome = await this.#attempt(endpoint, options, type, signal, attempt)
      if ('error' in outcome) throw outcome.error
      const failure = { attempt, safe, random: Math.random(), now: Date.now() }
      let delay: number | undefined
      if ('code' in outcome) {
        delay = retryDelay({ ...failure, code: outcome.code }, retry)
        if (delay === undefined) throw givenUp(options, outcome.code, endpoint.host, attempt, this.#timeout(options))
      } else {
        const { status, headers } = outcome.answer
        // The first attempt did it, and only its answer was lost.
        const gone = status === 404 && options.method === 'DELETE' && attempt > 1
        if (gone) return { data: undefined as T, status, headers: {} }
        if (status < 400) {
          const parsed = parse<T>(outcome.answer, type)
          if (parsed) return parsed
          delay = retryDelay({ ...failure, code: 'BROKEN' }, retry)
          if (delay === undefined) throw brokenAnswer(options, describe(outcome.answer.data), attempt)
        } else if (status === 401 && !renewed && (await endpoint.renew())) {
          renewed = true
          continue
        } else {
          delay = retryDelay({ ...failure, status, retryAfter: headerOf(headers, 'retry-after') }, retry)
          if (delay === undefined) throw await refused(options, outcome.answer, attempt)
        }
      }
      await sleep(delay, undefined, signal ? { signal } : {}).catch(() => undefined)
    }
  }

  async #attempt(
    endpoint: Endpoint,
    options: RequestOptions,
    type: 'text' | 'stream',
    signal: AbortSignal | undefined,
    attempt: number,
  ): Promise<Outcome> {
    const { axios, isAxiosError } = await this.#load(endpoint)
    const started = performance.now()
    const limit = new AbortController()
    let late = false
    const timer = setTimeout(() => {
      late = true
      limit.abort()
    }, this.#timeout(options))
    const abort = (): void => limit.abort(signal?.reason)
    signal?.addEventListener('abort', abort, { once: true })
    const note = (outcome: number | string): void => {
      const { log } = this.#settings
      if (!log.running) return
      const milliseconds = Math.round((performance.now() - started) * 10) / 10
      const { method, path, body } = options
      log.note({ time: new Date().toISOString(), method, path, outcome, milliseconds, attempt, body })
    }
    try {
      const token = await endpoint.token()
      const answer = await axios.request(await config(endpoint, options, token, type, limit.signal))
      note(answer.status)
      return { answer }
    } catch (error) {
      if (signal?.aborted) {
        note('cancelled')
        return { error: cancelled(options, signal.reason) }
      }
      const code = late ? 'TIMEOUT' : codeOf(error)
      note(code ?? 'error')
      if (code !== undefined && (late || isAxiosError(error) || code !== 'FAILED')) return { code }
      throw error
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    }
  }

  #timeout({ timeout }: RequestOptions): number {
    return timeout ?? this.#settings.timeout
  }

  async #load(endpoint: Endpoint): Promise<Loaded> {
    if (this.#axios?.endpoint === endpoint) return this.#axios
    // axios and node:http: 70 ms at first use, and nothing before: most of a session's cells send nothing.
    const [{ default: axios }, http, https] = await Promise.all([
      import('axios'),
      import('node:http'),
      import('node:https'),
    ])
    this.#agents ??= {
      httpAgent: new http.Agent({ keepAlive: true }),
      httpsAgent: new https.Agent({ keepAlive: true }),
    }
    const instance = axios.create({
      ...this.#agents,
      baseURL: endpoint.url,
      validateStatus: () => true,
      transformResponse: [(data: unknown) => data],
      transformRequest: [(data: unknown) => data],
      transitional: { clarifyTimeoutError: true },
      maxBodyLength: Infinity,
      ...(endpoint.fetch ? { adapter: fetchAdapter(endpoint.fetch) } : {}),
      ...(endpoint.local ? { proxy: false as const } : {}),
    })
    this.#axios = { endpoint, axios: instance, isAxiosError: axios.isAxiosError }
    return this.#axios
  }
}

async function config(
  endpoint: Endpoint,
  options: RequestOptions,
  token: string | undefined,
  type: 'text' | 'stream',
  signal: AbortSignal,
): Promise<AxiosRequestConfig> {
  const data = options.form
    ? await options.form()
    : options.body === undefined
      ? undefined
      : JSON.stringify(options.body)
  const url = options.path + queryText(options.query)
  const form = data instanceof FormData ? {} : { 'content-type': contentType(data) }
  return {
    method: options.method,
    url: endpoint.fetch ? endpoint.url + url : url,
    data: data instanceof URLSearchParams ? data.toString() : data,
    signal,
    responseType: type,
    // A redirect would carry the token and the body elsewhere; only downloads are sent on, and without the token.
    maxRedirects: type === 'stream' ? 5 : 0,
    headers: {
      accept: type === 'stream' ? '*/*' : 'application/json',
      'user-agent': 'loopbook',
      ...(data === undefined ? {} : form),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...options.headers,
    },
  }
}

function contentType(data: unknown): string {
  return data instanceof URLSearchParams ? 'application/x-www-form-urlencoded' : 'application/json'
}

function queryText(query: RequestOptions['query']): string {
  const entries = Object.entries(query ?? {}).filter(([, value]) => value !== undefined)
  return entries.length === 0
    ? ''
    : `?${new URLSearchParams(entries.map(([key, value]): [string, string] => [key, String(value)])).toString()}`
}

function parse<T>(answer: AxiosResponse, type: 'text' | 'stream'): Answer<T> | undefined {
  const { status } = answer
  const headers = answer.headers as Record<string, string>
  if (type === 'stream') return { data: answer.data as T, status, headers }
  const text = answer.data as string
  if (typeof text !== 'string' || text === '') return { data: undefined as T, status, headers }
  try {
    return { data: JSON.parse(text) as T, status, headers }
  } catch {
    return undefined
  }
}

async function refused(options: RequestOptions, answer: AxiosResponse, attempts: number): Promise<DataloopError> {
  const text = typeof answer.data === 'string' ? answer.data : await readSome(answer.data as Readable)
  const requestId = headerOf(answer.headers, 'x-request-id')
  return statusError(options, { status: answer.status, text, requestId, attempts })
}

async function readSome(stream: Readable | undefined): Promise<string> {
  let text = ''
  try {
    for await (const chunk of stream ?? []) {
      text += String(chunk)
      if (text.length > 10_000) break
    }
  } catch {
    // The status is known already; the message is a bonus.
  }
  return text
}

function givenUp(
  options: RequestOptions,
  code: string,
  host: string,
  attempts: number,
  timeout: number,
): DataloopError {
  if (code !== 'TIMEOUT') return networkError(options, code, host, attempts)
  const request = requestLine(options)
  const tried = attempts > 1 ? `, tried ${attempts} times` : ''
  return new RequestTimeoutError(`No complete answer within ${timeout / 1000} s (${request}${tried})`, {
    request,
    hint: 'allow more time with dl.connect({ timeout: 120_000 }), or ask for less at once',
  })
}

function headerOf(headers: unknown, name: string): string | undefined {
  const value = (headers as Record<string, unknown>)[name]
  return typeof value === 'string' ? value : undefined
}

function describe(data: unknown): string {
  const text = typeof data === 'string' ? data : ''
  return `no JSON, ${text.length} characters beginning ${JSON.stringify(text.slice(0, 60))}`
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } }
  if (typeof code === 'string') return code
  return typeof cause?.code === 'string' ? cause.code : 'FAILED'
}
