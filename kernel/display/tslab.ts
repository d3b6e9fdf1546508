// tslab's display API (github.com/yunabe/tslab, tslab 1.0.22), so that `import * as tslab from 'tslab'` works in cells with
// nothing changed: `display`, `newDisplay` and `versions`, which send exactly one MIME type a call, as tslab does.
//
//   const { newDisplay } = createTslabModule(display)
//   const bar = newDisplay(); bar.text('1'); bar.text('2')   // the second call overwrites the first
import type { Display } from './display.ts'

export interface TslabDisplay {
  javascript(text: string): void
  html(text: string): void
  markdown(text: string): void
  latex(text: string): void
  svg(text: string): void
  png(bytes: Uint8Array): void
  jpeg(bytes: Uint8Array): void
  gif(bytes: Uint8Array): void
  pdf(bytes: Uint8Array): void
  text(text: string): void
  raw(contentType: string, content: string | Uint8Array): void
}

export interface TslabModule {
  display: TslabDisplay
  newDisplay(): TslabDisplay
  versions: { tslab: string; typescript: string; node: string }
}

export function createTslabModule(
  display: Display,
  versions: { loopbook?: string; typescript?: string } = {},
): TslabModule {
  return {
    display: tslabDisplay(display, undefined),
    newDisplay: () => tslabDisplay(display, crypto.randomUUID()),
    versions: {
      tslab: `1.0.22 (loopbook ${versions.loopbook ?? ''})`.replace(' )', ')'),
      typescript: versions.typescript ?? '',
      node: process.version,
    },
  }
}

function tslabDisplay(display: Display, displayId: string | undefined): TslabDisplay {
  let update = false
  const raw = (contentType: string, content: string | Uint8Array): void => {
    const data = typeof content === 'string' ? content : Buffer.from(content).toString('base64')
    display({ [contentType]: data }, { raw: true, ...(displayId === undefined ? {} : { displayId, update }) })
    update = true
  }
  return {
    raw,
    javascript: (text) => raw('text/javascript', text),
    html: (text) => raw('text/html', text),
    markdown: (text) => raw('text/markdown', text),
    latex: (text) => raw('text/latex', text),
    svg: (text) => raw('image/svg+xml', text),
    png: (bytes) => raw('image/png', bytes),
    jpeg: (bytes) => raw('image/jpeg', bytes),
    gif: (bytes) => raw('image/gif', bytes),
    pdf: (bytes) => raw('application/pdf', bytes),
    text: (text) => raw('text/plain', text),
  }
}
