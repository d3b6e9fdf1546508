/**
 * What a terminal would show of a stream: carriage returns overwrite the line from its start, backspaces step back, and
 * colours are left alone (the sanitizer "ansi" removes them). So a progress bar that wrote 100 states is its last one.
 *
 *     resolveControls('10%\r100%\n')   // '100%\n'
 */
import type { Output } from '../../notebook/index.ts'

export function resolveControls(text: string): string {
  if (!/[\r\b]/.test(text)) return text
  return text
    .split('\n')
    .map((line, index, all) => resolveLine(index < all.length - 1 && line.endsWith('\r') ? line.slice(0, -1) : line))
    .join('\n')
}

function resolveLine(line: string): string {
  if (!/[\r\b]/.test(line)) return line
  // Cells of the terminal's row; an escape sequence takes no cell and sticks to the one that follows.
  const cells: string[] = []
  let at = 0
  let escapes = ''
  // oxlint-disable-next-line no-control-regex -- escape sequences begin with a control character
  for (const [part] of line.matchAll(/\u001B\[[\d;?]*[A-Za-z]|[^]/gu)) {
    if (part === '\r') at = 0
    else if (part === '\b') at = Math.max(0, at - 1)
    else if (part === '\u001B[K' || part === '\u001B[0K') cells.length = Math.min(cells.length, at)
    else if (part === '\u001B[2K') cells.fill(' ', 0, at)
    else if (part.length > 2) escapes += part
    else {
      cells[at++] = escapes + part
      escapes = ''
    }
  }
  return cells.join('') + escapes
}

/** All text of one stream in one output, at the place of its first: how it was cut into messages is chance. */
export function mergeStreams(outputs: readonly Output[]): Output[] {
  const texts = new Map<string, string[]>()
  for (const output of outputs) {
    if (output.output_type !== 'stream') continue
    const parts = texts.get(output.name)
    if (parts) parts.push(output.text)
    else texts.set(output.name, [output.text])
  }
  const seen = new Set<string>()
  return outputs.flatMap((output): Output[] => {
    if (output.output_type !== 'stream') return [output]
    if (seen.has(output.name)) return []
    seen.add(output.name)
    return [{ ...output, text: resolveControls((texts.get(output.name) ?? []).join('')) }]
  })
}
