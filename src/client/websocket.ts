// A link over the WebSocket of a Jupyter Server or gateway (`/api/kernels/<id>/channels`): all channels in one connection. When it
// drops it is opened again under the same session id, for which the server has kept what the kernel said meanwhile.
//
//   const link = await connectWebSocket({ url, token, session, listener, isAlive })
import { ClientError } from './errors.ts'
import type { Message } from '../../kernel/protocol/index.ts'
import type { Link, LinkListener } from './link.ts'

interface WebSocketOptions {
  /** `ws://…/api/kernels/<id>/channels` */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly session: string
  readonly listener: LinkListener
  /** Whether the server still has the kernel: asked before a connection is opened again. */
  readonly isAlive: () => Promise<boolean>
}

/** Half a minute: as long as a server takes to be restarted behind its proxy. */
const attempts = 20
/** For one connection; servers first wait until the kernel answers them. */
const patience = 60_000

export async function connectWebSocket(options: WebSocketOptions): Promise<Link> {
  const { listener } = options
  const state = { closed: false }
  let socket = await open(options)
  const unsent: string[] = []

  const attach = (): void => {
    socket.addEventListener('message', ({ data }) => {
      const message = parse(data as string | ArrayBuffer)
      if (message === undefined)
        listener.onFault({ kind: 'bad-message', message: 'The server sent no message of the protocol.' })
      else listener.onMessage(message)
    })
    socket.addEventListener('close', () => {
      if (!state.closed) void reconnect()
    })
  }
  const reconnect = async (): Promise<void> => {
    for (let attempt = 0; attempt < attempts && !state.closed; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, Math.min(2000, 50 * 2 ** attempt)))
      try {
        if (!(await options.isAlive())) break
        socket = await open(options)
        attach()
        listener.onFault({ kind: 'reconnected', message: 'The connection to the server is back.' })
        for (const text of unsent.splice(0)) socket.send(text)
        return
      } catch {
        // The next attempt waits longer.
      }
    }
    if (!state.closed)
      listener.onFault({
        kind: 'disconnected',
        message: 'The connection to the server is lost, and could not be made again.',
      })
  }
  attach()

  return {
    send(message) {
      const text = JSON.stringify({ ...message, identities: undefined, buffers: [] })
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
      else unsent.push(text)
    },
    close() {
      state.closed = true
      socket.close()
    },
  }
}

function open({ url, headers, session }: WebSocketOptions): Promise<WebSocket> {
  // Node's WebSocket takes headers, which the type of browsers does not know; a token in the address would stand in logs.
  const Connect = WebSocket as unknown as new (
    url: string,
    options: { headers: Readonly<Record<string, string>> },
  ) => WebSocket
  const socket = new Connect(`${url}?session_id=${encodeURIComponent(session)}`, { headers })
  socket.binaryType = 'arraybuffer'
  return new Promise((resolve, reject) => {
    const host = new URL(url).host
    const silent = setTimeout(() => {
      socket.close()
      reject(new ClientError('server', `The server ${host} does not answer when asked for a connection to the kernel.`))
    }, patience)
    socket.addEventListener('open', () => (clearTimeout(silent), resolve(socket)), { once: true })
    socket.addEventListener(
      'error',
      () => {
        clearTimeout(silent)
        reject(new ClientError('server', `The server refused the connection to the kernel (${host}).`))
      },
      { once: true },
    )
  })
}

/** Text is one JSON message; with buffers it is binary: their count, their offsets, the JSON, the buffers. */
function parse(data: string | ArrayBuffer): Message | undefined {
  try {
    if (typeof data === 'string') return normalize(JSON.parse(data) as Message, [])
    const view = new DataView(data)
    const offsets = Array.from({ length: view.getUint32(0) }, (_, index) => view.getUint32(4 * (index + 1)))
    const parts = offsets.map((start, index) => new Uint8Array(data.slice(start, offsets[index + 1])))
    const [json, ...buffers] = parts
    return normalize(JSON.parse(new TextDecoder().decode(json)) as Message, buffers)
  } catch {
    return undefined
  }
}

function normalize(message: Message, buffers: Uint8Array[]): Message | undefined {
  if (typeof message.header?.msg_type !== 'string') return undefined
  return {
    ...message,
    identities: [],
    parent_header: message.parent_header ?? {},
    content: message.content ?? {},
    buffers,
  }
}
