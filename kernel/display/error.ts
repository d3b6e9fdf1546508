// An Error as a value (not thrown: see kernel/traceback): title, message, the user's frames, its cause and its errors.
// Own properties are left out but the code: HTTP libraries hang the whole request on them, token included.
//
//   errorBundle(new Error('boom'))      // { 'text/plain': 'Error: boom\n    at …', 'text/html': … }
import { types } from 'node:util'
import { bounded, escapeHtml, framed, readProperty, visibleBlock } from '../../src/text/index.ts'
import type { MimeBundle, Recogniser } from './bundle.ts'
import { redact } from './plain.ts'

const deepest = 5

export const errorBundle: Recogniser = (value) => {
  if (!types.isNativeError(value) && !(value instanceof Error)) return undefined
  const text = bounded(redact(errorText(value)))
  return { 'text/plain': text, 'text/html': errorHtml(text.replaceAll(cell, 'Cell [$1]')) } satisfies MimeBundle
}

function errorText(error: unknown, depth: number = 0): string {
  if (typeof error !== 'object' || error === null) return String(error)
  const code = text(error, 'code')
  const lines = [`${title(error)}${code ? ` [${code}]` : ''}`, ...frames(error)]
  if (depth >= deepest) return lines.join('\n')
  const cause = readProperty(error, 'cause')
  if ('value' in cause && cause.value !== undefined) lines.push(`caused by ${errorText(cause.value, depth + 1)}`)
  const errors = readProperty(error, 'errors')
  if ('value' in errors && Array.isArray(errors.value)) {
    const inner = (errors.value as unknown[]).slice(0, 10).map((one, at) => `${at + 1}. ${errorText(one, depth + 1)}`)
    lines.push(...inner.map((one) => one.replaceAll('\n', '\n   ')))
    if (errors.value.length > 10) lines.push(`… ${errors.value.length - 10} more errors`)
  }
  const hint = text(error, 'hint')
  if (hint && depth === 0) lines.push(`hint: ${hint}`)
  return lines.join('\n')
}

function title(error: object): string {
  const name = text(error, 'name') || 'Error'
  const message = text(error, 'message')
  return message ? `${name}: ${message}` : name
}

function text(error: object, key: string): string {
  const found = readProperty(error, key)
  return 'value' in found && typeof found.value === 'string' ? found.value : ''
}

// A cell's frames are of its compiled code, whose lines only the I/O thread can translate: it does so in plain text (traceback/
// printed.ts); in HTML the cell is named, and no line.
const cell = /cell:\/\/\/(\d+)\.\w+(?::\d+)*/g

/** Frames of the user's cells and files; Node's and the kernel's own say nothing to a reader. */
function frames(error: object): string[] {
  return text(error, 'stack')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .filter(
      (line) =>
        !/\(<anonymous>\)$|\bnode:|\/node_modules\/|\/dist\/chunks\/|\/kernel\/(?:main|io|evaluate|handlers|display|compile)\b/.test(
          line,
        ),
    )
    .slice(0, 8)
    .map((line) => `    ${line.trim()}`)
}

function errorHtml(shown: string): string {
  const [first = '', ...lines] = visibleBlock(shown).split('\n')
  const hint = lines.at(-1)?.startsWith('hint: ') ? lines.at(-1)!.slice(6) : undefined
  const rest = hint === undefined ? lines : lines.slice(0, -1)
  const more =
    rest.length > 0 ? `<details><summary>Details</summary><pre>${escapeHtml(rest.join('\n'))}</pre></details>` : ''
  const next = hint === undefined ? '' : `<p class="lb-note"><strong>hint:</strong> ${escapeHtml(hint)}</p>`
  return framed(`<p class="lb-note"><strong>${escapeHtml(first)}</strong></p>${next}${more}`)
}
