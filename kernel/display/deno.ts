// Deno.jupyter (docs.deno.com, cli/js/40_jupyter.js): display, format, html, md, svg, image, broadcast and $display, so that
// Deno's notebooks run unchanged. Its tags put values in as they are; ours (template.ts) escape them.
//
//   await Deno.jupyter.display({ 'text/html': '<b>x</b>' }, { raw: true })
import { readFileSync } from 'node:fs'
import { $display, toMimeBundle } from './bundle.ts'
import type { MimeBundle } from './bundle.ts'
import type { Display } from './display.ts'
import { pictureFacts } from './picture.ts'

export type Broadcast = (
  messageType: string,
  content: Record<string, unknown>,
  extra?: { metadata?: Record<string, unknown>; buffers?: Uint8Array[] },
) => void | Promise<void>

export interface Displayable {
  [$display](): MimeBundle
}

type DenoTag = (strings: TemplateStringsArray, ...values: unknown[]) => Displayable

export interface DenoJupyter {
  $display: typeof $display
  display(value: unknown, options?: { raw?: boolean; update?: boolean; display_id?: string }): Promise<void>
  format(value: unknown): Promise<MimeBundle>
  html: DenoTag
  md: DenoTag
  svg: DenoTag
  image(source: string | Uint8Array): Displayable
  broadcast(...args: Parameters<Broadcast>): Promise<void>
}

export function createDenoJupyter(display: Display, broadcast: Broadcast): DenoJupyter {
  return {
    $display,
    display: async (value, options = {}) => {
      await display(value, options).ready
    },
    format: async (value) => (await toMimeBundle(value)) ?? {},
    html: denoTag('text/html'),
    md: denoTag('text/markdown'),
    svg: denoTag('image/svg+xml'),
    image: denoImage,
    broadcast: async (...args) => {
      await broadcast(...args)
    },
  }
}

function denoTag(mime: string): DenoTag {
  return (strings, ...values) => {
    const content = strings.reduce((text, string, at) => text + string + asText(values[at]), '')
    return { [$display]: () => ({ [mime]: content }) }
  }
}

function asText(value: unknown): string {
  return value === undefined ? '' : typeof value === 'string' ? value : `${value as number}`
}

function denoImage(source: string | Uint8Array): Displayable {
  const bytes = typeof source === 'string' ? readFileSync(source) : source
  const facts = pictureFacts(bytes)
  if (!facts || facts.mime === 'image/svg+xml') {
    throw new TypeError(
      'Object is not a valid image or a path to an image. `Deno.jupyter.image` shows PNG, JPEG, GIF and WebP images.',
    )
  }
  return { [$display]: () => ({ [facts.mime]: Buffer.from(bytes).toString('base64') }) }
}
