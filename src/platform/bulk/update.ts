// What an update by query may change, checked before anything is written: metadata is merged (null deletes), and a few fields.
//
//   const { columns, metadata } = readUpdate(query, { metadata: { user: { k: 1 } } }, false)
import { badRequest } from '../http/errors.ts'
import { metadataPatch } from '../items/metadata.ts'
import { isObject } from '../query/dql.ts'
import type { Query } from '../query/query.ts'
import type { Update } from './change.ts'

export function readUpdate(query: Query, update: unknown, systemSpace: boolean): Pick<Update, 'columns' | 'metadata'> {
  if (!isObject(update)) throw badRequest("'update' must be an object: { metadata: { user: { … } } }")
  if (query.resource !== 'items' && query.resource !== 'annotations')
    throw badRequest(`${query.resource} cannot be updated by a query`)
  const { metadata, ...fields } = update
  const columns = Object.entries(fields).map(([field, value]) => [field, column(query.resource, field, value)] as const)
  return { columns: Object.fromEntries(columns), metadata: metadataPatch(metadata, { system: systemSpace }) }
}

function column(resource: string, field: string, value: unknown): string | number | null {
  if (resource === 'items' && field === 'hidden' && typeof value === 'boolean') return value ? 1 : 0
  if (field === 'description' && (value === null || typeof value === 'string')) return value
  if (resource === 'annotations' && field === 'label' && typeof value === 'string' && value !== '') return value
  const known = resource === 'items' ? 'metadata, hidden, description' : 'metadata, label, description'
  throw badRequest(`update: '${field}' cannot be changed by a query, or not to this value (known: ${known})`)
}
