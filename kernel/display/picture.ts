// Bytes that are a picture (PNG, JPEG, GIF, WebP, SVG) are shown as one, with their size in pixels; also Blobs and canvases.
// Recognised by their first bytes, as browsers do. Reads no files: display.image() does.
//
//   pictureBundle(readFileSync('cat.png'))   // { 'image/png': '<base64>', 'text/plain': 'PNG picture, 320 × 200, 12 KB' }
import { types } from 'node:util'
import { count, readProperty } from '../../src/text/index.ts'
import type { MimeBundle, Recogniser } from './bundle.ts'

export interface PictureFacts {
  mime: string
  name: string
  width?: number
  height?: number
}

export const pictureBundle: Recogniser = (value) => {
  if (value instanceof Uint8Array) return bytesBundle(value)
  if (value instanceof ArrayBuffer) return bytesBundle(new Uint8Array(value))
  if (value instanceof Blob) return blobBundle(value)
  if (types.isProxy(value)) return undefined
  return canvasBundle(value)
}

function bytesBundle(bytes: Uint8Array): MimeBundle | undefined {
  const facts = pictureFacts(bytes)
  if (!facts) return undefined
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return {
    [facts.mime]: facts.mime === 'image/svg+xml' ? buffer.toString('utf8') : buffer.toString('base64'),
    'text/plain': pictureText(facts, bytes.length),
  }
}

function blobBundle(blob: Blob): Promise<MimeBundle> | undefined {
  if (!blob.type.startsWith('image/')) return undefined
  return blob.arrayBuffer().then((buffer) => {
    const bundle = bytesBundle(new Uint8Array(buffer))
    if (!bundle) throw new TypeError(`${blob.type} without a picture in it`)
    return bundle
  })
}

function canvasBundle(value: object): MimeBundle | undefined {
  const found = readProperty(value, 'toDataURL')
  if (!('value' in found) || typeof found.value !== 'function') return undefined
  const url: unknown = found.value.call(value, 'image/png')
  const parts = typeof url === 'string' ? /^data:(image\/[\w.+-]+);base64,(.*)$/s.exec(url) : null
  if (!parts) return undefined
  return bytesBundle(Buffer.from(parts[2] ?? '', 'base64'))
}

export function pictureText(facts: PictureFacts, bytes: number): string {
  const size = facts.width && facts.height ? `, ${facts.width} × ${facts.height}` : ''
  return `${facts.name} picture${size}, ${bytes < 1024 ? count(bytes, 'byte') : `${Math.round(bytes / 1024)} KB`}`
}

/** What picture the bytes are, if any; width and height where the format says them near its start. */
export function pictureFacts(bytes: Uint8Array): PictureFacts | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const starts = (text: string, at = 0): boolean =>
    bytes.length >= at + text.length && text.split('').every((char, index) => bytes[at + index] === char.charCodeAt(0))
  if (starts('\x89PNG\r\n\x1A\n')) {
    const facts = { mime: 'image/png', name: 'PNG' }
    return bytes.length >= 24 ? { ...facts, width: view.getUint32(16), height: view.getUint32(20) } : facts
  }
  if (starts('\xFF\xD8\xFF')) return { mime: 'image/jpeg', name: 'JPEG', ...jpegSize(view) }
  if (starts('GIF87a') || starts('GIF89a')) {
    const facts = { mime: 'image/gif', name: 'GIF' }
    return bytes.length >= 10 ? { ...facts, width: view.getUint16(6, true), height: view.getUint16(8, true) } : facts
  }
  if (starts('RIFF') && starts('WEBP', 8)) return { mime: 'image/webp', name: 'WebP' }
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1_000)).toString('utf8')
  if (/^\uFEFF?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^]*?-->\s*)*(?:<!DOCTYPE svg[^>]*>\s*)?<svg[\s/>]/.test(head)) {
    return { mime: 'image/svg+xml', name: 'SVG' }
  }
  return undefined
}

/** The first frame header of a JPEG holds its size; segments before it are skipped by their lengths. */
function jpegSize(view: DataView): { width?: number; height?: number } {
  let at = 2
  while (at + 9 < view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1)
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    }
    at += 2 + view.getUint16(at + 2)
  }
  return {}
}
