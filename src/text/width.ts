// How many columns of a terminal a text takes, and cutting, wrapping and padding by that measure. Text is only ever cut
// between graphemes, and never without an ellipsis. Measures what string-width measures, but loads it late and remembers.
//
//   displayWidth('日本')                       // 4
//   truncate('/animals/cats/1.jpg', 10, 'middle') // '/anim….jpg'
//   wrap('one two three', 7)                   // ['one two', 'three']
import { createRequire } from 'node:module'
import type StringWidth from 'string-width'

// One column each: European letters, punctuation, arrows, boxes; and two each: kana, ideographs, Hangul syllables. None of
// them joins its neighbour. For texts of these alone string-width and ICU aren't loaded, which costs 40 ms on first use.
const narrow =
  '\\u0020-\\u007E\\u00A1-\\u00AC\\u00AE-\\u02FF\\u0370-\\u0377\\u037A-\\u037F\\u0384-\\u0482\\u048A-\\u052F\\u2010-\\u2027\\u2030-\\u205E\\u2190-\\u21FF\\u2500-\\u25B2\\u25BC'
const wide = '\\u3001-\\u3029\\u3041-\\u3096\\u30A1-\\u30FF\\u4E00-\\u9FFF\\uAC00-\\uD7A3\\uFF01-\\uFF60'
const simple = new RegExp(`^[${narrow}${wide}]*$`)
const doubled = new RegExp(`[${wide}]`, 'g')
const oneByOne = new RegExp(`^[${narrow}]*$`)
const remembered = new Map<string, number>()
let segmenter: Intl.Segmenter | undefined
let measure: typeof StringWidth | undefined

/** Made of characters that all can be seen, stand by themselves and have a known width. */
export function isSimple(text: string): boolean {
  return simple.test(text)
}

/** Columns taken in a terminal; escape sequences take none, controls and tabs take none. */
export function displayWidth(text: string): number {
  if (oneByOne.test(text)) return text.length
  if (simple.test(text)) return text.length + (text.match(doubled)?.length ?? 0)
  const known = remembered.get(text)
  if (known !== undefined) return known
  measure ??= (createRequire(import.meta.url)('string-width') as { default: typeof StringWidth }).default
  const width = measure(text)
  if (text.length <= 64) {
    if (remembered.size > 10_000) remembered.clear()
    remembered.set(text, width)
  }
  return width
}

/** The user-perceived characters of a text. */
export function graphemes(text: string): string[] {
  if (simple.test(text)) return text.split('')
  segmenter ??= new Intl.Segmenter('und', { granularity: 'grapheme' })
  return Array.from(segmenter.segment(text), (part) => part.segment)
}

/** At most `width` columns; what was left out is marked by one `…`. 'middle' keeps both ends: for paths and ids. */
export function truncate(text: string, width: number, where: 'end' | 'middle' = 'end'): string {
  if (text.length <= width && oneByOne.test(text)) return text
  if (width < 1) return ''
  // A text of megabytes isn't segmented whole: `room` code units from each end hold all that can be kept.
  const room = 40 * width + 40
  const whole = text.length <= 2 * room
  if (whole && fits(text, width)) return text
  const tail = where === 'middle' ? Math.floor((width - 1) / 2) : 0
  const start = take(graphemes(whole ? text : text.slice(0, room).toWellFormed()), width - 1 - tail)
  if (tail === 0) return `${start}…`
  const last = graphemes(whole ? text : text.slice(-room).toWellFormed())
  return `${start}…${take(last.reverse(), tail, true)}`
}

// A grapheme may carry any number of marks; one that carries more than this is cut too, for it would cover its neighbours.
const marks = 32

function fits(text: string, width: number): boolean {
  return displayWidth(text) <= width && (text.length <= marks || graphemes(text).every((part) => part.length <= marks))
}

function take(parts: readonly string[], width: number, backwards = false): string {
  let left = width
  const taken: string[] = []
  for (const part of parts) {
    const wide = displayWidth(part)
    if (wide > left || part.length > marks) break
    left -= wide
    taken.push(part)
  }
  return (backwards ? taken.reverse() : taken).join('')
}

/** Lines of at most `width` columns, broken at spaces (also those of no width) where there are any, else between graphemes. Nothing is lost but the space at a break. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, Math.max(2, width)))
}

function wrapLine(line: string, width: number): string[] {
  if (displayWidth(line) <= width) return [line]
  const lines: string[] = []
  let current = ''
  let used = 0
  for (const word of line.split(/(?<=[ \u200B])/)) {
    const wide = displayWidth(word.trimEnd())
    if (used + wide <= width) {
      current += word
      used += displayWidth(word)
      continue
    }
    if (current.trim() !== '') lines.push(current.trimEnd())
    current = ''
    used = 0
    for (const part of graphemes(word)) {
      const size = displayWidth(part)
      if (used + size > width && current !== '') {
        lines.push(current)
        current = ''
        used = 0
      }
      current += part
      used += size
    }
  }
  if (current.trim() !== '') lines.push(current.trimEnd())
  return lines
}

/** Filled with spaces to `width` columns; a longer text is left as it is. */
export function pad(text: string, width: number, align: 'left' | 'right' | 'center' = 'left'): string {
  const gap = width - displayWidth(text)
  if (gap <= 0) return text
  if (align === 'right') return ' '.repeat(gap) + text
  if (align === 'left') return text + ' '.repeat(gap)
  const before = Math.floor(gap / 2)
  return ' '.repeat(before) + text + ' '.repeat(gap - before)
}
