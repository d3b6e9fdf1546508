// The requests whose output may still come: by the key that a cell's outputs bear, the request that caused them. A timer set
// by the first cell of a long session still prints under that cell, as long as it prints now and then.
//
//   const key = requests.remember(message);  requests.of(key)?.header
import type { Header, Message } from '../protocol/index.ts'

export interface Requests {
  /** Gives the request a key. */
  remember(message: Message): number
  of(key: number): Message | undefined
  /** Empty for a request that is forgotten. */
  headerOf(key: number): Partial<Header>
  /** The latest. */
  readonly last: number
}

/** Those that were used last. */
const most = 1024
/** What a request said is not needed any more. */
const nothing: Pick<Message, 'parent_header' | 'metadata' | 'content' | 'buffers'> = {
  parent_header: {},
  metadata: {},
  content: {},
  buffers: [],
}

export function createRequests(): Requests {
  const known = new Map<number, Message>()
  let last = 0
  const of = (key: number): Message | undefined => {
    const message = known.get(key)
    if (!message || key === last) return message
    known.delete(key)
    known.set(key, message)
    return message
  }
  return {
    remember({ identities, header, channel }) {
      known.set(++last, { identities, header, ...nothing, ...(channel && { channel }) })
      if (known.size > most) known.delete(known.keys().next().value!)
      return last
    },
    of,
    headerOf: (key) => of(key)?.header ?? {},
    get last() {
      return last
    },
  }
}
