// A thrown value → plain data. Runs on the user's thread and never throws: values may be proxies, have getters that throw, or
// causes that go round in circles. What requests carry (headers, configuration) is not copied, so no token leaves by an error.
//
//   try { … } catch (error) { port.postMessage(serializeError(error)) }
import { inspect } from 'node:util'
import { writtenNames } from '../compile/builtins.ts'
import { mapStack } from '../compile/file-maps.ts'
import { stackOfThrown } from '../compile/thrown.ts'
import type { RawError } from './raw.ts'

const mostCauses = 8
const mostMembers = 10
const longest = 20_000

export function serializeError(value: unknown): RawError {
  return serialize(value, 0, new Set())
}

function serialize(value: unknown, depth: number, above: ReadonlySet<unknown>): RawError {
  const thrown = !looksLikeError(value)
  if (thrown) return { name: 'Thrown', message: shown(value), stack: stackOfThrown(value), thrown: shown(value) }
  const name = text(value, 'name') ?? className(value) ?? 'Error'
  const raw: RawError = {
    name: name === 'Error' ? (className(value) ?? name) : name,
    message: cut(writtenNames(text(value, 'message') ?? '')),
    stack: cut(mapStack(text(value, 'stack') ?? '')),
  }
  const code = read(value, 'code')
  if (typeof code === 'string' && code !== '') raw.code = cut(code)
  const hint = text(value, 'hint')
  if (hint !== undefined) raw.hint = cut(hint)
  const cause = read(value, 'cause')
  const within = new Set(above).add(value)
  if (cause !== undefined && depth < mostCauses && !within.has(cause)) raw.cause = serialize(cause, depth + 1, within)
  const errors = read(value, 'errors')
  if (Array.isArray(errors) && depth < 2)
    raw.errors = errors
      .slice(0, mostMembers)
      .filter((error) => !within.has(error))
      .map((error) => serialize(error, depth + 1, within))
  const assertion = assertionOf(value)
  if (assertion) raw.assertion = assertion
  return raw
}

function looksLikeError(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  try {
    return (
      value instanceof Error ||
      (Error as { isError?(value: unknown): boolean }).isError?.(value) === true ||
      (typeof read(value, 'message') === 'string' && typeof read(value, 'stack') === 'string')
    )
  } catch {
    return false
  }
}

function assertionOf(value: object): { actual: string; expected: string } | undefined {
  const code = read(value, 'code')
  const diff = read(value, 'showDiff')
  if (code !== 'ERR_ASSERTION' && diff === undefined) return undefined
  if (!has(value, 'actual') || !has(value, 'expected')) return undefined
  return { actual: shown(read(value, 'actual')), expected: shown(read(value, 'expected')) }
}

function has(value: object, key: string): boolean {
  try {
    return key in value
  } catch {
    return false
  }
}

function className(value: object): string | undefined {
  const constructor = read(value, 'constructor')
  const name = typeof constructor === 'function' ? read(constructor, 'name') : undefined
  return typeof name === 'string' && name !== '' ? name : undefined
}

function text(value: object, key: string): string | undefined {
  const found = read(value, key)
  return typeof found === 'string' && found !== '' ? found : undefined
}

function read(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key]
  } catch {
    return undefined
  }
}

function shown(value: unknown): string {
  try {
    return cut(
      typeof value === 'string' ? value : inspect(value, { depth: 3, breakLength: 80, maxStringLength: 2_000 }),
    )
  } catch {
    return 'a value that can not be shown'
  }
}

function cut(value: string): string {
  return value.length > longest ? `${value.slice(0, longest)}… (${value.length - longest} characters more)` : value
}
