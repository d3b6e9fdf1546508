// `loopbook/display`: this package's display tools for any notebook or script: tslab's and Deno's kernels, our own, and
// plain Node, where display() prints text. Loads no kernel, no library.
//
//   import { display, html, table, plot } from 'loopbook/display'   // in tslab: const { display } = require('loopbook/display')
//   display(table([{ name: 'cat', size: 3 }]))
import { createRequire } from 'node:module'
import { createDisplay, toMimeBundle } from '../kernel/display/index.ts'
import type { Display, DisplayHook, DisplayMessage, MimeBundle } from '../kernel/display/index.ts'
import { tableBundle, toTable } from './text/index.ts'
import type { TableOptions, Tabular } from './text/index.ts'

export { html, md, svg, toMimeBundle } from '../kernel/display/index.ts'
export type { Display, DisplayHandle, DisplayOptions, Fragment, MimeBundle, Tag } from '../kernel/display/index.ts'
export { createProgress, plot } from './text/index.ts'
export type { Column, Plot, Progress, ProgressOptions, Table, Tabular } from './text/index.ts'

/** Shows a value now: through the kernel that runs this, else as text on standard output. */
export const display: Display = createDisplay(publish)

/** Records, a Map, columns side by side, or a whole Table with columns and caption, as a value that every kernel shows as a table. */
export function table(content: Tabular, options: TableOptions = {}): { [key: symbol]: () => MimeBundle } {
  const bundle = tableBundle(toTable(content), options)
  return {
    [Symbol.for('Jupyter.display')]: () => bundle,
    [Symbol.for('nodejs.util.inspect.custom')]: () => bundle['text/plain'] as never,
  }
}

/** What a value looks like in text: for terminals and tests. */
export async function textOf(value: unknown, options: { width?: number } = {}): Promise<string> {
  return words(await toMimeBundle(value, options))
}

interface Hosts {
  Deno?: {
    jupyter?: { display(data: MimeBundle, options: object): unknown; broadcast(type: string, content: object): unknown }
  }
  [hook: symbol]: unknown
}

function publish(message: DisplayMessage): void {
  const hosts = globalThis as Hosts
  const hook = hosts[Symbol.for('loopbook.display')] as DisplayHook | undefined
  const { kind, data = {}, displayId, metadata = {}, wait = false } = message
  if (hook) {
    if (kind === 'clear') hook.clear(wait)
    else hook.display(data, { update: kind === 'update', metadata, ...(displayId === undefined ? {} : { displayId }) })
  } else if (hosts.Deno?.jupyter) {
    const { jupyter } = hosts.Deno
    if (kind === 'clear') void jupyter.broadcast('clear_output', { wait })
    else void jupyter.display(data, { raw: true, update: kind === 'update', display_id: displayId })
  } else if (!throughTslab(message) && kind !== 'clear') {
    process.stdout.write(`${words(data)}\n`)
  }
}

type Write = (content: object, update: boolean) => void

/** tslab's public API sends one MIME type a message; the function beneath it sends a whole bundle. */
function throughTslab({ kind, data = {}, metadata = {}, displayId }: DisplayMessage): boolean {
  const { cache } = createRequire(import.meta.url)
  const path = Object.keys(cache).find((key) => /[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(key))
  const loaded = path && (cache[path]?.exports as { lastWriteDisplayData?: Write } | undefined)
  if (!loaded || !loaded.lastWriteDisplayData || kind === 'clear') return false
  loaded.lastWriteDisplayData({ data, metadata, transient: { display_id: displayId } }, kind === 'update')
  return true
}

function words(bundle: MimeBundle | undefined): string {
  const text = bundle?.['text/plain']
  return typeof text === 'string' ? text : ''
}
