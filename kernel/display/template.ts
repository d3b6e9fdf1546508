// html`…`, svg`…` and md`…`: markup written in a cell, with the values put into it escaped for the place where they stand.
// `html.raw(text)` is for markup that is trusted. Values that know their own HTML (tables, entities, other html`…`) keep it.
//
//   html`<b>${'<script>'}</b>`          // <b>&lt;script&gt;</b>
//   html`<ul>${names.map((name) => html`<li>${name}</li>`)}</ul>`
import { escapeHtml, inspectValue } from '../../src/text/index.ts'
import { $display, toMimeBundle } from './bundle.ts'
import type { MimeBundle } from './bundle.ts'
import { htmlText, svgBundle } from './document.ts'

/** Markup of one MIME type: shown as such by every Jupyter kernel that knows `Symbol.for('Jupyter.display')`. */
export interface Fragment {
  readonly mime: string
  readonly content: string
  toString(): string
  [$display](): MimeBundle
}

const fragments = new WeakSet<object>()

function fragment(mime: string, content: string): Fragment {
  const made: Fragment = {
    mime,
    content,
    toString: () => content,
    [$display]: () =>
      mime === 'image/svg+xml'
        ? { ...svgBundle(content), ...wordsOf(content) }
        : { [mime]: content, 'text/plain': mime === 'text/markdown' ? content : htmlText(content) },
  }
  fragments.add(made)
  return Object.freeze(made)
}

/** A picture with words is best described by them. */
function wordsOf(svg: string): MimeBundle {
  const words = htmlText(svg)
  return words === '[HTML]' ? {} : { 'text/plain': words }
}

function isFragment(value: unknown): value is Fragment {
  return typeof value === 'object' && value !== null && fragments.has(value)
}

export interface Tag {
  (strings: TemplateStringsArray, ...values: unknown[]): Fragment
  /** Trusted markup, put in as it is. */
  raw(content: string): Fragment
}

export const html: Tag = tag('text/html', markupValue)
export const svg: Tag = tag('image/svg+xml', markupValue)
export const md: Tag = tag('text/markdown', markdownValue)

function tag(mime: string, insert: (value: unknown, before: string) => string): Tag {
  const template = (strings: TemplateStringsArray, ...values: unknown[]): Fragment => {
    let content = strings[0] ?? ''
    for (const [at, value] of values.entries()) content += insert(value, content) + (strings[at + 1] ?? '')
    return fragment(mime, content)
  }
  return Object.assign(template, { raw: (content: string) => fragment(mime, content) })
}

// Where in the markup a value stands, judged by what is before it.
const insideTag = /<[a-z][^<>]*$/i
const attribute = /\s([\w:-]+)\s*=\s*(?:"([^"]*)|'([^']*)|([^\s"'>]*))$/
const insideScript = /<(script|style)\b[^>]*>(?:(?!<\/\1)[^])*$/i
const addresses = new Set(['href', 'src', 'action', 'formaction', 'xlink:href', 'poster', 'data', 'cite', 'background'])

function markupValue(value: unknown, before: string): string {
  const script = insideScript.exec(before)?.[1]?.toLowerCase()
  if (script) return scriptValue(value, script)
  if (insideTag.test(before)) return attributeValue(value, before)
  return contentValue(value)
}

function contentValue(value: unknown): string {
  if (value === null || value === undefined || value === false || value === true) return ''
  if (isFragment(value)) return value.mime === 'text/markdown' ? escapeHtml(value.content) : value.content
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
    return escapeHtml(String(value))
  if (Array.isArray(value) && value.every((one) => isFragment(one) || typeof one !== 'object')) {
    return value.map(contentValue).join('')
  }
  const bundle = toMimeBundle(value)
  const markup = bundle && !(bundle instanceof Promise) ? bundle['text/html'] : undefined
  return typeof markup === 'string' ? markup : escapeHtml(inspectValue(value))
}

function attributeValue(value: unknown, before: string): string {
  const found = attribute.exec(before)
  if (!found)
    throw new TypeError('html`…`: a value may stand in content or in the value of an attribute, not in a tag itself.')
  const [, name = '', double, single, bare] = found
  if (/^on/i.test(name) || name === 'srcdoc' || name === 'style') {
    throw new TypeError(
      `html\`…\`: no value can be put safely into ${name}="…". hint: write it out, or use html.raw().`,
    )
  }
  const text = value === null || value === undefined ? '' : typeof value === 'string' ? value : `${value as number}`
  const given = double ?? single ?? bare ?? ''
  const safe = addresses.has(name.toLowerCase()) && given === '' ? safeAddress(text, name) : text
  const escaped = escapeHtml(safe)
  return bare !== undefined && double === undefined && single === undefined ? `"${escaped}"` : escaped
}

/** A script behind a link would run as the reader: only pages, mails, pictures and relative addresses stay. */
function safeAddress(text: string, attribute: string): string {
  // Browsers drop controls and spaces inside a scheme: `java\nscript:` is one.
  // eslint-disable-next-line no-control-regex
  const scheme = /^([a-z][a-z\d+.-]*):/i.exec(text.replaceAll(/[\u0000-\u0020]/g, ''))?.[1]?.toLowerCase()
  if (scheme === undefined || ['http', 'https', 'mailto', 'tel'].includes(scheme)) return text
  if (/^data:image\/(?:png|jpeg|gif|webp|svg\+xml)[;,]/i.test(text)) return text
  return /href|action|cite/i.test(attribute) ? 'about:blank#blocked' : 'data:,'
}

function scriptValue(value: unknown, element: string): string {
  if (element === 'style') {
    if (typeof value === 'number' || (typeof value === 'string' && /^[\w\s#.,%()-]*$/.test(value))) return String(value)
    throw new TypeError('html`…`: only numbers, names and colours can be put into <style>.')
  }
  return (JSON.stringify(value) ?? 'undefined')
    .replaceAll('<', '\\u003C')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
}

function markdownValue(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (isFragment(value)) return value.content
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return value.map(markdownValue).join('')
  const text = typeof value === 'string' ? value : inspectValue(value)
  return text.replaceAll(/[\\`*_{}[\]<>#|~$&!]/g, String.raw`\$&`)
}
