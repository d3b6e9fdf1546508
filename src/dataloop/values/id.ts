// Ids as the platform makes them, checked before anything is sent, because a file name where an id belongs is the commonest
// slip. Items, datasets, tasks and the rest have 24 hexadecimal digits; projects have a UUID.
//
//   checkedId('63cebe0f6f60196b004423d9', 'item', "dataset.items.get({ filename: '/test1.jpg' })")
import { InvalidArgumentError } from '../errors/error.ts'

const objectId = /^[0-9a-f]{24}$/i
const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/** The id, if it can be one; `instead` is the call that finds by name. */
export function checkedId(id: unknown, noun: string, instead: string): string {
  const text = typeof id === 'string' ? id.trim() : undefined
  if (text !== undefined && (objectId.test(text) || (noun === 'project' && uuid.test(text)))) return text
  const shape = noun === 'project' ? 'a UUID' : '24 hexadecimal digits'
  throw new InvalidArgumentError(`${say(id)} is no ${noun} id (${shape})`, { hint: `to find it by name: ${instead}` })
}

/** True when the text has the shape of an id. */
export function isId(text: string): boolean {
  return objectId.test(text) || uuid.test(text)
}

export function say(value: unknown): string {
  if (typeof value === 'string') return `'${value.length > 60 ? `${value.slice(0, 60)}…` : value}'`
  if (typeof value === 'object' && value !== null) return `an object of ${value.constructor?.name ?? 'no class'}`
  return String(value)
}
