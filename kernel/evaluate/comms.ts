// Comms: messages both ways between a cell's code and something in the front end, such as a widget (Jupyter messaging,
// "Custom Messages"). Opened by either side, to a target that the other side has registered.
//
//   const comm = Jupyter.comms.open('counter', { value: 1 });  comm.onMessage = ({ data }) => console.log(data)
//   Jupyter.comms.register('counter', (comm, { data }) => comm.send({ seen: data }))
import { crypto } from '../protocol/crypto.ts'
import type { CommEvent } from './channel.ts'
import { currentKey, runAs } from './context.ts'
import type { Outbox } from './outbox.ts'

export interface CommMessage {
  data: unknown
  metadata: Record<string, unknown>
  buffers: Uint8Array[]
}

export interface CommOptions {
  metadata?: Record<string, unknown>
  buffers?: Uint8Array[]
}

type Listener = (message: CommMessage) => unknown

export interface Comm {
  readonly id: string
  readonly target: string
  readonly closed: boolean
  onMessage: Listener | undefined
  onClose: Listener | undefined
  send(data: unknown, options?: CommOptions): void
  close(data?: unknown, options?: CommOptions): void
}

export interface Comms {
  open(target: string, data?: unknown, options?: CommOptions & { id?: string }): Comm
  /** What happens when the front end opens a comm to this name. */
  register(target: string, opened: (comm: Comm, message: CommMessage) => unknown): void
  unregister(target: string): void
  list(): Comm[]
}

export function createComms(outbox: Outbox): { comms: Comms; receive(event: CommEvent): void } {
  const targets = new Map<string, (comm: Comm, message: CommMessage) => unknown>()
  const open = new Map<string, Comm>()

  const publish = (type: string, id: string, more: object, options: CommOptions = {}): void =>
    outbox.add({
      type: 'publish',
      messageType: type,
      content: { comm_id: id, ...more },
      metadata: options.metadata ?? {},
      buffers: options.buffers ?? [],
    })

  const create = (id: string, target: string): Comm => {
    const opener = currentKey()
    let closed = false
    const comm: Comm = {
      id,
      target,
      get closed() {
        return closed
      },
      onMessage: undefined,
      onClose: undefined,
      send(data, options) {
        if (closed) throw new Error(`The comm to ${target} is closed.`)
        // A widget belongs to the cell that opened it, but an answer to the message that asked: the context knows.
        runAs(currentKey() || opener, () => publish('comm_msg', id, { data }, options))
      },
      close(data = {}, options = {}) {
        if (closed) return
        closed = true
        open.delete(id)
        publish('comm_close', id, { data }, options)
      },
    }
    open.set(id, comm)
    return comm
  }

  const receive = async (event: CommEvent): Promise<void> => {
    const { id, target, data, metadata, buffers } = event
    const message = { data, metadata, buffers }
    if (event.event === 'open') {
      const opened = targets.get(target)
      if (!opened) return publish('comm_close', id, { data: {} })
      await opened(create(id, target), message)
      return
    }
    const comm = open.get(id)
    if (!comm) return
    if (event.event === 'close') open.delete(id)
    await (event.event === 'close' ? comm.onClose : comm.onMessage)?.(message)
  }

  return {
    comms: {
      open(target, data = {}, { id = crypto().randomUUID(), ...options } = {}) {
        publish('comm_open', id, { target_name: target, data }, options)
        return create(id, target)
      },
      register: (target, opened) => void targets.set(target, opened),
      unregister: (target) => void targets.delete(target),
      list: () => [...open.values()],
    },
    receive(event) {
      // What a listener throws is reported as any unhandled rejection is, under the request that brought the message.
      void runAs(event.key, () => receive(event))
    },
  }
}
