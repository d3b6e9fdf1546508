// Times: now as text, and due dates given as people give them. Milliseconds leave this file, never a number of unknown unit:
// the Python SDK takes seconds and sends milliseconds, and a due date 1,000 times too far is found by nobody.
//
//   now()                                   // '2026-11-24T04:00:00.000Z'
//   dueMilliseconds({ days: 7 })            // a week from now
import { DateTime, Duration } from 'luxon'
import type { DurationLikeObject } from 'luxon'
import { InvalidArgumentError } from '../errors/error.ts'
import { isDateTime } from './json.ts'

/** A due date: luxon DateTime, Date, ISO 8601 text (without a zone: the zone of this machine), or from now `{ days: 7 }`. */
export type Due = DateTime | Date | string | DurationLikeObject

/**
 * The time as ISO 8601 in UTC, which sorts as text and compares across machines.
 * @example
 * now()   // '2026-11-24T04:00:00.000Z'
 */
export function now(): string {
  return DateTime.utc().toISO()
}

/** Milliseconds since 1970 of a due date, checked. */
export function dueMilliseconds(due: Due, clock: () => number = Date.now): number {
  const date = dateOf(due, clock)
  if (!date.isValid) {
    throw new InvalidArgumentError(
      `The due date ${show(due)} is no valid date: ${date.invalidExplanation ?? 'not a time'}`,
      {
        hint: "such as '2029-03-11', '2029-03-11T17:00:00+02:00', a Date, a luxon DateTime, or { days: 7 }",
      },
    )
  }
  const milliseconds = date.toMillis()
  if (date.year < 1980 || date.year > 2300) {
    const other = DateTime.fromMillis(date.year < 1980 ? milliseconds * 1000 : Math.round(milliseconds / 1000)).toUTC()
    throw new InvalidArgumentError(`The due date ${show(due)} is in the year ${date.year}`, {
      hint:
        date.year < 1980
          ? `seconds where milliseconds belong? new Date(seconds * 1000) would be ${other.toISODate()}`
          : `milliseconds where seconds belong? divided by 1000 it would be ${other.toISODate()}`,
    })
  }
  return milliseconds
}

function dateOf(due: Due, clock: () => number): DateTime {
  if (typeof due === 'number') throw numberRefused(due)
  if (due instanceof Date) return DateTime.fromJSDate(due)
  if (isDateTime(due)) return DateTime.fromMillis(due.toMillis())
  if (typeof due === 'string') return DateTime.fromISO(due.trim())
  if (typeof due === 'object' && due !== null) return DateTime.fromMillis(clock()).plus(durationOf(due))
  throw new InvalidArgumentError(`The due date is ${show(due)}`, { hint: "such as '2029-03-11' or { days: 7 }" })
}

function durationOf(due: DurationLikeObject): Duration {
  try {
    const duration = Duration.fromObject(due)
    if (duration.isValid && Object.keys(due).length > 0) return duration
  } catch {
    // Said below, in our words.
  }
  throw new InvalidArgumentError(`The due date ${show(due)} is no time from now`, {
    hint: 'such as { days: 7 } or { weeks: 2, days: 1 }',
  })
}

function numberRefused(value: number): InvalidArgumentError {
  const [seconds, milliseconds] = [DateTime.fromSeconds(value), DateTime.fromMillis(value)].map((date) =>
    date.isValid ? date.toUTC().toISODate() : 'no date',
  )
  return new InvalidArgumentError(
    `The due date ${value} is a number: seconds (${seconds}) or milliseconds (${milliseconds})?`,
    {
      hint: 'say which: DateTime.fromSeconds(value) or new Date(milliseconds)',
    },
  )
}

function show(due: unknown): string {
  if (due instanceof Date) return Number.isNaN(+due) ? 'Invalid Date' : due.toISOString()
  if (isDateTime(due)) return due.toISO() ?? 'Invalid DateTime'
  return JSON.stringify(due) ?? String(due)
}
