// Labels with their colours, nested ones by their whole tag.
//
//   labelsBundle('Recipe', 'Animals', ontology.labels)
import { chips, heading, viewBundle } from '../../text/index.ts'
import type { Piece } from '../../text/index.ts'
import type { Bundle } from './protocol.ts'

interface Shown {
  readonly tag: string
  readonly color: string | undefined
  readonly children: readonly Shown[]
}

export function labelsBundle(kind: string, name: string, labels: readonly Shown[], more?: Piece): Bundle {
  const all = flat(labels)
  const count = all.length === 1 ? '1 label' : `${all.length} labels`
  const entries = all.map(({ tag, color }) => ({ name: tag, ...(color ? { colour: color } : {}) }))
  return viewBundle([heading(kind, name, count), chips('labels', entries), more])
}

function flat(labels: readonly Shown[]): Shown[] {
  return labels.flatMap((label) => [label, ...flat(label.children)])
}
