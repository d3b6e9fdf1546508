// A picture from wherever it is: a path, bytes, a data: address, a stream, a Blob, a canvas, an item of a library. With
// alternative text, which screen readers read and which stands for the picture in a terminal, and a size in pixels.
//
//   imageBundle('cats/1.jpg', { alt: 'A cat asleep', width: 320 })
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readProperty } from '../../src/text/index.ts'
import { toMimeBundle } from './bundle.ts'
import type { MimeBundle } from './bundle.ts'
import type { Shown } from './handle.ts'

export type ImageSource = string | URL | Uint8Array | ArrayBuffer | Blob | AsyncIterable<Uint8Array> | object

export interface ImageOptions {
  /** What can be seen on it, for those who can't. */
  alt?: string
  /** Pixels on the page. */
  width?: number
  height?: number
}

/** How an object of a library gives its picture: `[Symbol.for('loopbook.picture')]()`. */
interface OwnPicture {
  bytes: Uint8Array
  alt?: string
}

const $picture = Symbol.for('loopbook.picture')

export function imageBundle(source: ImageSource, options: ImageOptions = {}): Shown | Promise<Shown> {
  if (typeof source === 'string' || source instanceof URL) return fromAddress(String(source), options)
  if (isStream(source)) return readAll(source).then((bytes) => imageBundle(bytes, options))
  const own = readProperty(source, $picture)
  if ('value' in own && typeof own.value === 'function') {
    const picture = Promise.resolve(own.value.call(source) as OwnPicture)
    return picture.then(({ bytes, alt }) => imageBundle(bytes, alt === undefined ? options : { alt, ...options }))
  }
  const bundle = toMimeBundle(source)
  if (bundle instanceof Promise) return bundle.then((later) => shown(later, options))
  return shown(bundle, options)
}

function fromAddress(address: string, options: ImageOptions): Shown | Promise<Shown> {
  const data = /^data:image\/[\w.+-]+(;base64)?,(.*)$/s.exec(address)
  if (data) {
    const [, encoded, text = ''] = data
    return imageBundle(encoded ? Buffer.from(text, 'base64') : Buffer.from(decodeURIComponent(text)), options)
  }
  if (/^https?:/.test(address)) {
    throw new TypeError(`${address} is on the network. hint: display.image(await (await fetch(address)).blob())`)
  }
  const path = address.startsWith('file:') ? fileURLToPath(address) : address
  return imageBundle(readFileSync(path), { alt: basename(path), ...options })
}

function shown(bundle: MimeBundle | undefined, options: ImageOptions): Shown {
  const mime = Object.keys(bundle ?? {}).find((key) => key.startsWith('image/'))
  if (!bundle || !mime) {
    throw new TypeError('This is no PNG, JPEG, GIF, WebP or SVG picture.')
  }
  const { alt, width, height } = options
  const facts = { ...(alt === undefined ? {} : { alt }), ...(width && { width }), ...(height && { height }) }
  const text = alt === undefined ? bundle['text/plain'] : `${alt} (${String(bundle['text/plain'])})`
  return {
    data: { ...bundle, 'text/plain': text },
    ...(Object.keys(facts).length > 0 ? { metadata: { [mime]: facts } } : {}),
  }
}

function isStream(source: object): source is AsyncIterable<Uint8Array> {
  return Symbol.asyncIterator in source && typeof source[Symbol.asyncIterator] === 'function'
}

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
  return Buffer.concat(chunks)
}
