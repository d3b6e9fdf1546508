/**
 * How a JSON text is laid out (indentation, line ends, separators, escapes), and writing values in that same way, so
 * that an edited notebook looks as if the tool that wrote it had made the edit.
 *
 *     const style = styleOf(text)
 *     [...writeJson({ a: [1] }, style, '  ')].join('')   // nested lines begin with two blanks more than style.indent
 */
import { LongLines } from '../long-lines.ts'

export interface JsonStyle {
  /** One level of indentation; undefined: everything in one line. */
  readonly indent: string | undefined
  readonly newline: '\n' | '\r\n'
  readonly colon: string
  /** Between items in one line. */
  readonly comma: string
  /** Non-ASCII is written as \uXXXX (Python's ensure_ascii). */
  readonly ascii: boolean
}

/** What Jupyter itself writes. */
export const jupyterStyle: JsonStyle = { indent: ' ', newline: '\n', colon: ': ', comma: ', ', ascii: false }

export function styleOf(text: string): JsonStyle {
  const first = /^\uFEFF?\s*[{[](?:(\r?\n)([ \t]*))?/.exec(text)
  const colon = /^[^"]*"(?:[^"\\]|\\.)*"(\s*:\s*)/s.exec(text)?.[1] ?? ': '
  const pretty = first?.[1] !== undefined
  return {
    indent: pretty ? (first[2] ?? '') : undefined,
    newline: first?.[1] === '\r\n' ? '\r\n' : '\n',
    colon: /[\r\n]/.test(colon) ? ': ' : colon,
    comma: pretty || /[\]}"\dle], "/.test(text.slice(0, 10_000)) ? ', ' : ',',
    ascii: /(?<!\\)(?:\\\\)*\\u(?!00[01])[0-9a-fA-F]{4}/.test(text) && !/[\u0080-\uffff]/.test(text.slice(1)),
  }
}

export function writeString(text: string, style: JsonStyle): string {
  const written = JSON.stringify(text)
  if (!style.ascii) return written
  return written.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/**
 * In pieces, so that a large value never stands in memory a second time. `margin` is the indentation of the line that the
 * value begins in.
 */
export function* writeJson(value: unknown, style: JsonStyle, margin: string = ''): Generator<string> {
  if (value instanceof LongLines) yield* writeLines(value, style, margin)
  else if (typeof value === 'string') yield writeString(value, style)
  // Python's json reads and writes them, so a value that came in as NaN goes out as NaN.
  else if (typeof value === 'number') yield Number.isFinite(value) ? JSON.stringify(value) : String(value)
  else if (typeof value !== 'object' || value === null) yield JSON.stringify(value) ?? 'null'
  else yield* writeList(value, style, margin)
}

function* writeList(value: object, style: JsonStyle, margin: string): Generator<string> {
  const isArray = Array.isArray(value)
  const items = Object.entries(value).filter(([, item]) => isArray || item !== undefined)
  const [open, close] = isArray ? ['[', ']'] : ['{', '}']
  const { first, between, last, inner } = layout(style, margin)
  if (items.length === 0) return yield open + close
  for (const [index, [key, item]] of items.entries()) {
    yield (index === 0 ? open + first : between) + (isArray ? '' : writeString(key, style) + style.colon)
    yield* writeJson(item, style, inner)
  }
  yield last + close
}

/** Millions of lines: many in one piece. */
function* writeLines(lines: LongLines, style: JsonStyle, margin: string): Generator<string> {
  const { first, between, last } = layout(style, margin)
  let piece = `[${first}`
  let separator = ''
  for (const line of lines) {
    piece += separator + writeString(line, style)
    separator = between
    if (piece.length < 65_536) continue
    yield piece
    piece = ''
  }
  yield `${piece}${last}]`
}

/** What stands before the first item, between two, and after the last one. */
function layout(
  { indent, newline, comma }: JsonStyle,
  margin: string,
): { first: string; between: string; last: string; inner: string } {
  if (indent === undefined) return { first: '', between: comma, last: '', inner: margin }
  const inner = margin + indent
  return { first: newline + inner, between: `,${newline}${inner}`, last: newline + margin, inner }
}
