// A value becomes a MIME bundle: the richest forms that front ends draw, and always a good text/plain. Asks the value
// itself first, then the recognisers in order, then util.inspect. Never throws and never hangs on a hostile value.
//
//   toMimeBundle([{ a: 1 }])            // { 'text/plain': '1 row × 1 column …', 'text/html': '<div …' }
//   toMimeBundle(undefined)             // undefined: nothing is shown
import { errorLine, readProperty } from '../../src/text/index.ts'
import { collectionBundle } from './collection.ts'
import { documentBundle, htmlText } from './document.ts'
import { errorBundle } from './error.ts'
import { frameBundle, isPolars } from './frame.ts'
import { pendingBundle } from './pending.ts'
import { pictureBundle } from './picture.ts'
import { plainBundle, plainText } from './plain.ts'
import { timeBundle } from './time.ts'
import { vegaBundle } from './vega.ts'

export type MimeBundle = Record<string, unknown>

export interface BundleOptions {
  /** Columns of text/plain; 80 by default. */
  width?: number
}

/** Says what it makes of a value, or undefined if it knows nothing of it. */
export type Recogniser = (value: object, options: BundleOptions) => MimeBundle | Promise<MimeBundle> | undefined

export const $display: unique symbol = Symbol.for('Jupyter.display') as never

const recognisers: readonly Recogniser[] = [
  errorBundle,
  pictureBundle,
  vegaBundle,
  documentBundle,
  timeBundle,
  frameBundle,
  collectionBundle,
  pendingBundle,
]

/** Undefined means that nothing is shown. */
export function toMimeBundle(
  value: unknown,
  options: BundleOptions = {},
): MimeBundle | undefined | Promise<MimeBundle | undefined> {
  if (value === undefined) return undefined
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return plainBundle(value, options)
  // nodejs-polars' own view is an unescaped table of fifty rows without types.
  const own = isPolars(value) ? undefined : ownView(value)
  return own ? ownBundle(own, value, options) : recognisedBundle(value, options)
}

/** What the object says of itself by `[Symbol.for('Jupyter.display')]()`. */
function ownView(value: object): (() => unknown) | undefined {
  const found = readProperty(value, $display)
  return 'value' in found && typeof found.value === 'function' ? (found.value.bind(value) as () => unknown) : undefined
}

function ownBundle(view: () => unknown, value: object, options: BundleOptions): ReturnType<typeof toMimeBundle> {
  try {
    const bundle = view()
    if (!isThenable(bundle)) return checked(bundle, value, options)
    return Promise.resolve(bundle)
      .then((later) => checked(later, value, options))
      .catch((error: unknown) => failed(value, error, options))
  } catch (error) {
    return failed(value, error, options)
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

function recognisedBundle(value: object, options: BundleOptions): MimeBundle | Promise<MimeBundle> {
  for (const recognise of recognisers) {
    try {
      const bundle = recognise(value, options)
      if (bundle) return bundle instanceof Promise ? bundle.catch(() => plainBundle(value, options)) : bundle
    } catch {
      // A value that only looked like something: the next recogniser may know better, and inspect knows everything.
    }
  }
  return plainBundle(value, options)
}

/** Jupyter demands strings or JSON: what can't be JSON is left out, and text/plain is added if missing. */
function checked(bundle: unknown, value: object, options: BundleOptions): MimeBundle | undefined {
  if (bundle === undefined || bundle === null) return undefined
  if (typeof bundle !== 'object') return { 'text/plain': plainText(bundle, options) }
  const entries = Object.entries(bundle).flatMap(([mime, data]) => {
    const sent = sendable(data)
    return mime.includes('/') && sent !== undefined ? [[mime, sent] as const] : []
  })
  if (entries.length === 0) return Object.keys(bundle).length === 0 ? undefined : plainBundle(value, options)
  const result = Object.fromEntries(entries)
  if (!('text/plain' in result)) result['text/plain'] = describe(result)
  return result
}

function sendable(data: unknown): unknown {
  if (typeof data === 'string') return data.toWellFormed()
  if (data instanceof Uint8Array) return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64')
  try {
    return JSON.stringify(data) === undefined ? undefined : data
  } catch {
    return undefined
  }
}

function describe(bundle: MimeBundle): string {
  const { 'text/html': markup, 'text/markdown': markdown } = bundle
  if (typeof markup === 'string') return htmlText(markup)
  if (typeof markdown === 'string') return markdown
  return `[${Object.keys(bundle).join(', ')}]`
}

function failed(value: object, error: unknown, options: BundleOptions): MimeBundle {
  const { 'text/plain': text } = plainBundle(value, options)
  return { 'text/plain': `${String(text)}\n[its display failed: ${errorLine(error)}]` }
}
