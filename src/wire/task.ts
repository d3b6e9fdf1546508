// Tasks, assignments, and what creates them. Types only.
//
//   const payload: TaskPayload = { name: 'test_task1', query: JSON.stringify(query), datasetId, projectId, … }
import type { WireStamps } from './common.ts'

/** A status that annotators can give an item in a task. */
export interface ItemAction {
  action: string
  color?: string
  displayName?: string
  icon?: string
}

/** A person's part of a task, in percent. */
export interface WorkloadUnit {
  assigneeId: string
  load: number
}

export interface ItemStatusCounts {
  completed?: number
  remaining?: number
  actions?: unknown
  [status: string]: unknown
}

export type TaskType = 'annotation' | 'qa'

export interface WireTask extends WireStamps {
  name: string
  /** 'open', 'completed', 'completed with issues' or 'dismissed'. */
  status?: string
  datasetId: string
  projectId: string
  recipeId?: string
  taskOwner?: string
  /** Milliseconds since 1970. */
  dueDate?: number
  spec?: { type?: TaskType; parentTaskId?: string }
  hasParent?: boolean
  /** DQL as a JSON string. */
  query?: string
  /** 1 low, 2 medium, 3 high. */
  priority?: number
  totalItems?: number
  itemStatus?: ItemStatusCounts
  /** In percent. */
  progress?: number
  forReview?: number
  issues?: number
  availableActions?: ItemAction[]
  assignmentIds?: string[]
  description?: { content: string } | null
}

export interface WireAssignment extends WireStamps {
  name: string
  /** The assignee's e-mail. */
  annotator: string
  /** 'todo', 'in progress', 'done' or 'completed with issues'. */
  status?: string
  projectId?: string
  taskType?: string
  totalItems?: number
  itemStatus?: ItemStatusCounts
  progress?: number
  forReview?: number
  issues?: number
}

/** The body of `POST /annotationtasks`. */
export interface TaskPayload {
  name: string
  /** DQL as a JSON string. */
  query: string
  taskOwner?: string
  spec?: { type: TaskType; parentTaskId?: string }
  datasetId: string
  projectId: string
  assignmentIds?: string[]
  recipeId?: string
  /** Milliseconds since 1970. */
  dueDate?: number
  asynced?: boolean
  priority?: number
  workload?: WorkloadUnit[]
  availableActions?: ItemAction[]
  limit?: number
  checkIfExist?: { query: unknown }
  description?: unknown
  metadata?: Record<string, unknown>
  percentage?: boolean
}

/** Work that people fetch in batches, or that several people do on the same item; in `metadata.system` of a task. */
export interface TaskModeMetadata {
  allowedAssignees?: string[]
  batchSize?: number
  maxBatchWorkload?: number
  consensusPercentage?: number
  consensusAssignees?: number
  consensusTaskType?: string
  scoring?: boolean
}

/** The body of a request for an item's status. */
export interface StatusPayload {
  operation: 'create' | 'delete'
  status?: string
  returnLastStatus?: boolean
}
