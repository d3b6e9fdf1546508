// The messages of Jupyter's protocol as values: what both the kernel and a client say to each other. No sockets here.
// Source of the rules: Jupyter messaging 5.4, "General message format".
//
//   const request = createMessage('kernel_info_request', {}, { session })
import { crypto } from './crypto.ts'

export const protocolVersion = '5.4'

export type Channel = 'shell' | 'control' | 'iopub' | 'stdin' | 'hb'

/** MIME type → data: text as a string, JSON types as values, pictures as base64 text. */
export type MimeBundle = Record<string, unknown>

export interface Header {
  msg_id: string
  msg_type: string
  username: string
  session: string
  /** ISO 8601 with zone. */
  date: string
  version: string
}

export interface Message<C = Record<string, unknown>> {
  /** Routing frames before the delimiter; on iopub the topic. */
  identities: Uint8Array[]
  header: Header
  /** Header of the request that caused this message; empty when none did. */
  parent_header: Partial<Header>
  metadata: Record<string, unknown>
  content: C
  buffers: Uint8Array[]
  channel?: Channel
}

export interface MessageOptions {
  /** Id of the sending process's session. */
  session: string
  username?: string
  parent?: Partial<Header>
  identities?: Uint8Array[]
  metadata?: Record<string, unknown>
  buffers?: Uint8Array[]
  channel?: Channel
}

/** A message with a fresh id and the present time. */
export function createMessage<C = Record<string, unknown>>(
  type: string,
  content: C,
  options: MessageOptions,
): Message<C> {
  return {
    identities: options.identities ?? [],
    header: {
      msg_id: crypto().randomUUID(),
      msg_type: type,
      username: options.username ?? 'loopbook',
      session: options.session,
      date: new Date().toISOString(),
      version: protocolVersion,
    },
    parent_header: options.parent ?? {},
    metadata: options.metadata ?? {},
    content,
    buffers: options.buffers ?? [],
    ...(options.channel === undefined ? {} : { channel: options.channel }),
  }
}
