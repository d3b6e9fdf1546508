// A link over ZeroMQ: DEALER for shell, control and stdin (one identity, or a kernel could not route its input requests), SUB
// for iopub. The receive queues are unlimited: with ZeroMQ's default of 1000 messages, peers lose a third of 100,000 lines.
//
//   const link = await connectZeromq(info, session, { onMessage, onFault })
import type { ConnectionInfo } from '../../kernel/protocol/index.ts'
import { createSigner, encode, endpoint, ProtocolError } from '../../kernel/protocol/index.ts'
import type { Link, LinkListener } from './link.ts'
import { decodeParts } from './long-stream.ts'

const dealers = ['shell', 'control', 'stdin'] as const
type DealerChannel = (typeof dealers)[number]

export async function connectZeromq(info: ConnectionInfo, session: string, listener: LinkListener): Promise<Link> {
  const { Dealer, Subscriber } = await import('zeromq')
  const signer = createSigner(info.signature_scheme, info.key)
  const options = {
    linger: 0,
    receiveHighWaterMark: 0,
    // A kernel that is still starting has no sockets yet; libzmq's default would look again only every 100 ms.
    reconnectInterval: 5,
  }
  const sockets = {
    shell: new Dealer({ ...options, sendHighWaterMark: 0, routingId: session }),
    control: new Dealer({ ...options, sendHighWaterMark: 0, routingId: session }),
    stdin: new Dealer({ ...options, sendHighWaterMark: 0, routingId: session }),
    iopub: new Subscriber(options),
  }
  let closed = false

  const receive = async (channel: DealerChannel | 'iopub'): Promise<void> => {
    try {
      for await (const frames of sockets[channel]) {
        if (closed) return
        try {
          for (const message of decodeParts(frames, signer)) listener.onMessage({ ...message, channel })
        } catch (error) {
          if (!(error instanceof ProtocolError)) throw error
          const bad = error.code === 'bad-signature'
          listener.onFault({ kind: bad ? 'bad-signature' : 'bad-message', message: error.message })
        }
      }
    } catch (error) {
      if (!closed) listener.onFault({ kind: 'disconnected', message: (error as Error).message })
    }
  }

  // The same ordered queue for each channel: a send made while another is pending is refused by zeromq.js (EBUSY).
  const pending: Record<DealerChannel, Promise<void>> = {
    shell: Promise.resolve(),
    control: Promise.resolve(),
    stdin: Promise.resolve(),
  }

  sockets.iopub.subscribe()
  for (const channel of [...dealers, 'iopub'] as const) {
    sockets[channel].connect(endpoint(info, channel))
    void receive(channel)
  }
  sockets.shell.events.on('disconnect', () => {
    if (!closed) listener.onFault({ kind: 'disconnected', message: 'The kernel closed its shell socket.' })
  })
  sockets.shell.events.on('connect', () => {
    if (!closed) listener.onFault({ kind: 'reconnected', message: 'The shell socket is connected.' })
  })

  return {
    send(message) {
      const channel = message.channel as DealerChannel
      pending[channel] = pending[channel].then(async () => {
        try {
          if (!closed) await sockets[channel].send(encode(message, signer))
        } catch (error) {
          if (!closed) listener.onFault({ kind: 'disconnected', message: (error as Error).message })
        }
      })
    },
    close() {
      closed = true
      for (const socket of Object.values(sockets)) socket.close()
    },
  }
}
