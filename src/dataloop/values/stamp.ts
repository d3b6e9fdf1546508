// "When was this touched": a time under a key of the user metadata. Key and time are checked; the key may be a path.
//
//   stampOf('review.dateTime', undefined)      // { review: { dateTime: '2026-11-24T04:00:00.000Z' } }
import type { DateTime } from 'luxon'
import { DateTime as Luxon } from 'luxon'
import { InvalidArgumentError } from '../errors/error.ts'
import { isDateTime, isoOf } from './json.ts'
import { now } from './time.ts'
import { say } from './id.ts'

/** When a stamp says something happened; the present when left out. */
export type StampTime = string | Date | DateTime

/** User metadata that holds the stamp. */
export function stampOf(key: string, when: StampTime | undefined): Record<string, unknown> {
  const path = typeof key === 'string' ? key.replace(/^metadata\.user\./, '').split('.') : []
  if (path.length === 0 || path.some((part) => part.trim() === '')) {
    throw new InvalidArgumentError(`${say(key)} is no key to stamp`, { hint: "such as stamp('dateTime')" })
  }
  const time = timeOf(when)
  return path.reduceRight<unknown>((inner, part) => ({ [part]: inner }), time) as Record<string, unknown>
}

function timeOf(when: StampTime | undefined): string {
  if (when === undefined) return now()
  if (when instanceof Date || isDateTime(when)) return isoOf(when, 'The time of the stamp')
  if (typeof when === 'string') {
    const date = Luxon.fromISO(when, { setZone: true })
    if (date.isValid) return when
    throw new InvalidArgumentError(`${say(when)} is no ISO 8601 time: ${date.invalidExplanation ?? ''}`)
  }
  throw new InvalidArgumentError(`${say(when)} is no time to stamp`, {
    hint: 'a Date, a luxon DateTime or ISO 8601 text',
  })
}
