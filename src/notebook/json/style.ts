/**
 * How a JSON text is laid out (indentation, line ends, separators, escapes), and writing values in that same way, so
 * that an edited notebook looks as if the tool that wrote it had made the edit.
 *
 *     const style = styleOf(text)
 *     writeJson({ a: [1] }, style, '  ')   // nested lines begin with two blanks more than style.indent
 */

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

/** `margin` is the indentation of the line that the value begins in. */
export function writeJson(value: unknown, style: JsonStyle, margin: string = ''): string {
  if (typeof value === 'string') return writeString(value, style)
  // Python's json reads and writes them, so a value that came in as NaN goes out as NaN.
  if (typeof value === 'number') return Number.isFinite(value) ? JSON.stringify(value) : String(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const inner = margin + (style.indent ?? '')
  const parts = Array.isArray(value)
    ? value.map((item) => writeJson(item, style, inner))
    : Object.entries(value).flatMap(([key, item]) =>
        item === undefined ? [] : [writeString(key, style) + style.colon + writeJson(item, style, inner)],
      )
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  if (parts.length === 0) return open + close
  if (style.indent === undefined) return open + parts.join(style.comma) + close
  const separator = style.newline + inner
  return open + separator + parts.join(`,${separator}`) + style.newline + margin + close
}
