// Datasets and their folders. Types only.
//
//   const tree: WireDirectory = await get(`/datasets/${id}/directoryTree`)
import type { WireStamps } from './common.ts'
import type { DqlQuery } from './dql.ts'

export interface WireDataset extends WireStamps {
  name: string
  projects?: string[]
  itemsCount?: number
  annotationsCount?: number
  /** How many items have annotations, in percent. */
  annotated?: number
  /** Address of the items. */
  items?: string
  directoryTree?: string
  readableType?: string
  accessLevel?: 'private' | 'project'
  driver?: string
  indexDriver?: string
  readonly?: boolean
  isSyncing?: boolean
  enableSyncWithCloned?: boolean
  srcDataset?: string | null
  expirationOptions?: { itemMaxDays: number } | null
}

/** A folder with the folders in it. */
export interface WireDirectory {
  value: { id: string; name: string; dir: string | null; filename: string; metadata: object }
  children: WireDirectory[]
}

export interface CloneParams {
  withItemsAnnotations?: boolean
  withMetadata?: boolean
  withTaskAnnotationsStatus?: boolean
  targetDirectory?: string | null
  targetDatasetId?: string | null
}

export interface CloneDatasetPayload {
  name: string
  filter?: DqlQuery
  cloneDatasetParams?: CloneParams
}

export interface MergeDatasetsPayload {
  name: string
  datasetsIds: string[]
  projectIds?: string[]
  mergeDatasetParams?: CloneParams
}
