// The Debug Adapter Protocol as Jupyter carries it: a request and its answer as the content of debug_request and debug_reply, an
// event as that of debug_event. Readers of arguments, which come from anybody and may be anything.
//
//   const { command, arguments: given } = readRequest(message.content);  numberOf(given, 'frameId')

export type Fields = Record<string, unknown>

export interface DebugRequest {
  command: string
  arguments: Fields
}

/** What a request can't have; its message is for people. */
export class DebugError extends Error {
  override readonly name = 'DebugError'
}

/** @throws DebugError when it isn't a request at all. */
export function readRequest(content: Fields): DebugRequest {
  const { command } = content
  if (typeof command !== 'string') throw new DebugError('A debug_request needs a command, which is a text.')
  return { command, arguments: fieldsOf(content['arguments']) }
}

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

/** @throws DebugError */
export function textOf(fields: Fields, name: string): string {
  const value = fields[name]
  if (typeof value === 'string') return value
  throw new DebugError(`The request needs ${name}, which is a text.`)
}

/** @throws DebugError */
export function numberOf(fields: Fields, name: string): number {
  const value = optionalNumber(fields, name)
  if (value !== undefined) return value
  throw new DebugError(`The request needs ${name}, which is a number.`)
}

/** Of a whole number that isn't negative; undefined for anything else. */
export function optionalNumber(fields: Fields, name: string): number | undefined {
  const value = fields[name]
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined
}

export function listOf(fields: Fields, name: string): Fields[] {
  const value = fields[name]
  return Array.isArray(value) ? value.map(fieldsOf) : []
}
