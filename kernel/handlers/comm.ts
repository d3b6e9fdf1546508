// comm_open, comm_msg, comm_close from the front end, and comm_info_request. The comms themselves live with the cells.
import { text } from './context.ts'
import type { CommEvent, Handler } from './context.ts'

const handler =
  (event: CommEvent['event']): Handler =>
  (context, message) => {
    const { content, metadata, buffers } = message
    const id = text(content, 'comm_id')
    const target = text(content, 'target_name')
    if (event === 'open') context.comms.set(id, target)
    if (event === 'close') context.comms.delete(id)
    const key = context.remember(message)
    context.post({ type: 'comm', event, id, target, data: content['data'], metadata, buffers: buffers.map(own), key })
    return undefined
  }

/** A frame is a view into ZeroMQ's memory, which must not cross threads. */
function own(buffer: Uint8Array): Uint8Array {
  return new Uint8Array(buffer)
}

export const commOpen: Handler = handler('open')
export const commMessage: Handler = handler('message')
export const commClose: Handler = handler('close')

export const commInfo: Handler = ({ comms }, { content }) => {
  const wanted = content['target_name']
  const open = [...comms].filter(([, target]) => typeof wanted !== 'string' || wanted === target)
  return { status: 'ok', comms: Object.fromEntries(open.map(([id, target]) => [id, { target_name: target }])) }
}
