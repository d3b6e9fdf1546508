// The bytes of ZMTP 3.0 (ZeroMQ RFC 23): the greeting, commands, and frames of messages.
//
//   socket.write(greeting());  for (const chunk of encodeMessage(frames)) socket.write(chunk)
//   const reader = new FrameReader(limit);  for (const frame of reader.push(chunk)) …

/** What a peer sends that is no ZMTP, or more than we take. */
export class ZmtpError extends Error {
  override name = 'ZmtpError'
}

export interface Frame {
  body: Buffer
  /** Another frame of the same message follows. */
  more: boolean
  command: boolean
}

export interface Command {
  name: string
  data: Buffer
}

export const greetingLength = 64
const versionAt = 10
const mechanismAt = 12
const flag = { more: 1, long: 2, command: 4 } as const
/** Bytes up to which copying a frame is cheaper than writing it by itself. */
const small = 16 * 1024

export function greeting(): Buffer {
  const bytes = Buffer.alloc(greetingLength)
  bytes[0] = 0xff
  bytes[9] = 0x7f
  bytes[versionAt] = 3
  bytes.write('NULL', mechanismAt, 'latin1')
  return bytes
}

/** @throws ZmtpError as soon as the bytes that have come can't be a greeting of ZMTP 3 without encryption. */
export function checkGreeting(bytes: Buffer): void {
  const wrong = (bytes.length > 0 && bytes[0] !== 0xff) || (bytes.length > 9 && bytes[9] !== 0x7f)
  if (wrong) throw new ZmtpError('what connected does not speak ZeroMQ')
  if (bytes.length > versionAt && bytes[versionAt]! < 3) throw new ZmtpError('the peer speaks a ZeroMQ older than 4.0')
  if (bytes.length < greetingLength) return
  const mechanism = bytes.toString('latin1', mechanismAt, mechanismAt + 20).replace(/\0+$/, '')
  if (mechanism !== 'NULL') throw new ZmtpError(`the peer wants the security mechanism ${JSON.stringify(mechanism)}`)
}

/** The message's bytes in as many pieces as are best written together. */
export function encodeMessage(frames: readonly Uint8Array[]): Uint8Array[] {
  const last = frames.length - 1
  let size = 0
  for (const { length } of frames) size += headLength(length) + length
  if (size <= small) {
    const bytes = Buffer.allocUnsafe(size)
    let at = 0
    for (const [index, frame] of frames.entries()) {
      at = writeHead(bytes, at, index < last ? flag.more : 0, frame.length)
      bytes.set(frame, at)
      at += frame.length
    }
    return [bytes]
  }
  return frames.flatMap((frame, index) => {
    const head = Buffer.allocUnsafe(headLength(frame.length))
    writeHead(head, 0, index < last ? flag.more : 0, frame.length)
    return [head, frame]
  })
}

export function encodeCommand({ name, data }: { name: string; data: Uint8Array }): Buffer {
  const size = 1 + name.length + data.length
  const bytes = Buffer.allocUnsafe(headLength(size) + size)
  let at = writeHead(bytes, 0, flag.command, size)
  bytes[at++] = name.length
  at += bytes.write(name, at, 'latin1')
  bytes.set(data, at)
  return bytes
}

/** @throws ZmtpError when it has no name. */
export function decodeCommand(body: Buffer): Command {
  const length = body[0] ?? 0
  if (length === 0 || body.length < 1 + length) throw new ZmtpError('a command without a name')
  return { name: body.toString('latin1', 1, 1 + length), data: body.subarray(1 + length) }
}

/** A READY command's properties, such as `Socket-Type` and `Identity`. */
export function encodeProperties(properties: Readonly<Record<string, Uint8Array>>): Buffer {
  return Buffer.concat(
    Object.entries(properties).flatMap(([name, value]) => {
      const length = Buffer.allocUnsafe(4)
      length.writeUInt32BE(value.length)
      return [Buffer.from([name.length]), Buffer.from(name, 'latin1'), length, value]
    }),
  )
}

/** By their names in lower case. @throws ZmtpError when they end before they should. */
export function decodeProperties(data: Buffer): Map<string, Buffer> {
  const properties = new Map<string, Buffer>()
  let at = 0
  while (at < data.length) {
    const valueAt = at + 1 + data[at]! + 4
    if (valueAt > data.length) throw new ZmtpError('properties that end too early')
    const end = valueAt + data.readUInt32BE(valueAt - 4)
    if (end > data.length) throw new ZmtpError('properties that end too early')
    properties.set(data.toString('latin1', at + 1, valueAt - 4).toLowerCase(), data.subarray(valueAt, end))
    at = end
  }
  return properties
}

/** Puts frames together from what arrives. Nothing is copied as long as a frame arrives in one piece. */
export class FrameReader {
  readonly #limit: number
  #parts: Buffer[] = []
  /** Bytes that must come before there is anything to read. */
  #missing = 0

  /** @param limit bytes that a frame may have. */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** The frames that are whole with this piece. @throws ZmtpError */
  push(chunk: Buffer): Frame[] {
    if (chunk.length < this.#missing) {
      this.#parts.push(chunk)
      this.#missing -= chunk.length
      return []
    }
    const bytes = this.#parts.length === 0 ? chunk : Buffer.concat([...this.#parts, chunk])
    const frames: Frame[] = []
    let at = 0
    for (;;) {
      const left = bytes.length - at
      this.#missing = 2 - left
      if (left < 2) break
      const flags = bytes[at]!
      // Commands have one frame only.
      if (flags > 7 || (flags & 5) === (flag.command | flag.more))
        throw new ZmtpError(`a frame with the flags ${flags}`)
      const head = flags & flag.long ? 9 : 2
      this.#missing = head - left
      if (left < head) break
      const size = head === 2 ? bytes[at + 1]! : Number(bytes.readBigUInt64BE(at + 1))
      if (size > this.#limit) throw new ZmtpError(`a frame of ${size} bytes`)
      this.#missing = head + size - left
      if (left < head + size) break
      at += head + size
      const body = bytes.subarray(at - size, at)
      frames.push({ body, more: (flags & flag.more) !== 0, command: (flags & flag.command) !== 0 })
    }
    this.#parts = at < bytes.length ? [at === 0 ? bytes : bytes.subarray(at)] : []
    return frames
  }
}

function headLength(size: number): number {
  return size > 255 ? 9 : 2
}

/** Where the body begins. */
function writeHead(bytes: Buffer, at: number, flags: number, size: number): number {
  if (size <= 255) {
    bytes[at] = flags
    bytes[at + 1] = size
    return at + 2
  }
  bytes[at] = flags | flag.long
  bytes.writeBigUInt64BE(BigInt(size), at + 1)
  return at + 9
}
