// How an object says what it looks like: to a notebook by `Symbol.for('Jupyter.display')`, to plain Node's console.log by
// `nodejs.util.inspect.custom`. Also what a forgotten `await` looks like.
//
//   class Item { static { present(this, { show: (item) => itemBundle(item), inspect: (item) => item.name }) } }

import { escapeHtml, framed } from '../../text/index.ts'
import type { TableOptions } from '../../text/index.ts'

const showAs = Symbol.for('Jupyter.display')
const inspectAs = Symbol.for('nodejs.util.inspect.custom')
// Our own kernel's: a plain array of entities as one table, and the picture of an item.
const tableAs = Symbol.for('loopbook.table')
const pictureAs = Symbol.for('loopbook.picture')

/** MIME type → data. */
export type Bundle = Record<string, unknown>

type Inspect = (value: unknown, options: object) => string

/** What an object looks like. */
export interface Looks<T> {
  /** In a notebook. */
  show?(self: T): Bundle | Promise<Bundle>
  /** In console.log, which cannot wait. */
  inspect?(self: T, options: object, inspect: Inspect): string
  /** A plain array of them, in a notebook. */
  table?(all: readonly T[], options?: TableOptions): Bundle | Promise<Bundle>
  /** As a picture. */
  picture?(self: T): Promise<{ bytes: Uint8Array; alt?: string }>
}

/** Gives the instances of a class their looks, from its static block: there the private fields are in reach. */
export function present<T extends object>(type: { prototype: T }, { show, inspect, table, picture }: Looks<T>): void {
  const define = (symbol: symbol, value: unknown): void => {
    Object.defineProperty(type.prototype, symbol, { value, enumerable: false, configurable: true, writable: true })
  }
  if (show) {
    define(showAs, function (this: T) {
      return show(this)
    })
  }
  if (table) define(tableAs, table)
  if (picture) {
    define(pictureAs, function (this: T) {
      return picture(this)
    })
  }
  if (inspect) {
    define(inspectAs, function (this: T, _depth: number, options: object, again: Inspect) {
      // Asking for the class's own look of its prototype must not fail in a debugger or a completion.
      return this === type.prototype ? '[prototype]' : inspect(this, options, again)
    })
  }
}

/**
 * The same promise, which says "add await" when somebody shows it instead of waiting for it.
 * @example
 * pending(load(), 'dataset.items.all()')
 */
export function pending<T>(promise: Promise<T>, call: string): Promise<T> {
  const text = `Promise of ${call}: not awaited yet\nhint: add await: await ${call}`
  const html = (): string => {
    const shown = escapeHtml(call)
    return framed(
      `<p class="lb-note">Promise of <code>${shown}</code>: not awaited yet</p><p class="lb-note"><strong>hint:</strong> add await: <code>await ${shown}</code></p>`,
    )
  }
  return Object.defineProperties(promise, {
    [showAs]: { value: () => ({ 'text/plain': text, 'text/html': html() }), configurable: true },
    [inspectAs]: { value: () => text, configurable: true },
  })
}

interface DisplayHook {
  display(data: Bundle, options?: { displayId?: string; update?: boolean }): void
}

/** The notebook's way to show something in passing; absent in plain Node. */
export function displayHook(): DisplayHook | undefined {
  return (globalThis as Record<symbol, unknown>)[Symbol.for('loopbook.display')] as DisplayHook | undefined
}
