// The kernel's link to its clients: decodes and checks what comes in, signs and queues what goes out. What is not a message of
// the protocol is dropped with one line in the log; nothing that arrives can make this throw.
//
//   const link = createLink(sockets, signer, { session, onRequest, onInputReply, log })
//   link.publish('stream', { name: 'stdout', text: 'hi' }, parent)
import { createMessage, decode, encode, ProtocolError, signatureOf } from '../protocol/index.ts'
import type { Header, Message, Signer } from '../protocol/index.ts'
import type { Publisher, Router } from '../zmtp/index.ts'
import type { Sockets } from './sockets.ts'

export interface Extra {
  metadata?: Record<string, unknown>
  buffers?: Uint8Array[]
}

export interface Link {
  publish(type: string, content: object, parent: Partial<Header>, extra?: Extra): void
  /** Answers on the channel that the request came by. */
  reply(request: Message, type: string, content: object, extra?: Extra): void
  /** Asks the client of this request for input. Gives the question's id. */
  ask(request: Message, content: object): string
  /** Whether anybody gets what is published. */
  readonly isHeard: boolean
  /** When everything has left, or a second has passed in which a client read nothing. */
  sent(): Promise<void>
}

export interface LinkOptions {
  session: string
  onRequest(message: Message): void
  onInputReply(message: Message): void
  /** A client starts to listen: what should it know at once? */
  log(line: string): void
}

/** What is published before anybody listens is kept: so many messages, for so many milliseconds. */
const mostEarly = 200
const earlyAge = 10_000
/** Signatures that were seen: a message that comes twice was recorded and sent again by somebody. */
const remembered = 4096

export function createLink(sockets: Sockets, signer: Signer, options: LinkOptions): Link {
  const { session, log } = options
  const seen = new Set<string>()
  // A client's subscription may come later than its first request; without this it would miss the outputs of that one.
  let early: { message: Message; at: number }[] | undefined = []

  const send = (to: (frames: Buffer[]) => void, message: Message): void => {
    let frames: Buffer[]
    try {
      frames = encode(message, signer)
    } catch (error) {
      // Content that is no JSON (a BigInt, a text of more than 512 MB): that message only is lost.
      return log(`a ${message.header.msg_type} could not be written: ${String(error)}`)
    }
    to(frames)
  }
  const toAll = (frames: Buffer[]): void => sockets.iopub.send(frames)

  const publish: Link['publish'] = (type, content, parent, { metadata, buffers } = {}) => {
    const message = createMessage(type, content as Record<string, unknown>, {
      session,
      parent,
      identities: [Buffer.from(`kernel.${session}.${type}`)],
      ...(metadata && { metadata }),
      ...(buffers && { buffers }),
    })
    if (!early) return send(toAll, message)
    early.push({ message, at: performance.now() })
    if (early.length > mostEarly) early.shift()
  }

  const receive = (channel: 'shell' | 'control' | 'stdin', frames: Buffer[]): void => {
    let message: Message
    try {
      message = decode(frames, signer)
    } catch (error) {
      const why = error instanceof ProtocolError ? `${error.code}: ${error.message}` : String(error)
      return log(`a message on ${channel} was dropped: ${why}`)
    }
    // By signature, as Jupyter itself does: its clients' clones give the same ids out again.
    const id = signatureOf(frames)
    if (id !== '' && seen.has(id))
      return log(`a message on ${channel} was dropped: it came before (${message.header.msg_type.slice(0, 80)})`)
    seen.add(id)
    if (seen.size > remembered) seen.delete(seen.values().next().value!)
    message.channel = channel
    try {
      if (channel === 'stdin') options.onInputReply(message)
      else options.onRequest(message)
    } catch (error) {
      log(`a ${message.header.msg_type} failed: ${(error as Error).stack ?? String(error)}`)
    }
  }
  for (const channel of ['shell', 'control', 'stdin'] as const)
    sockets[channel].receive((frames) => receive(channel, frames))
  sockets.hb.receive((frames) => sockets.hb.send(frames))
  sockets.iopub.receive((topic, answer) => {
    const welcome = { subscription: topic.toString() }
    send(answer, createMessage('iopub_welcome', welcome, { session, identities: [topic] }))
    const since = performance.now() - earlyAge
    for (const { message, at } of early ?? []) if (at > since) send(toAll, message)
    early = undefined
  })

  return {
    publish,
    reply(request, type, content, { metadata, buffers } = {}) {
      const message = createMessage(type, content as Record<string, unknown>, {
        session,
        parent: request.header,
        identities: request.identities,
        ...(metadata && { metadata }),
        ...(buffers && { buffers }),
      })
      const socket = request.channel === 'control' ? sockets.control : sockets.shell
      send((frames) => socket.send(frames), message)
    },
    ask(request, content) {
      const message = createMessage('input_request', content as Record<string, unknown>, {
        session,
        parent: request.header,
        identities: request.identities,
      })
      send((frames) => sockets.stdin.send(frames), message)
      return message.header.msg_id
    },
    get isHeard() {
      return sockets.iopub.subscribers > 0
    },
    async sent() {
      await Promise.all(Object.values(sockets).map((socket: Router | Publisher) => socket.flushed()))
    },
  }
}
