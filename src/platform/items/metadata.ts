// Metadata as it may be written: an object with `user` and `system` objects in it; `system` only when the client asks for it,
// and of it never what the platform itself keeps (refs).
//
//   metadataPatch({ user: { k: 1 }, system: { y: 2 } }, { system: false })   // { user: { k: 1 } }
import type { Body } from '../http/body.ts'
import { badRequest } from '../http/errors.ts'
import { isObject } from '../query/dql.ts'

export function metadataPatch(value: unknown, options: { system: boolean }): Body {
  if (value === undefined || value === null) return {}
  if (!isObject(value)) throw badRequest("'metadata' must be an object")
  for (const space of ['user', 'system']) {
    const inner = value[space]
    if (inner !== undefined && inner !== null && !isObject(inner))
      throw badRequest(`'metadata.${space}' must be an object`)
  }
  checkKeys(value)
  const { system, ...rest } = value
  if (!options.system || !isObject(system)) return rest
  const { refs: _kept, ...open } = system
  return { ...rest, system: open }
}

/** RFC 7396, as SQLite's json_patch does it: null deletes, objects merge, the rest replaces. */
export function merge(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const merged: Body = isObject(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key]
    else merged[key] = merge(merged[key], value)
  }
  return merged
}

function checkKeys(value: unknown): void {
  if (typeof value === 'string' && !value.isWellFormed())
    throw badRequest('the metadata holds characters that are no text')
  if (value === null || typeof value !== 'object') return
  for (const [key, inner] of Object.entries(value)) {
    if (!Array.isArray(value) && (key.includes('\0') || !key.isWellFormed()))
      throw badRequest('a metadata key holds characters that are no text')
    if (key === '__proto__') throw badRequest("a metadata key may not be '__proto__'")
    checkKeys(inner)
  }
}
