// The five ZeroMQ sockets of a kernel, bound to what the connection file says. Frames in, frames out; what they mean is
// decoded in link.ts.
//
//   const sockets = await bindSockets(connection)
import type { Router, XPublisher } from 'zeromq'
import { endpoint, ProtocolError } from '../protocol/index.ts'
import type { Channel, ConnectionInfo } from '../protocol/index.ts'

export interface Sockets {
  shell: Router
  control: Router
  stdin: Router
  iopub: XPublisher
  heartbeat: Router
  close(): void
}

/** @throws ProtocolError when an address can't be bound. */
export async function bindSockets(info: ConnectionInfo): Promise<Sockets> {
  const zeromq = await import('zeromq')
  // Without a high-water mark nothing is dropped silently; what a cell may print is bounded by the outbox.
  const unlimited = { sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 1000 }
  const router = { ...unlimited, handover: true }
  const shell = new zeromq.Router(router)
  const control = new zeromq.Router(router)
  const stdin = new zeromq.Router(router)
  // Every subscription is told to us, not only the first of its kind: each client gets its welcome.
  const iopub = new zeromq.XPublisher({ ...unlimited, verbosity: 'allSubs' })
  // A router that sends everything back is a REP socket that no half-finished request can block.
  const heartbeat = new zeromq.Router(router)
  const bind = async (socket: Router | XPublisher, channel: Channel): Promise<void> => {
    const address = endpoint(info, channel)
    try {
      await socket.bind(address)
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException
      const why = code === 'EADDRINUSE' ? 'is in use by another program' : `can't be bound (${code ?? String(cause)})`
      throw new ProtocolError('connection-file', `The address ${address} of the ${channel} channel ${why}.`, {
        hint: 'start the kernel again from Jupyter, which then chooses other ports; or end the program that holds this one.',
        cause,
      })
    }
  }
  const all = { shell, control, stdin, iopub, hb: heartbeat }
  const bound = await Promise.allSettled(
    Object.entries(all).map(async ([channel, socket]) => await bind(socket, channel as Channel)),
  )
  const close = (): void => {
    for (const socket of Object.values(all)) socket.close()
  }
  const failed = bound.find((result) => result.status === 'rejected')
  if (failed) {
    close()
    throw failed.reason
  }
  return { shell, control, stdin, iopub, heartbeat, close }
}
