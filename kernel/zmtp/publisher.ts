// An XPUB socket that is bound: every connection gets the messages whose first frame begins with one of its topics, and each
// subscription is told, with a way to answer it.
//
//   const publisher = new Publisher(log);  await publisher.listen(address)
//   publisher.receive((topic, answer) => answer([topic, welcome]));  publisher.send([topic, news])
import { encodeMessage } from './codec.ts'
import type { Connection } from './connection.ts'
import { type Log, Server } from './server.ts'

export class Publisher {
  readonly #server: Server
  /** How often each connection has subscribed to each topic. */
  readonly #topics = new Map<Connection, Map<string, number>>()

  constructor(log: Log) {
    this.#server = new Server('XPUB', log)
  }

  /** @throws the operating system's error, with its `code`. */
  async listen(address: string): Promise<void> {
    await this.#server.listen(address)
  }

  /** From now on; `answer` sends to this subscriber only. */
  receive(onSubscribe: (topic: Buffer, answer: (frames: readonly Uint8Array[]) => void) => void): void {
    this.#server.receive({
      onReady: (connection) => void this.#topics.set(connection, new Map()),
      onMessage: ([frame], connection) => {
        // What a subscriber says otherwise is for applications that we have none of.
        if (!frame || !(frame[0]! <= 1)) return
        const topic = frame.subarray(1)
        this.#count(connection, topic.toString('latin1'), frame[0] === 1 ? 1 : -1)
        if (frame[0] === 1) onSubscribe(topic, (frames) => connection.send(frames))
      },
      onClose: (connection) => void this.#topics.delete(connection),
    })
  }

  #count(connection: Connection, topic: string, change: 1 | -1): void {
    const topics = this.#topics.get(connection)!
    const times = (topics.get(topic) ?? 0) + change
    if (times > 0) topics.set(topic, times)
    else topics.delete(topic)
  }

  /** Connections that have subscribed to anything. */
  get subscribers(): number {
    return [...this.#topics.values()].filter((topics) => topics.size > 0).length
  }

  send(frames: readonly Uint8Array[]): void {
    let pieces: Uint8Array[] | undefined
    let topic: string | undefined
    for (const [connection, topics] of this.#topics) {
      if (!topics.has('')) {
        topic ??= Buffer.from(frames[0] ?? []).toString('latin1')
        if (![...topics.keys()].some((key) => topic!.startsWith(key))) continue
      }
      connection.sendEncoded((pieces ??= encodeMessage(frames)))
    }
  }

  async flushed(): Promise<void> {
    await this.#server.flushed()
  }

  close(): void {
    this.#server.close()
  }
}
