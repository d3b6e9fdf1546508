// A link over ZeroMQ: DEALER for shell, control and stdin (one identity, or a kernel could not route its input requests), SUB
// for iopub. Nothing is dropped however much comes: with ZeroMQ's usual 1000 messages, peers lose a third of 100,000 lines.
//
//   const link = connectZeromq(info, session, { onMessage, onFault })
import type { ConnectionInfo } from '../../kernel/protocol/index.ts'
import { createSigner, encode, endpoint, ProtocolError } from '../../kernel/protocol/index.ts'
import { Peer } from '../../kernel/zmtp/index.ts'
import type { Link, LinkListener } from './link.ts'
import { decodeParts } from './long-stream.ts'

type DealerChannel = 'shell' | 'control' | 'stdin'

export function connectZeromq(info: ConnectionInfo, session: string, listener: LinkListener): Link {
  const signer = createSigner(info.signature_scheme, info.key)

  const receive = (channel: DealerChannel | 'iopub', frames: Buffer[]): void => {
    try {
      for (const message of decodeParts(frames, signer)) listener.onMessage({ ...message, channel })
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      const bad = error.code === 'bad-signature'
      listener.onFault({ kind: bad ? 'bad-signature' : 'bad-message', message: error.message })
    }
  }

  const dealer = (channel: DealerChannel): Peer =>
    new Peer(endpoint(info, channel), {
      type: 'DEALER',
      identity: session,
      onMessage: (frames) => receive(channel, frames),
      ...(channel === 'shell' ? told : {}),
    })
  const told = {
    onConnect: () => listener.onFault({ kind: 'reconnected', message: 'The shell socket is connected.' }),
    onDisconnect: () => listener.onFault({ kind: 'disconnected', message: 'The kernel closed its shell socket.' }),
  }
  const iopub = new Peer(endpoint(info, 'iopub'), {
    type: 'SUB',
    topics: [''],
    onMessage: (frames) => receive('iopub', frames),
  })
  const dealers = { shell: dealer('shell'), control: dealer('control'), stdin: dealer('stdin') }

  return {
    send: (message) => dealers[message.channel as DealerChannel].send(encode(message, signer)),
    close() {
      for (const socket of [...Object.values(dealers), iopub]) socket.close()
    },
  }
}
