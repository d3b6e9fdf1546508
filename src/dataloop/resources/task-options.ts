// What a task can be asked for, in the words of people who make tasks, and its check and translation into the platform's
// payload. Nothing is sent from here.
//
//   const payload = taskPayload({ name: 'test_task1', due: { days: 7 }, assignees: ['ann@x.ai'] })
import type { ItemAction, TaskModeMetadata, TaskPayload } from '../../wire/index.ts'
import { didYouMean } from '../errors/nearest.ts'
import { InvalidArgumentError } from '../errors/error.ts'
import type { Filters } from '../query/filters.ts'
import type { ItemQuery } from '../query/item-query.ts'
import type { AnyMetadata } from '../query/schema.ts'
import { isRecord } from '../values/diff.ts'
import { say } from '../values/id.ts'
import { toJson } from '../values/json.ts'
import { dueMilliseconds } from '../values/time.ts'
import type { Due } from '../values/time.ts'
import { checkedAssignees, workloadOf } from '../values/workload.ts'
import type { Workload } from '../values/workload.ts'
import { warn } from '../views/notice.ts'
import type { Item, ItemStatus } from './item.ts'

/** Several people do the same items, to compare them. */
export interface Consensus {
  /** How many percent of the items several people do. */
  percentage: number
  /** How many people do each of those. */
  assignees: number
  /** What it is for. Default 'consensus'. */
  type?: 'consensus' | 'qualification' | 'honeypot'
}

/** Options of every task. */
export interface BaseTaskOptions {
  /** When it should be done. Default: seven days from now. */
  due?: Due
  /** E-mails; the items are divided equally between them. */
  assignees?: readonly string[]
  /** Percent by e-mail instead of equal shares; together 100. */
  workload?: Workload
  /** What annotators can say of an item. Default: completed and discard; for QA approved and discard. */
  statuses?: readonly (ItemStatus | ItemAction)[]
  /** Default 'medium'. */
  priority?: 'low' | 'medium' | 'high'
  /** Most items. */
  limit?: number
  /** Items are fetched in batches of so many (3 to 100) instead of divided beforehand. */
  batchSize?: number
  /** Most items that a person has at a time when fetching: batchSize + 2 to 2 × batchSize. */
  maxBatchWorkload?: number
  /** Who may fetch; default: the assignees. */
  allowedAssignees?: readonly string[]
  consensus?: Consensus
  /** Agreement scores, by an app of the platform. Default false. */
  scoring?: boolean
  /** The dataset's first recipe when left out. */
  recipeId?: string
  /** E-mail; you, when left out. */
  owner?: string
  metadata?: Readonly<Record<string, unknown>>
  /** Give back the existing task of that name instead of making another. */
  ifNotExists?: boolean
  signal?: AbortSignal
}

/** Options of an annotation task. */
export interface TaskOptions<M = AnyMetadata> extends BaseTaskOptions {
  name: string
  /** A query, items, or filters; the whole dataset when left out. */
  items?: ItemQuery<M> | readonly Item<M>[] | Filters
  /** The same under the Python SDK's name. */
  filters?: Filters
}

/** Options of a QA task. */
export interface QaTaskOptions<M = AnyMetadata> extends BaseTaskOptions {
  /** Default: the annotation task's name with '_qa'. */
  name?: string
  /** A query or filters; all items that have a status in the annotation task when left out. */
  items?: ItemQuery<M> | readonly Item<M>[] | Filters
  filters?: Filters
}

const known: ReadonlySet<string> = new Set([
  'name', 'items', 'filters', 'task', 'due', 'assignees', 'workload', 'statuses', 'priority', 'limit', 'batchSize',
  'maxBatchWorkload', 'allowedAssignees', 'consensus', 'scoring', 'recipeId', 'owner', 'metadata', 'ifNotExists', 'signal',
]) // prettier-ignore

const python: Readonly<Record<string, string>> = {
  taskName: 'name',
  dueDate: 'due',
  assigneeIds: 'assignees',
  availableActions: 'statuses',
  taskOwner: 'owner',
  query: 'items',
}

/** Said of a task, checked: what of it goes into the payload. */
export function taskPayload(
  options: BaseTaskOptions & { name: string },
  clock: () => number = Date.now,
): Partial<TaskPayload> {
  checkNames(options)
  if (typeof options.name !== 'string' || options.name.trim() === '') {
    throw new InvalidArgumentError('A task needs a name', { hint: "such as { name: 'first look' }" })
  }
  const dueDate = dueMilliseconds(options.due ?? { days: 7 }, clock)
  if (dueDate < clock()) warn(`the due date ${new Date(dueDate).toISOString()} of task '${options.name}' is past`)
  const workload = workloadOf(options)
  const metadata = metadataOf(options)
  return {
    dueDate,
    priority: priorityOf(options.priority),
    ...(workload ? { workload } : {}),
    ...(options.limit === undefined ? {} : { limit: whole(options.limit, 'limit', 1, Infinity) }),
    ...(options.statuses ? { availableActions: actionsOf(options.statuses) } : {}),
    ...(metadata ? { metadata } : {}),
  }
}

function checkNames(options: object): void {
  for (const name of Object.keys(options)) {
    if (known.has(name)) continue
    const here = python[name]
    const hint = here ? `here it is called '${here}'` : didYouMean(name, known)
    throw new InvalidArgumentError(`Tasks have no option '${name}'`, hint ? { hint } : {})
  }
}

function priorityOf(priority: BaseTaskOptions['priority'] = 'medium'): number {
  const number = { low: 1, medium: 2, high: 3 }[priority]
  if (number !== undefined) return number
  throw new InvalidArgumentError(`The priority is 'low', 'medium' or 'high', not ${say(priority)}`)
}

/** The statuses an annotator can choose from, as the platform takes them. */
export function actionsOf(statuses: readonly (string | ItemAction)[]): ItemAction[] {
  if (!Array.isArray(statuses) || statuses.length === 0) {
    throw new InvalidArgumentError('The statuses are an empty list', {
      hint: "such as ['completed', 'to-check', 'discard']",
    })
  }
  const actions = statuses.map((status: string | ItemAction): ItemAction => {
    const action = typeof status === 'string' ? { action: status } : { ...status }
    if (typeof action.action !== 'string' || action.action.trim() === '') {
      throw new InvalidArgumentError(`${say(status)} is no status`, {
        hint: "a text, or { action: 'to-check', color: '#ff0000' }",
      })
    }
    return { color: '#FFFFFF', displayName: action.action, ...action }
  })
  const names = actions.map(({ action }) => action)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice) throw new InvalidArgumentError(`The status '${twice}' is named twice`)
  return actions
}

function metadataOf(options: BaseTaskOptions): Record<string, unknown> | undefined {
  const { batchSize, maxBatchWorkload, consensus, metadata } = options
  if (metadata !== undefined && !isRecord(metadata)) throw new InvalidArgumentError('metadata is not an object')
  const given = metadata ? (toJson(metadata, 'metadata') as Record<string, unknown>) : undefined
  const pulling = batchSize !== undefined || maxBatchWorkload !== undefined
  if (!pulling && !consensus) return given
  if (pulling && consensus) {
    throw new InvalidArgumentError('A task is either fetched in batches or done by consensus, not both', {
      hint: 'leave out batchSize and maxBatchWorkload, or consensus',
    })
  }
  const allowed = options.allowedAssignees ?? options.assignees ?? Object.keys(options.workload ?? {})
  const mode: TaskModeMetadata = { allowedAssignees: [...checkedAssignees(allowed)] }
  if (pulling) pullingOf(mode, batchSize, maxBatchWorkload)
  else if (consensus) consensusOf(mode, consensus, allowed.length)
  mode.scoring = options.scoring ?? false
  return { ...given, system: { ...(isRecord(given?.system) ? given.system : {}), ...mode } }
}

function pullingOf(mode: TaskModeMetadata, batchSize: number | undefined, most: number | undefined): void {
  if (batchSize === undefined) throw new InvalidArgumentError('maxBatchWorkload needs batchSize, too')
  mode.batchSize = whole(batchSize, 'batchSize', 3, 100)
  if (most !== undefined) mode.maxBatchWorkload = whole(most, 'maxBatchWorkload', batchSize + 2, batchSize * 2)
}

function consensusOf(mode: TaskModeMetadata, consensus: Consensus, people: number): void {
  const { percentage, assignees, type } = consensus
  if (type !== undefined) mode.consensusTaskType = type
  mode.consensusPercentage = whole(percentage, 'consensus.percentage', 1, 100)
  mode.consensusAssignees = whole(assignees, 'consensus.assignees', 2, people)
}

function whole(value: number, name: string, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value
  const range =
    most === Infinity ? `${least} or more` : least > most ? `${least}, with more assignees` : `${least} to ${most}`
  throw new InvalidArgumentError(`${name} is ${String(value)}; it has to be a whole number, ${range}`)
}
