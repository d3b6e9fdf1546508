// A DEALER or SUB socket that connects, and connects again whenever it has to: what is sent meanwhile waits, in order.
//
//   const dealer = new Peer('tcp://127.0.0.1:5555', { type: 'DEALER', identity, onMessage });  dealer.send(frames)
//   new Peer(address, { type: 'SUB', topics: [''], onMessage })
import { connect } from 'node:net'
import { type Address, parseAddress } from './address.ts'
import { Connection } from './connection.ts'

export interface PeerOptions {
  type: 'DEALER' | 'SUB'
  /** How a ROUTER at the other end names this one. */
  identity?: string
  /** Beginnings of first frames; '' is everything. */
  topics?: readonly string[]
  onMessage(frames: Buffer[]): void
  onConnect?(): void
  onDisconnect?(): void
}

/** Milliseconds between tries: who starts is soon there, who has gone may stay away. */
const soon = 5
const later = 100
const soonTries = 200

export class Peer {
  readonly #address: Address
  readonly #options: PeerOptions
  #connection: Connection | undefined
  #timer: NodeJS.Timeout | undefined
  #waiting: (readonly Uint8Array[])[] = []
  #tries = 0
  #closed = false

  constructor(address: string, options: PeerOptions) {
    this.#address = parseAddress(address)
    this.#options = options
    this.#connect()
  }

  send(frames: readonly Uint8Array[]): void {
    if (this.#connection?.ready) this.#connection.send(frames)
    else if (!this.#closed) this.#waiting.push(frames)
  }

  /** At once; what was not yet sent is lost. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#waiting = []
    this.#connection?.destroy()
  }

  #connect(): void {
    const { type, identity, onMessage, onConnect, onDisconnect } = this.#options
    const socket = connect(this.#address)
    // A system that chooses the very port that nobody listens at yet connects a socket with itself, and holds the port.
    socket.once('connect', () => {
      if (socket.localPort !== undefined && socket.localPort === socket.remotePort) socket.destroy()
    })
    let agreed = false
    this.#connection = new Connection(socket, {
      type,
      ...(identity === undefined ? {} : { identity: Buffer.from(identity) }),
      onReady: (connection) => {
        agreed = true
        this.#tries = 0
        for (const topic of this.#options.topics ?? []) connection.send([Buffer.from(`\u0001${topic}`)])
        for (const frames of this.#waiting.splice(0)) connection.send(frames)
        onConnect?.()
      },
      onMessage,
      onClose: () => {
        if (this.#closed) return
        this.#timer = setTimeout(() => this.#connect(), this.#tries++ < soonTries ? soon : later)
        if (agreed) onDisconnect?.()
      },
    })
  }
}
