// Values that aren't there yet: promises, queries that nobody ran, iterators that nobody read. Shown as what they are, with
// what to add to get the value. Waits for nothing.
//
//   pendingBundle(fetch('…'))           // Promise { <pending> } + hint: add `await`
import { types } from 'node:util'
import { errorLine, escapeHtml, framed, readProperty } from '../../src/text/index.ts'
import type { MimeBundle, Recogniser } from './bundle.ts'
import { plainText } from './plain.ts'

export const pendingBundle: Recogniser = (value, options) => {
  if (types.isPromise(value))
    return hinted(promiseText(value, options.width), 'a promise: add `await` to get its value')
  if (has(value, 'then'))
    return hinted(plainText(value, options), 'not run yet: add `await` to run it and get its value')
  if (typeof value === 'function') return undefined
  if (has(value, Symbol.asyncIterator) && has(value, 'next')) {
    return hinted(
      plainText(value, options),
      'read it by `for await (const one of …)`, or all by `await Array.fromAsync(…)`',
    )
  }
  if (types.isGeneratorObject(value))
    return hinted(plainText(value, options), 'read it by `for (const one of …)`, or all by `[...…]`')
  return undefined
}

/** A rejected promise would print its error with all that hangs on it: only its line is shown. */
function promiseText(promise: Promise<unknown>, width?: number): string {
  const text = plainText(promise, width === undefined ? {} : { width })
  const rejected = /^(\w+) \{\s*<rejected> ([^]*)\}$/.exec(text)
  return rejected ? `${rejected[1]} { <rejected> ${errorLine(rejected[2]?.trim())} }` : text
}

function has(value: object, key: string | symbol): boolean {
  const found = readProperty(value, key)
  return 'value' in found && typeof found.value === 'function'
}

function hinted(text: string, hint: string): MimeBundle {
  const html = `<pre>${escapeHtml(text)}</pre><p class="lb-note"><strong>hint:</strong> ${code(hint)}</p>`
  return { 'text/plain': `${text}\nhint: ${hint}`, 'text/html': framed(html) }
}

function code(hint: string): string {
  return escapeHtml(hint).replaceAll(/`([^`]+)`/g, '<code>$1</code>')
}
