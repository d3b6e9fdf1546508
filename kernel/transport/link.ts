// The kernel's link to its clients: decodes and checks what comes in, signs and queues what goes out. What is not a message of
// the protocol is dropped with one line in the log; nothing that arrives can make this throw.
//
//   const link = createLink(sockets, signer, { session, onRequest, onInputReply, log })
//   link.publish('stream', { name: 'stdout', text: 'hi' }, parent)
import { createMessage, decode, encode, ProtocolError, signatureOf } from '../protocol/index.ts'
import type { Header, Message, Signer } from '../protocol/index.ts'
import { SendQueue } from './send-queue.ts'
import type { Sockets } from './sockets.ts'

export interface Extra {
  metadata?: Record<string, unknown>
  buffers?: Uint8Array[]
  /** When ZeroMQ has it. */
  sent?: () => void
}

export interface Link {
  publish(type: string, content: object, parent: Partial<Header>, extra?: Extra): void
  /** Answers on the channel that the request came by. */
  reply(request: Message, type: string, content: object, extra?: Extra): void
  /** Asks the client of this request for input. Gives the question's id. */
  ask(request: Message, content: object): string
  /** When everything is with ZeroMQ. */
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
  const queues = {
    shell: new SendQueue(sockets.shell, log),
    control: new SendQueue(sockets.control, log),
    stdin: new SendQueue(sockets.stdin, log),
    iopub: new SendQueue(sockets.iopub, log),
    heartbeat: new SendQueue(sockets.heartbeat, log),
  }
  const seen = new Set<string>()
  // A client's subscription may come later than its first request; without this it would miss the outputs of that one.
  let early: { message: Message; at: number }[] | undefined = []

  const send = (queue: SendQueue, message: Message, sent?: () => void): void => {
    try {
      queue.send(encode(message, signer), sent)
    } catch (error) {
      // Content that is no JSON (a BigInt, a text of more than 512 MB): that message only is lost.
      log(`a ${message.header.msg_type} could not be written: ${String(error)}`)
      sent?.()
    }
  }

  const publish: Link['publish'] = (type, content, parent, { metadata, buffers, sent } = {}) => {
    const message = createMessage(type, content as Record<string, unknown>, {
      session,
      parent,
      identities: [Buffer.from(`kernel.${session}.${type}`)],
      ...(metadata && { metadata }),
      ...(buffers && { buffers }),
    })
    if (!early) return send(queues.iopub, message, sent)
    early.push({ message, at: performance.now() })
    if (early.length > mostEarly) early.shift()
    sent?.()
  }

  const receive = async (channel: 'shell' | 'control' | 'stdin'): Promise<void> => {
    for await (const frames of sockets[channel]) {
      let message: Message
      try {
        message = decode(frames, signer)
      } catch (error) {
        const why = error instanceof ProtocolError ? `${error.code}: ${error.message}` : String(error)
        log(`a message on ${channel} was dropped: ${why}`)
        continue
      }
      // By signature, as Jupyter itself does: its clients' clones give the same ids out again.
      const id = signatureOf(frames)
      if (id !== '' && seen.has(id)) {
        log(`a message on ${channel} was dropped: it came before (${message.header.msg_type.slice(0, 80)})`)
        continue
      }
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
  }

  const welcome = async (): Promise<void> => {
    for await (const [frame] of sockets.iopub) {
      if (frame?.[0] !== 1) continue
      const topic = frame.subarray(1)
      const message = createMessage(
        'iopub_welcome',
        { subscription: topic.toString() },
        { session, identities: [topic] },
      )
      send(queues.iopub, message)
      const since = performance.now() - earlyAge
      for (const { message, at } of early ?? []) if (at > since) send(queues.iopub, message)
      early = undefined
    }
  }

  const echo = async (): Promise<void> => {
    for await (const frames of sockets.heartbeat) queues.heartbeat.send(frames)
  }

  const closed = (error: unknown): void => {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') log(`a socket ended: ${String(error)}`)
  }
  for (const loop of [receive('shell'), receive('control'), receive('stdin'), welcome(), echo()]) loop.catch(closed)

  return {
    publish,
    reply(request, type, content, { metadata, buffers, sent } = {}) {
      const message = createMessage(type, content as Record<string, unknown>, {
        session,
        parent: request.header,
        identities: request.identities,
        ...(metadata && { metadata }),
        ...(buffers && { buffers }),
      })
      send(request.channel === 'control' ? queues.control : queues.shell, message, sent)
    },
    ask(request, content) {
      const message = createMessage('input_request', content as Record<string, unknown>, {
        session,
        parent: request.header,
        identities: request.identities,
      })
      send(queues.stdin, message)
      return message.header.msg_id
    },
    async sent() {
      await Promise.all(Object.values(queues).map((queue) => queue.empty()))
    },
  }
}
