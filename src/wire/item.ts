// Items: files and folders of a dataset. Types only.
//
//   const item: WireItem = await get(`/items/${id}`)
import type { WireStamps } from './common.ts'

export interface WireItem extends WireStamps {
  datasetId: string
  /** Folder and name: '/folder/test1.jpg'. */
  filename: string
  name: string
  dir?: string
  type: 'file' | 'dir'
  hidden?: boolean
  description?: string | null
  annotated?: boolean | 'discarded'
  annotationsCount?: number
  projectId?: string
  spec?: unknown
  /** Addresses. */
  dataset?: string
  stream?: string
  thumbnail?: string
  annotations?: string
  srcItem?: string | null
  srcDataset?: string | null
}

/** A tie of an item to a task or an assignment, in `metadata.system.refs`. */
export interface WireRef {
  type: string
  id: string
  metadata?: { status?: string; timestamp?: string; creator?: string }
}

/** One entry of `metadata.system.taskStatusLog`. */
export interface WireStatusLog {
  status: { taskId: string; assignmentId: string | null; status: string; creator: string; timestamp: string }
  action: 'created' | 'deleted'
}
