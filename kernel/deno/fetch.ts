// A body that is a stream, sent as Deno sends it: Node demands `duplex: 'half'` beside it, which programs for Deno don't write.
//
//   const { fetch, Request } = streamingFetch(globalThis)
interface Fetching {
  fetch: typeof fetch
  Request: typeof Request
}

export function streamingFetch({ fetch, Request }: Fetching): Fetching {
  const Streaming = class extends Request {
    constructor(input: ConstructorParameters<typeof Request>[0], init?: RequestInit) {
      super(input, streaming(init))
    }
  }
  Object.defineProperty(Streaming, 'name', { value: 'Request' })
  return { Request: Streaming, fetch: (input, init) => fetch(input, streaming(init)) }
}

function streaming(init: RequestInit | undefined): RequestInit | undefined {
  return init?.body instanceof ReadableStream && !('duplex' in init) ? { ...init, duplex: 'half' } : init
}
