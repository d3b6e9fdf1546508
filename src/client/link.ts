// What carries messages between us and a kernel: ZeroMQ sockets (zeromq.ts) or a WebSocket of a Jupyter Server (server.ts).
// A link delivers in order what it gets, and says when the way itself is broken; it knows nothing of requests and replies.
import type { Message } from '../../kernel/protocol/index.ts'

export interface LinkFault {
  readonly kind: 'bad-message' | 'bad-signature' | 'disconnected' | 'reconnected'
  readonly message: string
}

export interface LinkListener {
  /** `message.channel` says where it came from. */
  onMessage(message: Message): void
  onFault(fault: LinkFault): void
}

export interface Link {
  /** On `message.channel`; sends of one channel go out in order. */
  send(message: Message): void
  close(): void
}
