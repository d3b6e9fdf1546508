// What the bound sockets have in common: an address, and the connections that have come to it. Listening and receiving begin
// apart: who comes in between waits.
//
//   const server = new Server('ROUTER', log);  await server.listen('tcp://127.0.0.1:5555');  server.receive(handlers)
import { lstatSync, unlinkSync } from 'node:fs'
import { connect, createServer, type Server as NetServer, type Socket } from 'node:net'
import { parseAddress } from './address.ts'
import { Connection, type ConnectionOptions, type SocketType } from './connection.ts'

export type Log = (line: string) => void
export type Handlers = Pick<ConnectionOptions, 'onReady' | 'onMessage'> & { onClose(connection: Connection): void }

/** Milliseconds for which a peer that doesn't read holds up who waits until all is sent. */
const patience = 1000

export class Server {
  readonly #type: SocketType
  readonly #log: Log
  readonly #server: NetServer
  readonly #connections = new Set<Connection>()
  #early: Socket[] = []
  #handlers: Handlers | undefined

  constructor(type: SocketType, log: Log) {
    this.#type = type
    this.#log = log
    this.#server = createServer((socket) => {
      if (this.#handlers) this.#adopt(socket, this.#handlers)
      else this.#early.push(socket)
    })
  }

  receive(handlers: Handlers): void {
    this.#handlers = handlers
    for (const socket of this.#early.splice(0)) this.#adopt(socket, handlers)
  }

  #adopt(socket: Socket, handlers: Handlers): void {
    const connection = new Connection(socket, {
      ...handlers,
      type: this.#type,
      onClose: (closed, error) => {
        this.#connections.delete(closed)
        if (error) this.#log(`a connection was closed: ${error.message}`)
        handlers.onClose(closed)
      },
    })
    this.#connections.add(connection)
  }

  /** @throws the operating system's error, with its `code`. */
  async listen(address: string): Promise<void> {
    const where = parseAddress(address)
    try {
      await this.#listen(where)
    } catch (error) {
      // A socket file outlives a process that was killed.
      const stale =
        'path' in where &&
        (error as NodeJS.ErrnoException).code === 'EADDRINUSE' &&
        lstatSync(where.path, { throwIfNoEntry: false })?.isSocket() === true &&
        !(await answers(where))
      if (!stale) throw error
      unlinkSync(where.path)
      await this.#listen(where)
    }
  }

  async #listen(where: ReturnType<typeof parseAddress>): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(where, () => {
        this.#server.off('error', reject)
        // A connection that could not be accepted (no file descriptor left) is that connection's loss only.
        this.#server.on('error', () => {})
        resolve()
      })
    })
  }

  /** When the operating system has all that was sent so far; a peer that doesn't read is not waited for longer than a second. */
  async flushed(): Promise<void> {
    const waiting = [...this.#connections].filter((connection) => connection.waits)
    if (waiting.length === 0) return
    const all = waiting.map((connection) => connection.flushed())
    let timer: NodeJS.Timeout | undefined
    await Promise.race([Promise.all(all), new Promise((resolve) => (timer = setTimeout(resolve, patience)))])
    clearTimeout(timer)
  }

  close(): void {
    this.#server.close()
    for (const connection of this.#connections) connection.end()
  }
}

async function answers(where: { path: string }): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(where)
    const tell = (answered: boolean) => (): void => {
      socket.destroy()
      resolve(answered)
    }
    socket.once('connect', tell(true))
    socket.once('error', tell(false))
  })
}
