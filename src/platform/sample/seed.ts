// The sample data that a fresh home gets: project 'Tutorial' with dataset 'Animals', drawn by scripts/sample-data.ts. Several
// processes may open the same fresh home at once: one of them seeds it.
//
//   await seed(store)
import { insertAnnotations, readAnnotations } from '../annotations/write.ts'
import { createDatasetRow } from '../entities/new-dataset.ts'
import { itemById } from '../entities/item.ts'
import { bodyOf, bodyRow, saveBody } from '../entities/recipe.ts'
import { jsonOf, numberOf } from '../entities/row.ts'
import { projectById } from '../entities/project.ts'
import { owner } from '../http/token.ts'
import { splitPath } from '../items/path.ts'
import { putFile } from '../items/write.ts'
import { addLabels } from '../labels/tree.ts'
import { insertProject } from '../routes/projects.ts'
import { systemOf } from '../routes/items.ts'
import type { Store } from '../store/store.ts'

interface Picture {
  filename: string
  user: Record<string, unknown>
  annotations: Record<string, unknown>[]
  jpeg: string
}

const labels = ['Adult', 'Child', 'Dog', 'Cat', 'Horse', 'Ear', 'Head', 'Shirt', 'Person']
const people = {
  'ann@example.com': 'annotator',
  'bob@example.com': 'annotator',
  'eva@example.com': 'annotationManager',
}

const isSeeded = (store: Store): boolean =>
  store.database.get("SELECT 1 FROM settings WHERE key = 'seeded'") !== undefined

export async function seed(store: Store): Promise<void> {
  if (isSeeded(store)) return
  const { default: pictures } = (await import('./pictures.json', { with: { type: 'json' } })) as unknown as {
    default: Picture[]
  }
  const blobs = pictures
    .map(({ jpeg }) => Buffer.from(jpeg, 'base64'))
    .map((bytes) => ({ bytes, ...store.files.put(bytes) }))
  await store.database.write(() => {
    if (isSeeded(store)) return
    const projectN = numberOf(projectById(store, insertProject(store, 'Tutorial', owner)), 'n')
    for (const [email, role] of Object.entries(people))
      store.database.run('INSERT INTO members VALUES (?, ?, ?)', projectN, email, role)
    const dataset = createDatasetRow(store, { projectN, name: 'Animals', user: owner })
    addSampleLabels(store, dataset.id)
    pictures.forEach((picture, index) => {
      const path = splitPath(picture.filename)
      const blob = blobs[index]
      if (!blob) return
      const system = systemOf({ data: blob.bytes, type: 'image/jpeg', filename: path.name }, path.name)
      const { id } = putFile(
        store,
        { datasetN: dataset.n, path, user: owner, blob, system, metadata: { user: picture.user } },
        'skip',
      )
      insertAnnotations(store, itemById(store, id), readAnnotations(picture.annotations), owner)
    })
    store.database.run("INSERT INTO settings VALUES ('seeded', ?)", store.now().toISOString())
  })
}

function addSampleLabels(store: Store, datasetId: string): void {
  const row = store.database.get(
    "SELECT json_extract(metadata, '$.system.recipes[0]') AS recipe FROM datasets WHERE id = ?",
    datasetId,
  )
  const { ontologyIds } = bodyOf(bodyRow(store, 'recipes', String(row?.['recipe']))) as { ontologyIds: string[] }
  const ontology = bodyRow(store, 'ontologies', ontologyIds[0] ?? '')
  const roots = addLabels(
    [],
    labels.map((tag) => ({ tag })),
    { upsert: true },
  )
  saveBody(store, 'ontologies', ontologyIds[0] ?? '', { ...bodyOf(ontology), roots }, jsonOf(ontology, 'metadata'))
}
