// One dataset: counts, labels, and its first pictures as a contact sheet.
//
//   await datasetBundle(dataset, undefined)
import { chips, fields, footer, heading, sheet, tree, viewBundle } from '../../text/index.ts'
import type { SheetEntry } from '../../text/index.ts'
import type { Dataset } from '../resources/dataset.ts'
import { hasKeys } from './item-view.ts'
import { thumbnailsOf } from './picture.ts'
import type { Bundle } from './protocol.ts'
import { webField } from './web.ts'

const pictures = 8

export async function datasetBundle(dataset: Dataset, web: string | undefined): Promise<Bundle> {
  const [page, labels] = await Promise.all([
    dataset.items.page(0, pictures).catch(() => undefined),
    dataset.labels().catch(() => []),
  ])
  const items = page?.items ?? []
  const small = await thumbnailsOf(items, { width: 240, height: 180, bytes: 90_000 })
  const shown = items.flatMap(({ name }, at): SheetEntry[] => {
    const picture = small[at]
    return picture ? [{ picture, name }] : []
  })
  const { user } = (dataset.toJSON().metadata ?? {}) as { user?: object }
  return viewBundle([
    heading('Dataset', dataset.name),
    fields([
      { label: 'id', value: dataset.id, kind: 'id' },
      { label: 'items', value: page?.total ?? dataset.itemsCount },
      { label: 'annotations', value: dataset.annotationsCount },
      { label: 'creator', value: dataset.creator },
      { label: 'created', value: dataset.createdAt, kind: 'date' },
      webField(web),
    ]),
    labels.length > 0
      ? chips(
          'labels',
          labels.map(({ tag, color }) => ({ name: tag, ...(color ? { colour: color } : {}) })),
        )
      : undefined,
    hasKeys(user) ? tree('metadata.user', user, { open: true }) : undefined,
    shown.length > 0 ? sheet('pictures', shown, { total: page?.total ?? shown.length }) : undefined,
    footer('dataset.items lists them', 'dataset.tasks its tasks'),
  ])
}
