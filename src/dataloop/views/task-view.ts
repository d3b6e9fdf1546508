// One task: what, until when, and how far each assignee is, by the statuses that their items have.
//
//   await taskBundle(task, undefined)
import { bars, fields, footer, heading, tree, viewBundle } from '../../text/index.ts'
import type { Piece } from '../../text/index.ts'
import type { Assignment } from '../resources/assignment.ts'
import type { Task } from '../resources/task.ts'
import { hasKeys } from './item-view.ts'
import type { Bundle } from './protocol.ts'
import { webField } from './web.ts'

export async function taskBundle(task: Task, web: string | undefined): Promise<Bundle> {
  const assignments = await task.assignments.all().catch(() => [] as readonly Assignment[])
  const { totalItems, completed } = task
  const { user } = (task.toJSON().metadata ?? {}) as { user?: object }
  const statuses = task.statuses.map(({ action }) => action)
  return viewBundle([
    heading(task.type === 'qa' ? 'QA task' : 'Task', task.name, `${completed} of ${totalItems} items done`),
    fields([
      { label: 'id', value: task.id, kind: 'id' },
      { label: 'status', value: task.status },
      { label: 'due', value: task.due?.toUTC().toISO(), kind: 'date' },
      { label: 'priority', value: task.priority },
      { label: 'statuses', value: statuses.join(', ') || undefined },
      { label: 'owner', value: task.owner },
      webField(web),
    ]),
    assignments.length > 0 ? progressOf(assignments, statuses) : undefined,
    hasKeys(user) ? tree('metadata.user', user, { open: true }) : undefined,
    footer('task.items lists its items', 'await task.refresh() fetches new progress'),
  ])
}

/** One assignment, as a task of one person. */
export function assignmentBundle(assignment: Assignment): Bundle {
  const { assignee, completed, totalItems } = assignment
  return viewBundle([
    heading('Assignment', assignee, `${completed} of ${totalItems} items done`),
    fields([
      { label: 'id', value: assignment.id, kind: 'id' },
      { label: 'status', value: assignment.status },
      { label: 'task', value: assignment.taskId || undefined, kind: 'id' },
    ]),
    progressOf([assignment], []),
    footer('assignment.items lists its items', 'await assignment.reassign(…) gives it to somebody else'),
  ])
}

/** A bar for each assignee, a part for each status; the platform may count what is done without saying how. */
function progressOf(assignments: readonly Assignment[], statuses: readonly string[]): Piece {
  const used = new Set(assignments.flatMap(({ statusCounts }) => Object.keys(statusCounts)))
  const names = [...new Set([...statuses.filter((status) => used.has(status)), ...used])]
  const parts = names.length > 0 ? names : ['done']
  const entries = assignments.map(({ assignee, totalItems, completed, statusCounts }) => {
    const counted = parts.map((name) => statusCounts[name] ?? 0)
    const done = names.length > 0 ? counted : [completed]
    const open = Math.max(0, totalItems - done.reduce((sum, count) => sum + count, 0))
    return { label: assignee, parts: [...done, open] }
  })
  return bars('progress by assignee', entries, { parts: [...parts, 'open'], done: parts.length })
}
