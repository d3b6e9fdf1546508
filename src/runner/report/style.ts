/**
 * Colours of the terminal (the 16 of the theme, never fixed ones), and cutting long texts in the middle.
 *
 *     const paint = painter(true)
 *     paint.red('no')   // '\x1b[31mno\x1b[39m'
 */
export interface Painter {
  red(text: string): string
  green(text: string): string
  yellow(text: string): string
  cyan(text: string): string
  dim(text: string): string
  bold(text: string): string
  inverse(text: string): string
}

export function painter(color: boolean): Painter {
  const style =
    (open: number, close: number) =>
    (text: string): string =>
      color && text !== '' ? `\u001B[${open}m${text}\u001B[${close}m` : text
  return {
    red: style(31, 39),
    green: style(32, 39),
    yellow: style(33, 39),
    cyan: style(36, 39),
    dim: style(2, 22),
    bold: style(1, 22),
    inverse: style(7, 27),
  }
}

/** Whether a stream gets colours: a terminal does, unless NO_COLOR; FORCE_COLOR says yes, and FORCE_COLOR=0 no. */
export function wantsColor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): boolean {
  const forced = env['FORCE_COLOR']
  return forced ? forced !== '0' : stream.isTTY === true && !env['NO_COLOR']
}

/** First and last lines of a long text, with the count of those between. */
export function cutLines(lines: readonly string[], head: number, tail: number): string[] {
  if (lines.length <= head + tail + 1) return [...lines]
  const left = lines.length - head - tail
  return [...lines.slice(0, head), `… ${left} lines left out`, ...lines.slice(lines.length - tail)]
}

export function indent(lines: readonly string[], by = '  '): string {
  return lines.map((line) => (line === '' ? '' : by + line)).join('\n')
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
