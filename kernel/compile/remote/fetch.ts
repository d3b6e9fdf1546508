// One module from the web: asked for as Deno does, so that servers send TypeScript where they have it. What comes back instead
// of a module, or doesn't come, is an error that names the host and the next step.
//
//   const { location, type, text } = await fetchModule('https://deno.land/std@0.224.0/assert/mod.ts')
import type { RemoteModule } from './cache.ts'

/** Milliseconds for one module. */
const patience = 20_000
const accept =
  'application/typescript, text/typescript, application/javascript, text/javascript, application/json, */*;q=0.8'
// A cell may put another one in its place.
const { fetch } = globalThis

/** @throws Error with code ERR_REMOTE_MODULE and a hint. */
export async function fetchModule(url: string): Promise<RemoteModule> {
  let response: Response
  let text: string
  try {
    response = await fetch(url, { headers: { accept }, signal: AbortSignal.timeout(patience) })
    text = await response.text()
  } catch (error) {
    throw unreachable(url, error)
  }
  const type = (response.headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase()
  if (!response.ok) {
    throw failure(url, `${new URL(url).host} answered ${response.status}`, hintFor(url) ?? 'check the address.')
  }
  if (type === 'text/html' || type === 'text/css') {
    throw failure(url, `it is ${type}, not a module`, hintFor(url) ?? 'take the address of the file itself.')
  }
  return { url, location: response.url === '' ? url : response.url, type, text }
}

function unreachable(url: string, error: unknown): Error {
  const { host } = new URL(url)
  const { name, cause } = error as Error & { cause?: { code?: string; message?: string } }
  const why = name === 'TimeoutError' ? 'no answer' : (cause?.code ?? cause?.message ?? String(error))
  const offline = 'you seem to be offline; a module that was fetched once works offline too.'
  return failure(url, `${host} can not be reached (${why})`, hintFor(url) ?? offline)
}

function failure(url: string, reason: string, hint: string): Error {
  return Object.assign(new Error(`Cannot import '${url}': ${reason}.`), { code: 'ERR_REMOTE_MODULE', hint })
}

/** What a network of packages serves is a package of npm. */
function hintFor(url: string): string | undefined {
  const [, name] =
    /^https?:\/\/(?:esm\.sh|cdn\.skypack\.dev|unpkg\.com|esm\.run|cdn\.jsdelivr\.net\/npm)\/(?:v\d+\/)?((?:@[\w.-]+\/)?[\w.-]+(?:@[\w.^~-]+)?)/.exec(
      url,
    ) ?? []
  return name && `it is a package of npm: write import … from 'npm:${name}'.`
}
