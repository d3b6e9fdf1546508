// display(): show something now, in the middle of a cell, and change it later. Knows MIME types, not sockets: whoever
// makes it says how a message is published.
//
//   const handle = display('working …')
//   handle.update('done')
//   display.html('<b>hi</b>'); display.image('cat.png', { alt: 'A cat', width: 200 })
import { createProgress, dataResource, tableBundle, toTable } from '../../src/text/index.ts'
import type { Progress, ProgressOptions, TableOptions, Tabular } from '../../src/text/index.ts'
import { toMimeBundle } from './bundle.ts'
import type { MimeBundle } from './bundle.ts'
import { togetherBundle } from './collection.ts'
import { htmlBundle, svgBundle } from './document.ts'
import { createHandle, shownOf } from './handle.ts'
import type { DisplayHandle, Shown } from './handle.ts'
import { imageBundle } from './image.ts'
import type { ImageOptions, ImageSource } from './image.ts'

export interface DisplayMessage {
  kind: 'display' | 'update' | 'clear'
  data?: MimeBundle
  metadata?: Record<string, unknown>
  displayId?: string
  wait?: boolean
  buffers?: Uint8Array[]
}

export interface DisplayOptions {
  /** The name under which it can be updated; made up if left out. */
  displayId?: string
  /** Deno's and Python's spelling. */
  display_id?: string
  /** Changes what stands under that name instead of showing anew. */
  update?: boolean
  /** The value is a MIME bundle already. */
  raw?: boolean
  metadata?: Record<string, unknown>
}

export interface Display {
  (value: unknown, options?: DisplayOptions): DisplayHandle
  html(markup: string, options?: DisplayOptions): DisplayHandle
  markdown(text: string, options?: DisplayOptions): DisplayHandle
  text(text: string, options?: DisplayOptions): DisplayHandle
  svg(markup: string, options?: DisplayOptions): DisplayHandle
  latex(text: string, options?: DisplayOptions): DisplayHandle
  javascript(code: string, options?: DisplayOptions): DisplayHandle
  /** Any JSON value; JupyterLab shows it as a tree. */
  json(value: unknown, options?: DisplayOptions): DisplayHandle
  /** Bytes or base64. */
  png(bytes: Uint8Array | string, options?: DisplayOptions & ImageOptions): DisplayHandle
  jpeg(bytes: Uint8Array | string, options?: DisplayOptions & ImageOptions): DisplayHandle
  gif(bytes: Uint8Array | string, options?: DisplayOptions & ImageOptions): DisplayHandle
  pdf(bytes: Uint8Array | string, options?: DisplayOptions): DisplayHandle
  /** A path, bytes, a data: address, a stream or a Blob. */
  image(source: ImageSource, options?: DisplayOptions & ImageOptions): DisplayHandle
  vega(spec: object, options?: DisplayOptions): DisplayHandle
  /** Records, a Map, columns side by side, or a whole Table with columns and caption. */
  table(content: Tabular, options?: DisplayOptions & TableOptions): DisplayHandle
  /** One MIME type as it is. */
  raw(mime: string, data: unknown, options?: DisplayOptions): DisplayHandle
  progress(options: ProgressOptions): Progress
  clearOutput(options?: { wait?: boolean }): void
  /** When every view that takes time is shown; the kernel waits for it before it ends the cell. */
  settled(): Promise<void>
}

export function createDisplay(publish: (message: DisplayMessage) => void): Display {
  const pending = new Set<DisplayHandle>()
  const show = (shown: Shown | Promise<Shown>, options: DisplayOptions = {}): DisplayHandle => {
    const displayId = options.displayId ?? options.display_id ?? crypto.randomUUID()
    const handle = createHandle(
      (kind, { data, metadata }, id) =>
        publish({ kind, data, metadata: { ...metadata, ...options.metadata }, displayId: id }),
      shown,
      { displayId, update: options.update ?? false },
    )
    if (shown instanceof Promise) pending.add(handle)
    return handle
  }
  const one = (mime: string, data: unknown, options?: DisplayOptions & ImageOptions): DisplayHandle =>
    show(oneBundle(mime, data, options), options)
  const display = (value: unknown, options?: DisplayOptions): DisplayHandle =>
    show(options?.raw ? { data: value as MimeBundle } : shownOf(value), options)
  return Object.assign(display, {
    html: (markup, options) => show({ data: htmlBundle(markup) }, options),
    markdown: (text, options) => show({ data: { 'text/markdown': text, 'text/plain': text } }, options),
    text: (text, options) => show({ data: { 'text/plain': text } }, options),
    svg: (markup, options) => show({ data: svgBundle(markup) }, options),
    latex: (text, options) => show({ data: { 'text/latex': text, 'text/plain': text } }, options),
    javascript: (code, options) =>
      show({ data: { 'application/javascript': code, 'text/plain': '[JavaScript]' } }, options),
    json: (value, options) => show(jsonShown(value), options),
    png: (bytes, options) => one('image/png', bytes, options),
    jpeg: (bytes, options) => one('image/jpeg', bytes, options),
    gif: (bytes, options) => one('image/gif', bytes, options),
    pdf: (bytes, options) => one('application/pdf', bytes, options),
    image: (source, options) => show(imageBundle(source, options), options),
    vega: (spec, options) => show(shownOf(spec), options),
    table: (content, options) => show(tableShown(content, options), options),
    raw: (mime, data, options) => one(mime, data, options),
    progress: createProgress,
    clearOutput: ({ wait = false } = {}) => publish({ kind: 'clear', wait }),
    settled: async () => {
      const handles = [...pending]
      pending.clear()
      await Promise.allSettled(handles.map((handle) => handle.ready))
    },
  } satisfies Omit<Display, ''>)
}

/** Elements of a library that know their table are asked; everything else is records. */
function tableShown(content: Tabular, options?: TableOptions): Shown | Promise<Shown> {
  const own = Array.isArray(content) ? togetherBundle(content, options) : undefined
  if (own instanceof Promise) return own.then((data) => ({ data }))
  if (own) return { data: own }
  const table = toTable(content)
  const resource = dataResource(table)
  return {
    data: { ...tableBundle(table, options), ...(resource && { 'application/vnd.dataresource+json': resource }) },
  }
}

function jsonShown(value: unknown): Shown {
  const { 'text/plain': text } = toMimeBundle(value) as MimeBundle
  return { data: { 'application/json': JSON.parse(JSON.stringify(value) ?? 'null') as unknown, 'text/plain': text } }
}

function oneBundle(mime: string, data: unknown, options: ImageOptions = {}): Shown {
  const sent =
    data instanceof Uint8Array ? Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64') : data
  const { alt, width, height } = options
  const facts = { ...(alt === undefined ? {} : { alt }), ...(width && { width }), ...(height && { height }) }
  const text = mime === 'text/plain' ? {} : { 'text/plain': alt ?? `[${mime}]` }
  return { data: { [mime]: sent, ...text }, ...(Object.keys(facts).length > 0 ? { metadata: { [mime]: facts } } : {}) }
}
