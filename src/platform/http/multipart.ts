// multipart/form-data and form-urlencoded bodies → their parts. Written out because the platform's own parser makes a File of
// every part, at ten times the cost of a small upload.
//
//   const parts = parseForm(bytes, 'multipart/form-data; boundary=x')   // [{ name: 'path', data }, { name: 'file', filename, type, data }]
import { badRequest, unsupported } from './errors.ts'

export interface Part {
  name: string
  filename?: string
  type?: string
  data: Uint8Array
}

const mostParts = 100

export function parseForm(body: Uint8Array, contentType: string): Part[] {
  const kind = contentType.split(';')[0]?.trim().toLowerCase()
  if (kind === 'application/x-www-form-urlencoded')
    return [...new URLSearchParams(Buffer.from(body).toString())].map(([name, value]) => ({
      name,
      data: Buffer.from(value),
    }))
  if (kind !== 'multipart/form-data')
    throw unsupported(`send multipart/form-data, not ${kind || 'a body without a type'}`)
  const boundary = /boundary=(?:"([^"]{1,200})"|([^;\s]{1,200}))/i.exec(contentType)
  if (!boundary) throw badRequest('the multipart content type names no boundary')
  return parseParts(Buffer.from(body.buffer, body.byteOffset, body.byteLength), boundary[1] ?? boundary[2] ?? '')
}

function parseParts(body: Buffer, boundary: string): Part[] {
  const delimiter = Buffer.from(`--${boundary}`)
  const between = Buffer.from(`\r\n--${boundary}`)
  const parts: Part[] = []
  let at = body.indexOf(delimiter)
  if (at === -1) throw badRequest('the multipart body does not hold its boundary')
  at += delimiter.length
  while (body.toString('latin1', at, at + 2) !== '--') {
    const head = body.indexOf('\r\n\r\n', at)
    const end = head === -1 ? -1 : body.indexOf(between, head + 2)
    if (head === -1 || end === -1) throw badRequest('the multipart body ends within a part')
    if (parts.length >= mostParts) throw badRequest(`a form may have at most ${mostParts} parts`)
    parts.push({ ...parseHead(body.toString('utf8', at, head)), data: body.subarray(Math.min(head + 4, end), end) })
    at = end + between.length
  }
  return parts
}

function parseHead(head: string): Omit<Part, 'data'> {
  const disposition = /^content-disposition:(.*)$/im.exec(head)?.[1] ?? ''
  const name = /;\s*name="([^"]*)"/i.exec(disposition)?.[1] ?? /;\s*name=([^;\s]+)/i.exec(disposition)?.[1]
  if (name === undefined) throw badRequest('a part of the form has no name')
  const filename = /;\s*filename="((?:[^"\\]|\\.)*)"/i.exec(disposition)?.[1]
  const type = /^content-type:\s*([^\r\n]+)$/im.exec(head)?.[1]?.trim()
  return {
    name: decode(name),
    ...(filename === undefined ? {} : { filename: decode(filename) }),
    ...(type ? { type } : {}),
  }
}

/** Browsers write a quotation mark as %22; Python's requests quotes other characters too. */
const decode = (text: string): string => text.replaceAll('%22', '"').replaceAll(/\\(.)/g, '$1')
