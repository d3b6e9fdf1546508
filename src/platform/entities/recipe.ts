// Recipes and ontologies as the platform's answers show them. Their own fields stand in one JSON body.
//
//   const answer = recipe(row, base)
import type { WireOntology, WireRecipe } from '../../wire/index.ts'
import { notFound } from '../http/errors.ts'
import type { Row } from '../store/database.ts'
import type { Store } from '../store/store.ts'
import { jsonOf, textOf } from './row.ts'

const columns = 'n, id, creator, created_at, updated_at, json(body) AS body, json(metadata) AS metadata'

export function bodyRow(store: Store, table: 'recipes' | 'ontologies', id: string): Row {
  const row = store.database.get(`SELECT ${columns} FROM ${table} WHERE id = ?`, id)
  if (!row) throw notFound(`${table === 'recipes' ? 'recipe' : 'ontology'} ${id} not found`)
  return row
}

export function bodyRows(
  store: Store,
  table: 'recipes' | 'ontologies',
  where: string,
  ...values: (string | number)[]
): Row[] {
  return store.database.all(`SELECT ${columns} FROM ${table} WHERE ${where} ORDER BY n`, ...values)
}

export function recipe(row: Row, base: string): WireRecipe {
  const body = jsonOf<Partial<WireRecipe>>(row, 'body')
  return {
    title: '',
    ontologyIds: [],
    projectIds: [],
    description: null,
    instructions: null,
    examples: null,
    customActions: null,
    uiSettings: {},
    ...body,
    ...stamps(row, `${base}/recipes`),
  }
}

export function ontology(row: Row, base: string): WireOntology {
  const body = jsonOf<Partial<WireOntology>>(row, 'body')
  return { title: '', roots: [], attributes: [], ...body, ...stamps(row, `${base}/ontologies`) }
}

function stamps(
  row: Row,
  url: string,
): {
  id: string
  url: string
  creator: string
  createdAt: string
  updatedAt: string
  updatedBy: string
  metadata: Record<string, unknown>
} {
  const id = textOf(row, 'id')
  const creator = textOf(row, 'creator')
  return {
    id,
    url: `${url}/${id}`,
    creator,
    createdAt: textOf(row, 'created_at'),
    updatedAt: textOf(row, 'updated_at'),
    updatedBy: creator,
    metadata: jsonOf(row, 'metadata'),
  }
}

/** A new recipe or ontology; inside a write. */
export function insertBody(
  store: Store,
  table: 'recipes' | 'ontologies',
  user: string,
  body: object,
  metadata: object,
): string {
  const { n, id, at } = store.next()
  store.arrays.learn(metadata)
  store.database.run(
    `INSERT INTO ${table} (n, id, creator, created_at, updated_at, body, metadata) VALUES (?, ?, ?, ?, ?, jsonb(?), jsonb(?))`,
    n,
    id,
    user,
    at,
    at,
    JSON.stringify(body),
    JSON.stringify(metadata),
  )
  return id
}

export function saveBody(
  store: Store,
  table: 'recipes' | 'ontologies',
  id: string,
  body: object,
  metadata: object,
): void {
  store.arrays.learn(metadata)
  const changed = [JSON.stringify(body), JSON.stringify(metadata), store.stamp(), id] as const
  store.database.run(
    `UPDATE ${table} SET body = jsonb(?), metadata = jsonb(?), updated_at = ? WHERE id = ?`,
    ...changed,
  )
}

/** The body without what the answer adds to it. */
export function bodyOf(row: Row): Record<string, unknown> {
  return jsonOf(row, 'body')
}
