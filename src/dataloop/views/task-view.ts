// One task: what, until when, and how far each assignee is.
//
//   await taskBundle(task)
import { bar, escapeHtml, framed, tableContent, tableText, visible } from '../../text/index.ts'
import type { Table } from '../../text/index.ts'
import type { Assignment } from '../resources/assignment.ts'
import type { Task } from '../resources/task.ts'
import { fieldsHtml, fieldsText } from './fields.ts'
import type { Field } from './fields.ts'
import type { Bundle } from './protocol.ts'

export async function taskBundle(task: Task): Promise<Bundle> {
  const assignments = await task.assignments.all().catch(() => [] as readonly Assignment[])
  const title = `${task.type === 'qa' ? 'QA task' : 'Task'} ${task.name}`
  const { totalItems, completed } = task
  const fields: Field[] = [
    ['id', task.id],
    ['status', task.status],
    ['due', task.due?.toUTC().toISO() ?? undefined],
    ['items', totalItems],
    ['done', `${completed} of ${totalItems}`],
    ['priority', task.priority],
    ['statuses', task.statuses.map(({ action }) => action).join(', ') || undefined],
    ['owner', task.owner],
  ]
  const { user } = (task.toJSON().metadata ?? {}) as { user?: object }
  const metadata = user ? { user } : {}
  const table = assignmentTable(assignments)
  const share = totalItems > 0 ? completed / totalItems : 0
  const name = escapeHtml(visible(`Progress of ${task.name}`))
  const progress = `<p class="lb-note"><progress aria-label="${name}" value="${completed}" max="${Math.max(1, totalItems)}"></progress> ${completed} of ${totalItems} items</p>`
  return {
    'text/plain': [
      fieldsText(title, fields, metadata),
      `progress |${bar(share, 30)}| ${completed}/${totalItems}`,
      ...(assignments.length > 0 ? [tableText(table)] : []),
    ].join('\n'),
    'text/html': framed(
      fieldsHtml(title, fields, metadata) + progress + (assignments.length > 0 ? tableContent(table) : ''),
    ),
  }
}

function assignmentTable(assignments: readonly Assignment[]): Table {
  return {
    caption: 'Assignments',
    columns: [
      { key: 'assignee' },
      { key: 'items', kind: 'number' },
      { key: 'done', kind: 'number' },
      { key: 'status' },
    ],
    rows: assignments.map(({ assignee, totalItems, completed, status }) => ({
      assignee,
      items: totalItems,
      done: completed,
      status,
    })),
  }
}
