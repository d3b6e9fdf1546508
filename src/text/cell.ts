// One value in a table: what kind it is and its one line of text. The same line is the base of text/plain and text/html,
// so that both say the same. Never throws: a getter that throws is shown as such.
//
//   cellOf({ size: 12 }, { key: 'size' })       // { kind: 'number', text: '12', missing: false, value: 12 }
//   cellOf({}, { key: 'size' })                 // { kind: 'text', text: 'null', missing: true, … }
import { oneLine } from './one-line.ts'
import { dateWords } from './date.ts'

import { errorLine, inspectValue } from './inspect.ts'

export type Kind = 'text' | 'number' | 'date' | 'id' | 'path' | 'boolean' | 'json' | 'image' | 'link'

/** A picture in a table: its data: address (others become links) and the words that stand for it. */
export interface Picture {
  src: string
  alt: string
  width?: number
  height?: number
}

/** Something with a name: the address under it, the small picture beside it. For text, path and link columns. */
export interface Entry {
  text: string
  href?: string
  picture?: Picture
}

export interface Cell {
  kind: Kind
  /** One line, every character visible; not cut yet. */
  text: string
  /** null, undefined, a hole or an absent key. */
  missing: boolean
  value: unknown
}

/** Longer cells are cut before anything measures them: nobody reads more than a few hundred characters in a table. */
const longest = 2_000

export function cellOf(row: Readonly<Record<string, unknown>>, column: { key: string; kind?: Kind }): Cell {
  try {
    return formatCell(row[column.key], column.kind)
  } catch (error) {
    return { kind: 'text', text: oneLine(`[${errorLine(error)}]`), missing: false, value: undefined }
  }
}

/** The kind of a value when nobody said: what a reader would call it. */
export function kindOf(value: unknown): Kind {
  if (typeof value === 'number' || typeof value === 'bigint') return 'number'
  if (typeof value === 'boolean') return 'boolean'
  if (value instanceof Date || isDateTime(value)) return 'date'
  if (value instanceof URL) return 'link'
  return typeof value === 'object' && value !== null ? 'json' : 'text'
}

export function formatCell(value: unknown, kind: Kind = kindOf(value)): Cell {
  if (value === null || value === undefined) return { kind, text: 'null', missing: true, value }
  const text = oneLine(lineOf(value, kind), longest)
  return { kind, text, missing: false, value }
}

function lineOf(value: unknown, kind: Kind): string {
  if (kind === 'number') return numberText(value)
  if (kind === 'date') return dateWords(value)?.short ?? scalar(value)
  if (kind === 'image') return isPicture(value) ? value.alt : scalar(value)
  return kind !== 'json' && isEntry(value) ? value.text : scalar(value)
}

function scalar(value: unknown): string {
  if (typeof value === 'string') return value.length > longest ? `${value.slice(0, longest).toWellFormed()}…` : value
  if (typeof value === 'number' || typeof value === 'bigint') return numberText(value)
  if (typeof value === 'boolean') return String(value)
  if (value instanceof Date) return dateWords(value)?.short ?? 'Invalid Date'
  if (isDateTime(value)) return dateWords(value)?.short ?? 'Invalid DateTime'
  if (value instanceof URL) return value.href
  if (value instanceof Error) return errorLine(value)
  return inspectValue(value, { depth: 3, breakLength: Infinity, compact: true, maxArrayLength: 8, maxStringLength: 80 })
}

// A float of 17 digits says nothing that 7 don't; the exact one is in the HTML's title and in the value.
function numberText(value: unknown): string {
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'number') return scalar(value)
  const text = Object.is(value, -0) ? '-0' : String(value)
  return text.length > 12 && !Number.isInteger(value) && Number.isFinite(value)
    ? String(Number(value.toPrecision(7)))
    : text
}

export function isPicture(value: unknown): value is Picture {
  return (
    typeof value === 'object' && value !== null && 'src' in value && 'alt' in value && typeof value.src === 'string'
  )
}

export function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null || !('text' in value) || typeof value.text !== 'string') return false
  return ('href' in value && typeof value.href === 'string') || ('picture' in value && isPicture(value.picture))
}

/** luxon's DateTime, recognised by shape: this unit imports nobody's library. */
export function isDateTime(value: unknown): value is { toISO(): string | null; isValid: boolean } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'toISO' in value &&
    typeof value.toISO === 'function' &&
    'isValid' in value
  )
}
