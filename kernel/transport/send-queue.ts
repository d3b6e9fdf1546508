// One sender a socket: messages leave in the order in which they were put in, and none is lost. zeromq.js lets 512 sends
// through at once, makes the next one asynchronous, and refuses with EBUSY whatever is sent meanwhile; that is how its users
// lose results and idle states. So every send is awaited before the next one.
//
//   const queue = new SendQueue(socket, log);  queue.send(frames);  await queue.empty()

export interface Sender {
  send(frames: Buffer[]): Promise<void>
}

interface Entry {
  frames: Buffer[]
  sent: (() => void) | undefined
}

export class SendQueue {
  readonly #socket: Sender
  readonly #log: (line: string) => void
  #waiting: Entry[] = []
  #running: Promise<void> | undefined

  constructor(socket: Sender, log: (line: string) => void) {
    this.#socket = socket
    this.#log = log
  }

  send(frames: Buffer[], sent?: () => void): void {
    this.#waiting.push({ frames, sent })
    this.#running ??= this.#run()
  }

  /** When all that was sent so far is with ZeroMQ. */
  async empty(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const entries = this.#waiting
      this.#waiting = []
      for (const { frames, sent } of entries) {
        try {
          await this.#socket.send(frames)
        } catch (error) {
          this.#log(`a message could not be sent: ${String(error)}`)
        }
        sent?.()
      }
    }
    this.#running = undefined
  }
}
