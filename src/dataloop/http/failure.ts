// From a failed attempt to an error of ours. Axios' own errors hold the whole request, its bearer token included, and print
// it when shown (axios#2648, #4249, #6919): they stop here, and not even as a cause do they go further.
//
//   throw statusError({ status: 404, text: '{"message":"Item not found"}', … })
import { BrokenResponseError, CancelledError, ConnectionError } from '../errors/error.ts'
import type { ErrorDetails, DataloopError } from '../errors/error.ts'
import { masked } from '../errors/secrets.ts'
import { classOf } from '../errors/status.ts'

/** What the caller knows about a request, for the words of its errors. */
export interface RequestWords {
  method: string
  path: string
  /** What is asked for: "item '63ce…'". */
  subject?: string | undefined
  hint?: string | undefined
}

export function requestLine({ method, path }: RequestWords): string {
  return masked(`${method} ${path.split('?')[0]}`)
}

/** An answer with status 400 or more. */
export function statusError(
  words: RequestWords,
  answer: { status: number; text: string; requestId?: string | undefined; attempts: number },
): DataloopError {
  const { status, attempts } = answer
  const request = requestLine(words)
  const said = platformMessage(answer.text)
  const tried = attempts > 1 ? `, tried ${attempts} times` : ''
  const about = status === 404 && words.subject ? `There is no ${words.subject}` : (titles[status] ?? title(status))
  const message = `${about} (${status} from ${request}${tried})${said ? `: ${said}` : ''}`
  const details: ErrorDetails = { status, request }
  const hint = words.hint && status === 404 ? words.hint : hints[status]
  if (hint) details.hint = hint
  if (answer.requestId) details.requestId = answer.requestId
  return new (classOf(status))(message, details)
}

const titles: Readonly<Record<number, string>> = {
  400: 'The platform refused the request',
  401: 'Not logged in',
  403: 'Not allowed',
  404: 'Not found',
  408: 'The platform took too long',
  409: 'There is a conflict with what exists',
  413: 'Too large for the platform',
  422: 'The platform refused the request',
  424: 'Something that this depends on failed',
  429: 'Too many requests',
}

const hints: Readonly<Record<number, string>> = {
  401: 'set DATALOOP_TOKEN (or DATALOOP_EMAIL and DATALOOP_PASSWORD), or dl.connect({ token }); without them the embedded platform is used',
  403: 'the account needs another role in the project; await project.members() lists the roles',
  409: 'choose another name, or get the existing one by its name',
  413: 'upload fewer or smaller files at a time',
  429: 'wait a little, or lower the concurrency',
}

function title(status: number): string {
  return status >= 500 ? 'The platform failed' : 'The request failed'
}

/** The platform's own words: `message` of its JSON, else the text; one line, no secrets, no page of HTML. */
function platformMessage(text: string): string {
  const said = messageOf(text) ?? (text.trimStart().startsWith('<') ? '' : text)
  const line = masked(said.replaceAll(/\s+/g, ' ').trim())
  return line.length > 500 ? `${line.slice(0, 500)}…` : line
}

function messageOf(text: string): string | undefined {
  try {
    const body = JSON.parse(text) as { message?: unknown; error?: unknown } | null
    const message = body?.message ?? body?.error
    return typeof message === 'string' ? message : message === undefined ? undefined : JSON.stringify(message)
  } catch {
    return undefined
  }
}

/** No usable answer: refused, reset, closed mid-way, a name that does not resolve. */
export function networkError(words: RequestWords, code: string, host: string, attempts: number): DataloopError {
  const request = requestLine(words)
  const tried = attempts > 1 ? `, tried ${attempts} times` : ''
  const what = networkWords[code] ?? 'The connection to the platform failed'
  return new ConnectionError(`${what} (${code} at ${host}, ${request}${tried})`, {
    request,
    hint: /^(127\.|localhost|\[::1\])/.test(host)
      ? 'is the local platform running? loopbook platform start starts it; without DATALOOP_URL the embedded one is used'
      : 'check the network and DATALOOP_URL; without them set, the embedded platform works offline',
  })
}

const networkWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing answers there: the connection was refused',
  ENOTFOUND: 'There is no such host',
  EAI_AGAIN: 'The name of the host could not be resolved',
  ECONNRESET: 'The connection was closed before the answer was complete',
  ERR_BAD_RESPONSE: 'The connection was closed before the answer was complete',
  ETIMEDOUT: 'The connection timed out',
}

export function brokenAnswer(words: RequestWords, what: string, attempts: number): DataloopError {
  const request = requestLine(words)
  const tried = attempts > 1 ? `, tried ${attempts} times` : ''
  return new BrokenResponseError(`The answer is not valid: ${masked(what)} (${request}${tried})`, {
    request,
    hint: 'is DATALOOP_URL the address of the API (it ends in /api/v1), and no proxy between?',
  })
}

export function cancelled(words: RequestWords, reason: unknown): DataloopError {
  const request = requestLine(words)
  const why = reason instanceof Error && reason.name !== 'AbortError' ? `: ${masked(reason.message)}` : ''
  return new CancelledError(`Cancelled${why} (${request})`, { request })
}
