/**
 * Multiline strings: a file may hold `["a\n", "b"]` or `"a\nb"`, in memory it is always the joined string. Splitting
 * follows Python's `str.splitlines(True)`, because Jupyter's own writer uses it and two tools that disagree about where
 * a line ends would rewrite each other's files.
 *
 *     splitLines('a\nb')           // ['a\n', 'b']
 *     joinBundle({ 'text/plain': ['a\n', 'b'] })   // { 'text/plain': 'a\nb' }
 */
import type { MimeBundle } from './model.ts'

// oxlint-disable-next-line no-control-regex -- Python ends lines at these too
const line = /[^\n\r\v\f\u001c-\u001e\u0085\u2028\u2029]*(?:\r\n|[\n\r\v\f\u001c-\u001e\u0085\u2028\u2029]|$)/g

/** Whether a text holds the end of a line. */
// oxlint-disable-next-line no-control-regex -- the same ones
export const endsLine: RegExp = /[\n\r\v\f\u001c-\u001e\u0085\u2028\u2029]/

export function splitLines(text: string): string[] {
  return (text.match(line) ?? []).filter((part) => part !== '')
}

export function joinLines(value: unknown): string {
  return Array.isArray(value) ? value.join('') : typeof value === 'string' ? value : ''
}

export function isJsonMime(mime: string): boolean {
  return /^application\/(.*\+)?json$/.test(mime)
}

export function joinBundle(bundle: MimeBundle): MimeBundle {
  return Object.fromEntries(
    Object.entries(bundle).map(([mime, value]) => [
      mime,
      Array.isArray(value) && !isJsonMime(mime) && value.every((part) => typeof part === 'string')
        ? value.join('')
        : value,
    ]),
  )
}

/** Which types Jupyter writes as arrays of lines; pictures in base64 stay one string. */
export function isSplitMime(mime: string): boolean {
  return mime.startsWith('text/') || mime === 'application/javascript' || mime === 'image/svg+xml'
}

/** Whether pieces make up a text; asks for no more than it needs to know. */
export function isText(pieces: Iterable<string>, text: string): boolean {
  let at = 0
  for (const piece of pieces) {
    if (!text.startsWith(piece, at)) return false
    at += piece.length
  }
  return at === text.length
}
