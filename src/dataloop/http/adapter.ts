// An axios adapter on a fetch-shaped function: the embedded platform is called in-process on the same path as a remote one.
// Does no retries and keeps no state.
//
//   axios.create({ adapter: fetchAdapter(platform.fetch) })
import { Readable } from 'node:stream'
import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from 'axios'

/** What the embedded platform, `fetch` itself and a test's handler have in common. */
export type Fetch = (request: Request) => Promise<Response>

export function fetchAdapter(fetch: Fetch): AxiosAdapter {
  return async (config: InternalAxiosRequestConfig): Promise<AxiosResponse> => {
    const signal = config.signal as AbortSignal | undefined
    const body = config.data as RequestInit['body'] | undefined
    const headers = new Headers()
    for (const [name, value] of Object.entries(config.headers.toJSON())) {
      if (value !== null && value !== undefined) headers.set(name, String(value))
    }
    // The boundary of a form is fetch's to choose.
    if (body instanceof FormData) headers.delete('content-type')
    const request = new Request(config.url ?? '', {
      method: (config.method ?? 'get').toUpperCase(),
      headers,
      ...(body === undefined || body === null ? {} : { body, duplex: 'half' }),
      ...(signal ? { signal } : {}),
    })
    const response = await untilAborted(fetch(request), signal)
    const answered: Record<string, string> = {}
    response.headers.forEach((value, name) => {
      answered[name] = value
    })
    return {
      data: await dataOf(response, config.responseType, signal),
      status: response.status,
      statusText: response.statusText,
      headers: answered,
      config,
    } as AxiosResponse
  }
}

async function dataOf(response: Response, type: string | undefined, signal: AbortSignal | undefined): Promise<unknown> {
  if (type !== 'stream') return untilAborted(response.text(), signal)
  return response.body ? Readable.fromWeb(response.body) : Readable.from([])
}

/** A handler in-process may not look at the signal; the caller is freed all the same. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  let abort!: () => void
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason instanceof Error ? signal.reason : new DOMException('aborted', 'AbortError'))
  })
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
