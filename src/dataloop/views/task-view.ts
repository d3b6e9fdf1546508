// One task: what, until when, and how far each assignee is.
//
//   await taskBundle(task)
import { bars, fields, footer, heading, tree, viewBundle } from '../../text/index.ts'
import type { Assignment } from '../resources/assignment.ts'
import type { Task } from '../resources/task.ts'
import { hasKeys } from './item-view.ts'
import type { Bundle } from './protocol.ts'

export async function taskBundle(task: Task): Promise<Bundle> {
  const assignments = await task.assignments.all().catch(() => [] as readonly Assignment[])
  const { totalItems, completed } = task
  const { user } = (task.toJSON().metadata ?? {}) as { user?: object }
  return viewBundle([
    heading(task.type === 'qa' ? 'QA task' : 'Task', task.name, `${completed} of ${totalItems} items done`),
    fields([
      { label: 'id', value: task.id, kind: 'id' },
      { label: 'status', value: task.status },
      { label: 'due', value: task.due?.toUTC().toISO(), kind: 'date' },
      { label: 'priority', value: task.priority },
      { label: 'statuses', value: task.statuses.map(({ action }) => action).join(', ') || undefined },
      { label: 'owner', value: task.owner },
    ]),
    assignments.length > 0
      ? bars(
          'progress by assignee',
          assignments.map(({ assignee, totalItems: all, completed: done }) => ({
            label: assignee,
            parts: [done, all - done],
          })),
          { parts: ['done', 'open'] },
        )
      : undefined,
    hasKeys(user) ? tree('metadata.user', user, { open: true }) : undefined,
    footer('task.items lists its items', 'await task.refresh() fetches new progress'),
  ])
}
