// Trouble on request, so that a client's retries can be tested against the real thing: a latency, a status for the next
// requests, a rate limit. Nothing of it happens unless asked for, and asking needs the token.
//
//   POST /api/v1/loopbook/faults {"status": 503, "times": 2, "path": "/items"}     DELETE ends all
import { setTimeout as wait } from 'node:timers/promises'
import { badRequest, errorResponse } from './errors.ts'
import { isObject } from '../query/dql.ts'

interface Fault {
  status?: number
  /** Milliseconds. */
  latency?: number
  times: number
  method?: string
  /** The request's path holds this. */
  path?: string
  /** Seconds. */
  retryAfter?: number
}

export class Faults {
  #faults: Fault[] = []
  #perSecond = 0
  #second = 0
  #used = 0

  /** The body of a request for trouble. */
  add(body: unknown): void {
    if (!isObject(body))
      throw badRequest('a fault is an object: { status, latency, times, method, path, retryAfter, perSecond }')
    const { perSecond } = body
    if (perSecond !== undefined) this.#perSecond = number(perSecond, 'perSecond', 0, 1e6)
    if (body['status'] === undefined && body['latency'] === undefined) return
    this.#faults.push({
      ...(body['status'] === undefined ? {} : { status: number(body['status'], 'status', 400, 599) }),
      ...(body['latency'] === undefined ? {} : { latency: number(body['latency'], 'latency', 0, 60_000) }),
      times: number(body['times'] ?? 1, 'times', 1, 1e6),
      ...(typeof body['method'] === 'string' ? { method: body['method'].toUpperCase() } : {}),
      ...(typeof body['path'] === 'string' ? { path: body['path'] } : {}),
      ...(body['retryAfter'] === undefined ? {} : { retryAfter: number(body['retryAfter'], 'retryAfter', 0, 3600) }),
    })
  }

  clear(): void {
    this.#faults = []
    this.#perSecond = 0
  }

  /** The answer instead of the real one; undefined lets the request through. */
  async meet(method: string, path: string): Promise<Response | undefined> {
    if (this.#perSecond > 0 && !this.#allow()) return tooMany('the rate limit that was asked for', 1)
    const fault = this.#faults.find(
      (fault) => (!fault.method || fault.method === method) && (!fault.path || path.includes(fault.path)),
    )
    if (!fault) return undefined
    if (--fault.times === 0) this.#faults = this.#faults.filter((other) => other !== fault)
    if (fault.latency) await wait(fault.latency)
    if (fault.status === undefined) return undefined
    if (fault.status === 429) return tooMany('a fault that was asked for', fault.retryAfter ?? 1)
    return errorResponse(
      fault.status,
      'a fault that was asked for',
      fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) },
    )
  }

  #allow(): boolean {
    const second = Math.floor(Date.now() / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#used = 0
    }
    return ++this.#used <= this.#perSecond
  }
}

const tooMany = (reason: string, seconds: number): Response =>
  errorResponse(429, `too many requests: ${reason}`, { 'retry-after': String(seconds) })

function number(value: unknown, name: string, least: number, most: number): number {
  if (typeof value !== 'number' || !(value >= least && value <= most))
    throw badRequest(`${name} must be a number from ${least} to ${most}`)
  return value
}
