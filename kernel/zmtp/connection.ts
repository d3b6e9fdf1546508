// One connection between two ZeroMQ sockets, from the greeting to the end: whole messages in, whole messages out, in order.
// What is sent in one turn of the event loop leaves in one write. No encryption (mechanism NULL), as Jupyter uses ZeroMQ.
//
//   const connection = new Connection(net.connect(address), { type: 'DEALER', onReady, onMessage, onClose })
import type { Socket } from 'node:net'
import {
  checkGreeting,
  decodeCommand,
  decodeProperties,
  encodeCommand,
  encodeMessage,
  encodeProperties,
  type Frame,
  FrameReader,
  greeting,
  greetingLength,
  ZmtpError,
} from './codec.ts'

export type SocketType = 'ROUTER' | 'DEALER' | 'XPUB' | 'SUB'

export interface ConnectionOptions {
  type: SocketType
  /** By which a ROUTER at the other end knows this one. */
  identity?: Uint8Array
  /** The peers have agreed: messages may go. */
  onReady(connection: Connection): void
  onMessage(frames: Buffer[], connection: Connection): void
  /** With the reason when the peer did what it may not. */
  onClose(connection: Connection, error?: ZmtpError): void
}

/** Which types a type may talk to (ZeroMQ RFC 23). */
const partners: Readonly<Record<SocketType, readonly string[]>> = {
  ROUTER: ['DEALER', 'REQ', 'ROUTER'],
  DEALER: ['ROUTER', 'DEALER', 'REP'],
  XPUB: ['SUB', 'XSUB'],
  SUB: ['PUB', 'XPUB'],
}
/** Bytes of a message, its frames counted with what it takes to keep them. */
const mostBytes = 1024 * 1024 * 1024
const frameCost = 64
/** Milliseconds for the handshake, as libzmq's ZMQ_HANDSHAKE_IVL. */
const handshakeTime = 30_000
const nothing = Buffer.alloc(0)

export class Connection {
  /** What the peer calls itself; empty when it has no name. */
  identity: Buffer = nothing
  readonly #socket: Socket
  readonly #options: ConnectionOptions
  readonly #reader = new FrameReader(mostBytes)
  readonly #handshake: NodeJS.Timeout
  #greeting: Buffer | undefined = nothing
  #ready = false
  #corked = false
  #closed = false
  #message: Buffer[] = []
  #size = 0

  constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket
    this.#options = options
    this.#handshake = setTimeout(() => this.#fail(new ZmtpError('a handshake that never ended')), handshakeTime)
    this.#handshake.unref()
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => this.#receive(chunk))
    // What goes wrong with a socket closes it.
    socket.on('error', () => {})
    socket.on('close', () => this.#close())
    this.#write([greeting(), encodeCommand({ name: 'READY', data: this.#properties() })])
  }

  get ready(): boolean {
    return this.#ready && !this.#closed
  }

  send(frames: readonly Uint8Array[]): void {
    this.sendEncoded(encodeMessage(frames))
  }

  /** Of one message, by encodeMessage: many connections may be sent the same bytes. */
  sendEncoded(pieces: readonly Uint8Array[]): void {
    if (this.ready) this.#write(pieces)
  }

  /** Whether something that was sent has not left yet. */
  get waits(): boolean {
    return !this.#closed && this.#socket.writableLength > 0
  }

  /** When the operating system has all that was sent so far, or the connection has ended. */
  async flushed(): Promise<void> {
    await new Promise<unknown>((resolve) => this.#socket.write(nothing, resolve))
  }

  /** Ends the connection after what was sent has left. */
  end(): void {
    this.#socket.end()
  }

  destroy(): void {
    this.#socket.destroy()
    this.#close()
  }

  #properties(): Buffer {
    const { type, identity } = this.#options
    return encodeProperties({
      'Socket-Type': Buffer.from(type),
      ...(type === 'DEALER' ? { Identity: identity ?? nothing } : {}),
    })
  }

  #write(pieces: readonly Uint8Array[]): void {
    if (!this.#corked) {
      this.#corked = true
      this.#socket.cork()
      process.nextTick(() => {
        this.#corked = false
        this.#socket.uncork()
      })
    }
    for (const piece of pieces) this.#socket.write(piece)
  }

  #receive(chunk: Buffer): void {
    try {
      const rest = this.#greeting === undefined ? chunk : this.#greet(chunk)
      if (rest.length === 0) return
      for (const frame of this.#reader.push(rest)) {
        if (this.#closed) return
        if (frame.command) this.#command(frame.body)
        else this.#frame(frame)
      }
    } catch (error) {
      if (!(error instanceof ZmtpError)) throw error
      this.#fail(error)
    }
  }

  /** What came after the greeting. */
  #greet(chunk: Buffer): Buffer {
    const bytes = Buffer.concat([this.#greeting!, chunk])
    checkGreeting(bytes)
    this.#greeting = bytes.length < greetingLength ? bytes : undefined
    return bytes.subarray(greetingLength)
  }

  #command(body: Buffer): void {
    const { name, data } = decodeCommand(body)
    if (!this.#ready && name !== 'READY' && name !== 'ERROR') throw new ZmtpError(`a ${name} command before READY`)
    switch (name) {
      case 'READY':
        return this.#agree(decodeProperties(data))
      case 'ERROR':
        throw new ZmtpError(`the peer refuses the connection: ${data.toString('latin1', 1, 1 + (data[0] ?? 0))}`)
      case 'PING':
        // A time to live, two bytes, then what is to be sent back.
        return this.#write([encodeCommand({ name: 'PONG', data: data.subarray(2, 18) })])
      case 'SUBSCRIBE':
      case 'CANCEL':
        // ZMTP 3.1's form of what is a message in 3.0.
        return this.#options.onMessage([Buffer.concat([Buffer.of(name === 'SUBSCRIBE' ? 1 : 0), data])], this)
      default:
    }
  }

  #agree(properties: Map<string, Buffer>): void {
    if (this.#ready) throw new ZmtpError('a second READY command')
    const { type } = this.#options
    const theirs = properties.get('socket-type')?.toString('latin1') ?? ''
    if (!partners[type].includes(theirs)) {
      const reason = `Invalid socket type ${theirs.slice(0, 20)} for ${type}`
      this.#write([
        encodeCommand({ name: 'ERROR', data: Buffer.from(`${String.fromCharCode(reason.length)}${reason}`) }),
      ])
      this.#socket.end()
      throw new ZmtpError(`a ${theirs.slice(0, 20) || 'nameless'} socket connected to a ${type} socket`)
    }
    this.identity = Buffer.from(properties.get('identity') ?? nothing)
    this.#ready = true
    clearTimeout(this.#handshake)
    this.#options.onReady(this)
  }

  #frame({ body, more }: Frame): void {
    if (!this.#ready) throw new ZmtpError('a message before READY')
    this.#size += body.length + frameCost
    if (this.#size > mostBytes) throw new ZmtpError('a message of more than a gigabyte')
    this.#message.push(body)
    if (more) return
    const message = this.#message
    this.#message = []
    this.#size = 0
    this.#options.onMessage(message, this)
  }

  #fail(error: ZmtpError): void {
    if (!this.#socket.writableEnded) this.#socket.destroy()
    this.#close(error)
  }

  #close(error?: ZmtpError): void {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#handshake)
    this.#message = []
    this.#options.onClose(this, error)
  }
}
