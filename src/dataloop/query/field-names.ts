// The names of a resource's fields at run time: an unknown one is an error with the nearest names, instead of a query that
// matches nothing. The types beside it (fields.ts) say the same to the compiler.
//
//   checkField('filenmae', 'items')      // InvalidArgumentError … did you mean 'filename'?
import { didYouMean } from '../errors/nearest.ts'
import { InvalidArgumentError } from '../errors/error.ts'
import type { AnnotationFields, AnnotationType, DatasetFields, ItemFields, TaskFields } from './fields.ts'

/** What can be queried. */
export type Resource = 'items' | 'annotations' | 'datasets' | 'tasks'

const names: Readonly<Record<Resource, ReadonlySet<string>>> = {
  items: new Set(
    keys<ItemFields>()(
      'id',
      'name',
      'filename',
      'dir',
      'type',
      'hidden',
      'annotated',
      'annotationsCount',
      'createdAt',
      'updatedAt',
      'creator',
      'updatedBy',
      'description',
      'datasetId',
    ),
  ),
  annotations: new Set(
    keys<AnnotationFields>()(
      'id',
      'itemId',
      'datasetId',
      'label',
      'type',
      'attributes',
      'creator',
      'updatedBy',
      'createdAt',
      'updatedAt',
      'source',
      'hash',
    ),
  ),
  datasets: new Set(keys<DatasetFields>()('id', 'name', 'creator', 'createdAt', 'updatedAt', 'readonly')),
  tasks: new Set(
    keys<TaskFields>()(
      'id',
      'name',
      'status',
      'creator',
      'datasetId',
      'projectId',
      'recipeId',
      'priority',
      'dueDate',
      'createdAt',
      'updatedAt',
    ),
  ),
}

/** Makes the compiler prove that every name of the type is listed. */
function keys<T>() {
  return <const K extends readonly (keyof T & string)[]>(
    ...list: K & (Exclude<keyof T, K[number]> extends never ? unknown : never)
  ): K => list
}

/** Every kind of annotation but notes: what an annotation query means when it says nothing about types. */
export const annotationTypes: readonly Exclude<AnnotationType, 'note'>[] = [
  'box',
  'cube',
  'cube_3d',
  'class',
  'comparison',
  'ellipse',
  'point',
  'segment',
  'polyline',
  'pose',
  'binary',
  'subtitle',
  'text_mark',
  'gis',
  'ref_semantic_3d',
  'polyline_3d',
  'text',
  'ref_image',
]

/** Throws when no such field exists. */
export function checkField(field: string, resource: Resource): void {
  if (isKnown(field, resource) || /^metadata(\.(user|system)(\..+)?)?$/.test(field)) return
  const hint = field.startsWith('metadata')
    ? "metadata paths are 'metadata.user.…' and 'metadata.system.…'"
    : didYouMean(field, names[resource])
  const own = /^(user|system)\b/.test(field) ? `did you mean 'metadata.${field}'?` : undefined
  throw new InvalidArgumentError(`${capital(resource)} have no field '${field}'`, {
    hint: own ?? hint ?? `your own fields are 'metadata.user.…'; the others: ${[...names[resource]].join(', ')}`,
  })
}

export function isKnown(field: string, resource: Resource): boolean {
  return names[resource].has(field)
}

function capital(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1)
}
