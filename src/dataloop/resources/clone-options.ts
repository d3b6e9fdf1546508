// What goes along when items or datasets are copied. Everything, unless said otherwise.
//
//   cloneParams({ annotations: false })
import type { CloneParams } from '../../wire/index.ts'

export interface CloneOptions {
  /** Copy the annotations, too. Default true. */
  annotations?: boolean
  /** Copy the user metadata, too. Default true. */
  metadata?: boolean
  /** Copy the statuses in tasks, too. Default true for datasets, false for single items. */
  statuses?: boolean
}

export function cloneParams({ annotations = true, metadata = true, statuses = true }: CloneOptions): CloneParams {
  return { withItemsAnnotations: annotations, withMetadata: metadata, withTaskAnnotationsStatus: statuses }
}
