// A ROUTER socket that is bound: what comes in bears its sender's name as the first frame, and what goes out is for whom its
// first frame names. What is for nobody who is here is dropped, as ZeroMQ does.
//
//   const router = new Router(log);  await router.listen(address)
//   router.receive(([from, ...frames]) => router.send([from, ...frames]))
import type { Connection } from './connection.ts'
import { type Log, Server } from './server.ts'

export class Router {
  readonly #server: Server
  readonly #peers = new Map<string, Connection>()
  readonly #names = new Map<Connection, Buffer>()
  #unnamed = 0

  constructor(log: Log) {
    this.#server = new Server('ROUTER', log)
  }

  /** @throws the operating system's error, with its `code`. */
  async listen(address: string): Promise<void> {
    await this.#server.listen(address)
  }

  /** From now on; messages that have come since `listen` are given first. */
  receive(onMessage: (frames: Buffer[]) => void): void {
    this.#server.receive({
      onReady: (connection) => this.#enter(connection),
      onMessage: (frames, connection) => onMessage([this.#names.get(connection)!, ...frames]),
      onClose: (connection) => this.#leave(connection),
    })
  }

  send([to, ...frames]: readonly Uint8Array[]): void {
    if (to) this.#peers.get(keyOf(to))?.send(frames)
  }

  async flushed(): Promise<void> {
    await this.#server.flushed()
  }

  close(): void {
    this.#server.close()
  }

  #enter(connection: Connection): void {
    // Names that begin with 0 are the router's to give.
    const name = connection.identity.length > 0 ? connection.identity : Buffer.from([0, ...uint32(++this.#unnamed)])
    const key = keyOf(name)
    // A client that comes again, its old connection not yet known to be dead, takes its name over (ZMQ_ROUTER_HANDOVER).
    const before = this.#peers.get(key)
    this.#peers.set(key, connection)
    this.#names.set(connection, name)
    before?.destroy()
  }

  #leave(connection: Connection): void {
    const name = this.#names.get(connection)
    this.#names.delete(connection)
    if (name && this.#peers.get(keyOf(name)) === connection) this.#peers.delete(keyOf(name))
  }
}

function keyOf(name: Uint8Array): string {
  return Buffer.from(name.buffer, name.byteOffset, name.byteLength).toString('latin1')
}

function uint32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeUInt32BE(value)
  return bytes
}
