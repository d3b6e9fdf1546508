// A message ↔ its frames: identities, delimiter, signature, four JSON frames, buffers. Decoding refuses what isn't a message
// of the protocol with a ProtocolError, and never throws anything else.
//
//   socket.send(encode(message, signer));  decode(await socket.receive(), signer)
import { ProtocolError } from './errors.ts'
import type { Header, Message } from './messages.ts'
import type { Signer } from './signing.ts'

const delimiter = Buffer.from('<IDS|MSG>')

export function encode(message: Message, signer: Signer): Buffer[] {
  const parts = [message.header, message.parent_header, message.metadata, message.content].map((part) =>
    Buffer.from(JSON.stringify(part)),
  )
  return [...message.identities, delimiter, Buffer.from(signer.sign(parts)), ...parts, ...message.buffers].map(asBuffer)
}

function asBuffer(frame: Uint8Array): Buffer {
  return Buffer.isBuffer(frame) ? frame : Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength)
}

/**
 * @param readContent may read the content's frame in its own way, once the signature is known to be right.
 * @throws ProtocolError `no-delimiter`, `too-few-frames`, `bad-signature`, `bad-json` or `bad-header`.
 */
export function decode(
  frames: readonly Uint8Array[],
  signer: Signer,
  readContent?: (frame: Uint8Array) => Record<string, unknown> | undefined,
): Message {
  const at = frames.findIndex((frame) => delimiter.equals(frame))
  if (at < 0) throw new ProtocolError('no-delimiter', `No <IDS|MSG> among ${frames.length} frames.`)
  const [signature, ...rest] = frames.slice(at + 1)
  const json = rest.slice(0, 4)
  if (signature === undefined || json.length < 4) {
    throw new ProtocolError(
      'too-few-frames',
      `${frames.length - at - 1} frames after <IDS|MSG>, at least 5 are needed.`,
    )
  }
  if (!signer.verify(signature, json))
    throw new ProtocolError('bad-signature', 'The signature is not that of the message.')
  const [header, parent, metadata] = json.slice(0, 3).map(parse)
  const content = readContent?.(json[3]!) ?? parse(json[3]!, 3)
  return {
    identities: frames.slice(0, at),
    header: checkHeader(header!),
    parent_header: parent as Partial<Header>,
    metadata: metadata!,
    content,
    buffers: rest.slice(4),
  }
}

/** The signature frame as text; empty when there is none. */
export function signatureOf(frames: readonly Uint8Array[]): string {
  const at = frames.findIndex((frame) => delimiter.equals(frame))
  return at < 0 ? '' : Buffer.from(frames[at + 1] ?? []).toString('latin1')
}

const text = new TextDecoder('utf-8', { fatal: true })
const names = ['header', 'parent_header', 'metadata', 'content']

function parse(frame: Uint8Array, index: number): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text.decode(frame))
  } catch (cause) {
    throw new ProtocolError('bad-json', `The ${names[index]} is not JSON in UTF-8.`, { cause })
  }
  // Some clients send null for "no parent".
  if (value === null && index !== 0) return {}
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ProtocolError('bad-json', `The ${names[index]} is not a JSON object.`)
  }
  return value as Record<string, unknown>
}

function checkHeader(header: Record<string, unknown>): Header {
  const { msg_id, msg_type } = header
  if (typeof msg_id !== 'string' || typeof msg_type !== 'string' || msg_id === '' || msg_type === '') {
    throw new ProtocolError('bad-header', 'The header has no msg_id or no msg_type.')
  }
  return {
    msg_id,
    msg_type,
    username: optionalText(header['username']),
    session: optionalText(header['session']),
    date: optionalText(header['date']),
    version: optionalText(header['version']),
  }
}

function optionalText(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
