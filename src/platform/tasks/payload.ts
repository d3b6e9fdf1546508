// The body of a request that makes a task, or puts items into one, checked before anything is written.
//
//   const task = readTask(body)
import { checkText, optionalNumber, optionalObject, optionalText, text, type Body } from '../http/body.ts'
import { badRequest } from '../http/errors.ts'
import { isObject } from '../query/dql.ts'
import { readItemQuery, type Query } from '../query/query.ts'
import type { ItemAction, WorkloadUnit } from '../../wire/index.ts'

export const defaultActions: Readonly<Record<'annotation' | 'qa', readonly ItemAction[]>> = {
  annotation: [
    { action: 'completed', displayName: 'Completed', color: '#23A746' },
    { action: 'discard', displayName: 'Discard', color: '#F44336' },
  ],
  qa: [
    { action: 'approved', displayName: 'Approved', color: '#23A746' },
    { action: 'discard', displayName: 'Discard', color: '#F44336' },
  ],
}

/** A task's query is JSON within JSON: a string. Some clients send the object itself. */
export function readTaskQuery(value: unknown): { query: Query; text: string } {
  if (isObject(value)) return { query: readItemQuery(value), text: JSON.stringify(value) }
  if (typeof value !== 'string') throw badRequest("'query' must be DQL as a JSON string")
  let parsed: unknown
  try {
    parsed = JSON.parse(value)
  } catch {
    throw badRequest("'query' is not valid JSON (dtlpy breaks on an apostrophe in a filter's value)")
  }
  return { query: readItemQuery(parsed), text: value }
}

export function readWorkload(value: unknown): WorkloadUnit[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw badRequest("'workload' must be a list of { assigneeId, load }")
  if (value.length > 1000) throw badRequest("'workload' may have at most 1000 assignees")
  const units = value.map((unit: unknown) => {
    if (!isObject(unit)) throw badRequest("'workload' must be a list of { assigneeId, load }")
    return { assigneeId: text(unit, 'assigneeId', 320), load: optionalNumber(unit, 'load', 0, 100) ?? 0 }
  })
  if (units.length === 0) return []
  const sum = units.reduce((total, { load }) => total + load, 0)
  if (Math.abs(sum - 100) > 0.5) throw badRequest(`the workload's loads must add up to 100 percent, not ${sum}`)
  const names = new Set(units.map(({ assigneeId }) => assigneeId.toLowerCase()))
  if (names.size < units.length) throw badRequest('the workload names an assignee twice')
  return units
}

export function readActions(value: unknown, type: 'annotation' | 'qa'): readonly ItemAction[] {
  if (value === undefined || value === null) return defaultActions[type]
  if (!Array.isArray(value) || value.length === 0 || value.length > 100)
    throw badRequest("'availableActions' must be a list of { action, displayName, color }")
  return value.map((action: unknown) => {
    if (!isObject(action)) throw badRequest("'availableActions' must be a list of { action, displayName, color }")
    const name = text(action, 'action', 200)
    const icon = optionalText(action, 'icon', 200)
    const shown = {
      displayName: optionalText(action, 'displayName', 200) ?? name,
      color: optionalText(action, 'color', 50) ?? '#FFFFFF',
    }
    return { action: name, ...shown, ...(icon === undefined ? {} : { icon }) }
  })
}

export function readSpec(body: Body): { type: 'annotation' | 'qa'; parent: string | null } {
  const spec = optionalObject(body, 'spec') ?? {}
  const type = spec['type'] ?? 'annotation'
  if (type !== 'annotation' && type !== 'qa') throw badRequest("'spec.type' must be 'annotation' or 'qa'")
  return { type, parent: optionalText(spec, 'parentTaskId', 100) ?? null }
}

export function readDescription(value: unknown): { content: string } | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'string') return { content: checkText(value, 'description', 65_536) }
  if (!isObject(value)) throw badRequest("'description' must be a string or { content }")
  const { content } = value
  if (content === null || content === undefined) return null
  if (typeof content !== 'string') throw badRequest("'description.content' must be a string")
  return { content: checkText(content, 'description', 65_536) }
}

export function readDue(body: Body, now: Date): number {
  return optionalNumber(body, 'dueDate', 0, 8.64e15) ?? now.getTime() + 7 * 86_400_000
}
