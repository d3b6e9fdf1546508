// Elements of a document (linkedom, jsdom: what Observable Plot gives) as SVG or HTML, and the `_toHtml` family that
// objects written for IJavascript carry. The markup is the user's own and is passed on as it is.
//
//   documentBundle(Plot.plot({ document, marks }))   // { 'image/svg+xml': '<svg xmlns=…', 'text/plain': … }
import { types } from 'node:util'
import { readProperty, truncate, visible } from '../../src/text/index.ts'
import type { MimeBundle, Recogniser } from './bundle.ts'

const older: Readonly<Record<string, string>> = {
  _toHtml: 'text/html',
  _toSvg: 'image/svg+xml',
  _toPng: 'image/png',
  _toJpeg: 'image/jpeg',
}

export const documentBundle: Recogniser = (value) => {
  if (types.isProxy(value)) return undefined
  return elementBundle(value) ?? olderBundle(value)
}

function elementBundle(value: object): MimeBundle | undefined {
  const found = readProperty(value, 'outerHTML')
  const root = 'value' in found && typeof found.value === 'string' ? value : rootOf(value)
  const markup = root && readProperty(root, 'outerHTML')
  if (!markup || !('value' in markup) || typeof markup.value !== 'string' || !markup.value.startsWith('<'))
    return undefined
  return { ...htmlBundle(markup.value), ...pictureIn(markup.value) }
}

/** In the page an SVG takes the page's colours (Observable Plot draws in currentColor); as a picture of its own, which GitHub needs, a grey that shows on light and dark. */
function pictureIn(markup: string): MimeBundle {
  const svgs = markup.match(/<svg\b[^]*?<\/svg>/g) ?? []
  const largest = svgs.reduce((best, one) => (one.length > best.length ? one : best), '')
  if (largest === '' || (svgs.length > 1 && !markup.startsWith('<figure'))) return {}
  const coloured = /^<svg[^>]*\scolor=/.test(largest) ? largest : largest.replace('<svg', '<svg color="#767676"')
  return { 'image/svg+xml': standaloneSvg(coloured), 'text/plain': svgText(largest) }
}

function rootOf(value: object): object | undefined {
  const found = readProperty(value, 'documentElement')
  return 'value' in found && typeof found.value === 'object' && found.value !== null ? found.value : undefined
}

function olderBundle(value: object): MimeBundle | undefined {
  const bundle: MimeBundle = {}
  for (const [method, mime] of Object.entries(older)) {
    const found = readProperty(value, method)
    if (!('value' in found) || typeof found.value !== 'function') continue
    const data: unknown = found.value.call(value)
    if (typeof data === 'string') bundle[mime] = data
  }
  return Object.keys(bundle).length > 0 ? { ...bundle, 'text/plain': `[${Object.keys(bundle).join(', ')}]` } : undefined
}

export function svgBundle(markup: string): MimeBundle {
  const svg = standaloneSvg(markup)
  return { 'image/svg+xml': svg, 'text/plain': svgText(svg) }
}

export function htmlBundle(markup: string): MimeBundle {
  return { 'text/html': markup, 'text/plain': htmlText(markup) }
}

/** Front ends show SVG as a picture by itself; without its namespace that is a broken picture. */
export function standaloneSvg(markup: string): string {
  const tag = /<svg\b[^>]*>/.exec(markup)?.[0]
  if (!tag) return markup
  const names = [
    /\sxmlns\s*=/.test(tag) ? '' : ' xmlns="http://www.w3.org/2000/svg"',
    /xlink:/.test(markup) && !/xmlns:xlink/.test(tag) ? ' xmlns:xlink="http://www.w3.org/1999/xlink"' : '',
  ]
  return markup.replace('<svg', `<svg${names.join('')}`)
}

function svgText(svg: string): string {
  const title = /<title[^>]*>([^<]+)<\/title>/.exec(svg)?.[1] ?? /^[^>]*\saria-label="([^"]+)"/.exec(svg)?.[1]
  const [width, height] = ['width', 'height'].map((name) => new RegExp(`<svg[^>]*\\s${name}="([\\d.]+)`).exec(svg)?.[1])
  const size = width && height ? ` ${width} × ${height}` : ''
  return `[SVG picture${size}${title ? `: ${visible(title.trim())}` : ''}]`
}

/** What a reader without a browser gets: the words. */
export function htmlText(markup: string): string {
  const words = markup
    .slice(0, 20_000)
    .replaceAll(/<(script|style)\b[^]*?<\/\1>/gi, ' ')
    .replaceAll(/<\/(?:p|div|tr|li|h\d)>|<br\s*\/?>/gi, '\n')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .split('\n')
    .map((line) => visible(line.replaceAll(/\s+/g, ' ').trim()))
    .filter((line) => line !== '')
    .join('\n')
  return truncate(words, 4_000) || '[HTML]'
}
