// A dataset created, with a recipe and an ontology of its own unless it takes over another dataset's.
//
//   const { n, id } = createDatasetRow(store, { projectN, name: 'Animals', user })
import { conflict } from '../http/errors.ts'
import type { Body } from '../http/body.ts'
import type { Store } from '../store/store.ts'
import { jsonOf, textOf } from './row.ts'
import { insertBody } from './recipe.ts'

export interface NewDataset {
  projectN: number
  name: string
  user: string
  source?: string
  /** A dataset whose recipes it takes over. */
  recipesOf?: number
  recipe?: boolean
  expiration?: object
  driver?: string
  metadata?: Body
}

/** Inside a write. */
export function createDatasetRow(store: Store, dataset: NewDataset): { n: number; id: string } {
  const { database } = store
  if (database.get('SELECT 1 FROM datasets WHERE project_n = ? AND name = ?', dataset.projectN, dataset.name))
    throw conflict(`the project has a dataset named '${dataset.name}' already`)
  const system = { ...(dataset.metadata?.['system'] as Body | undefined), recipes: recipesFor(store, dataset) }
  const metadata = { ...dataset.metadata, system }
  const { n, id, at } = store.next()
  store.arrays.learn(metadata)
  database.run(
    `INSERT INTO datasets (n, id, project_n, name, creator, created_at, updated_at, updated_by, driver, src_dataset, expiration, metadata)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, jsonb(?), jsonb(?))`,
    n,
    id,
    dataset.projectN,
    dataset.name,
    dataset.user,
    at,
    at,
    dataset.user,
    dataset.driver ?? null,
    dataset.source ?? null,
    dataset.expiration ? JSON.stringify(dataset.expiration) : null,
    JSON.stringify(metadata),
  )
  return { n, id }
}

function recipesFor(store: Store, { recipesOf, recipe, projectN, name, user }: NewDataset): unknown[] {
  if (recipesOf !== undefined) {
    const row = store.database.get('SELECT json(metadata) AS metadata FROM datasets WHERE n = ?', recipesOf)
    const recipes = row && jsonOf<{ system?: { recipes?: unknown[] } }>(row, 'metadata').system?.recipes
    if (recipes) return recipes
  }
  if (recipe === false) return []
  const projectIds = [textOf(store.database.get('SELECT id FROM projects WHERE n = ?', projectN) ?? {}, 'id')]
  const ontology = insertBody(
    store,
    'ontologies',
    user,
    { title: `${name} Default Ontology`, roots: [], attributes: [] },
    { system: { projectIds }, attributes: [] },
  )
  return [
    insertBody(
      store,
      'recipes',
      user,
      { title: `${name} Default Recipe`, projectIds, ontologyIds: [ontology] },
      { system: {} },
    ),
  ]
}
