// The five ZeroMQ sockets of a kernel, bound to what the connection file says. Frames in, frames out; what they mean is
// decoded in link.ts.
//
//   const sockets = await bindSockets(connection, log);  sockets.shell.receive((frames) => …)
import { endpoint, ProtocolError } from '../protocol/index.ts'
import type { Channel, ConnectionInfo } from '../protocol/index.ts'
import { Publisher, Router } from '../zmtp/index.ts'

export interface Sockets {
  shell: Router
  control: Router
  stdin: Router
  iopub: Publisher
  hb: Router
}

/** @throws ProtocolError when an address can't be bound; none is then. */
export async function bindSockets(info: ConnectionInfo, log: (line: string) => void): Promise<Sockets> {
  const sockets: Sockets = {
    shell: new Router(log),
    control: new Router(log),
    stdin: new Router(log),
    iopub: new Publisher(log),
    hb: new Router(log),
  }
  const bound = await Promise.allSettled(
    Object.entries(sockets).map(([channel, socket]) => bind(socket, info, channel as Channel)),
  )
  const failed = bound.find((result) => result.status === 'rejected')
  if (failed) {
    for (const socket of Object.values(sockets)) socket.close()
    throw failed.reason
  }
  return sockets
}

async function bind(socket: Router | Publisher, info: ConnectionInfo, channel: Channel): Promise<void> {
  const address = endpoint(info, channel)
  try {
    await socket.listen(address)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const why = code === 'EADDRINUSE' ? 'is in use by another program' : `can't be bound (${code ?? String(cause)})`
    throw new ProtocolError('connection-file', `The address ${address} of the ${channel} channel ${why}.`, {
      hint: 'start the kernel again from Jupyter, which then chooses other ports; or end the program that holds this one.',
      cause,
    })
  }
}
