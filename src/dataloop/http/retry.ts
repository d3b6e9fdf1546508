// When a failed attempt is tried again, and after how long. Pure: no clock, no sleeping, no randomness of its own.
//
//   retryDelay({ status: 503, attempt: 1, safe: true, random: 0.5 }, policy)   // milliseconds, or undefined: give up

/** How requests are repeated; the defaults suit an interactive session. */
export interface RetryPolicy {
  /** Attempts in all, the first included. 1 never repeats. */
  attempts: number
  /** Milliseconds before the second attempt; doubles after each. */
  base: number
  /** Longest wait between two attempts, also when the platform asks for more. */
  most: number
}

export const defaultRetry: Readonly<RetryPolicy> = Object.freeze({ attempts: 5, base: 250, most: 30_000 })

/** How an attempt failed. */
export interface Failure {
  status?: number
  /** Code of a network failure. */
  code?: string
  /** Value of the Retry-After header. */
  retryAfter?: string | undefined
  /** Which attempt it was, from 1. */
  attempt: number
  /** True when sending the same again cannot do anything twice. */
  safe: boolean
  /** 0…1, for the jitter. */
  random: number
  /** Milliseconds since 1970, to read a Retry-After date. */
  now: number
}

// Never reached the platform's code: harmless to repeat whatever the request was.
const unsent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])
const passing = new Set([408, 425, 429, 500, 502, 503, 504, 507, 508])

/** Milliseconds to wait before the next attempt; undefined when there is to be none. */
export function retryDelay(failure: Failure, policy: RetryPolicy): number | undefined {
  if (failure.attempt >= policy.attempts || !worthwhile(failure)) return undefined
  // A refused connection rarely mends within seconds; a person waits for the answer.
  if (failure.code === 'ECONNREFUSED' && failure.attempt >= 2) return undefined
  const asked = retryAfterMs(failure.retryAfter, failure.now)
  if (asked !== undefined) return asked > policy.most ? undefined : asked
  const ceiling = Math.min(policy.most, policy.base * 2 ** (failure.attempt - 1))
  // Half fixed, half jitter: many clients that failed together don't come back together.
  return Math.round(ceiling / 2 + (ceiling / 2) * failure.random)
}

function worthwhile({ status, code, safe }: Failure): boolean {
  if (status === 429) return true
  if (status !== undefined) return passing.has(status) && safe
  return code !== undefined && (safe || unsent.has(code))
}

/** Milliseconds of a Retry-After header, given in seconds or as a date. */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined || value.trim() === '') return undefined
  const seconds = Number(value)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
