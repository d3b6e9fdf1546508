// One line in passing: which platform this is, or a warning that stops nothing. In a notebook an output of its own; on a
// terminal stderr; silent when piped, save for warnings, which Node reports as such.
//
//   warn('the due date 2025-03-11 is past')
import { escapeHtml, framed } from '../../text/index.ts'
import { displayHook } from './protocol.ts'

/** Tells a person something they may want to know. */
export function notice(text: string): void {
  const hook = displayHook()
  if (hook) hook.display({ 'text/plain': text, 'text/html': framed(`<p class="lb-note">${escapeHtml(text)}</p>`) })
  else if (process.stderr.isTTY) process.stderr.write(`${text}\n`)
}

/** Tells a person that something is probably not what they meant. */
export function warn(text: string): void {
  const line = `Warning: ${text}`
  const hook = displayHook()
  if (!hook) return process.emitWarning(text, { type: 'DataloopWarning' })
  hook.display({
    'text/plain': line,
    'text/html': framed(`<p class="lb-note" role="note"><strong>Warning:</strong> ${escapeHtml(text)}</p>`),
  })
}
