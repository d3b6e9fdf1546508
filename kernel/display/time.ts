// Points in time (Date, luxon's DateTime) in words with the exact ISO text, and URLs as links. Invalid ones say so.
//
//   timeBundle(new Date(0))             // { 'text/plain': '1970-01-01T00:00:00.000Z', 'text/html': '<time …' }
import {
  dateWords,
  escapeHtml,
  framed,
  inspectValue,
  isDateTime,
  safeUrl,
  truncate,
  visible,
} from '../../src/text/index.ts'
import type { MimeBundle, Recogniser } from './bundle.ts'

export const timeBundle: Recogniser = (value) => {
  if (value instanceof Date) return pointInTime(value, inspectValue(value))
  if (value instanceof URL) return link(value)
  if (isDateTime(value)) return pointInTime(value, value.isValid ? String(value.toISO()) : inspectValue(value))
  return undefined
}

function pointInTime(value: object, text: string): MimeBundle {
  const words = dateWords(value)
  if (!words) return { 'text/plain': text }
  const iso = escapeHtml(words.iso)
  return {
    'text/plain': text,
    'text/html': framed(`<time datetime="${iso}" title="${iso}">${escapeHtml(words.long)}</time> <code>${iso}</code>`),
  }
}

function link(url: URL): MimeBundle {
  const text = visible(url.href)
  const href = safeUrl(url.href)
  if (!href || url.username || url.password) return { 'text/plain': text.replace(/\/\/[^/@]*@/, '//***@') }
  const shown = escapeHtml(truncate(text, 120, 'middle'))
  return {
    'text/plain': text,
    'text/html': framed(`<a href="${escapeHtml(href)}" rel="noopener noreferrer">${shown}</a>`),
  }
}
