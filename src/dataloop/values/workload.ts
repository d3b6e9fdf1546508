// Who gets how much of a task, in percent. Equal by default, as the Python SDK divides (34/33/33); checked before sending.
//
//   workloadOf({ assignees: ['ann@x.ai', 'bob@x.ai'] })                    // 50, 50
//   workloadOf({ workload: { 'ann@x.ai': 80, 'bob@x.ai': 20 } })
import type { WorkloadUnit } from '../../wire/index.ts'
import { InvalidArgumentError } from '../errors/error.ts'
import { say } from './id.ts'

/** Percent of the items by e-mail; together 100. */
export type Workload = Readonly<Record<string, number>>

export interface Assigned {
  /** E-mails of people; the items are divided equally between them. */
  assignees?: readonly string[]
  /** Percent by e-mail instead. */
  workload?: Workload
}

/** The workload to send; undefined when nobody is named. */
export function workloadOf({ assignees, workload }: Assigned): WorkloadUnit[] | undefined {
  if (workload !== undefined) {
    const units = explicit(workload)
    const others = (assignees ?? []).filter((assignee) => !units.some((unit) => unit.assigneeId === assignee))
    if (others.length > 0) {
      throw new InvalidArgumentError(`The workload says nothing for ${others.join(', ')}`, {
        hint: 'give either assignees (equal shares) or workload (percent each)',
      })
    }
    return units
  }
  return assignees === undefined ? undefined : equalShares(checkedAssignees(assignees))
}

function equalShares(assignees: readonly string[]): WorkloadUnit[] {
  const share = Math.floor(100 / assignees.length)
  const rest = 100 % assignees.length
  return assignees.map((assigneeId, index) => ({ assigneeId, load: share + (index < rest ? 1 : 0) }))
}

function explicit(workload: Workload): WorkloadUnit[] {
  if (typeof workload !== 'object' || workload === null || Array.isArray(workload)) {
    throw new InvalidArgumentError('The workload is no object', { hint: "such as { 'ann@x.ai': 80, 'bob@x.ai': 20 }" })
  }
  const entries = Object.entries(workload)
  checkedAssignees(entries.map(([assignee]) => assignee))
  for (const [assignee, load] of entries) {
    if (typeof load === 'number' && load > 0 && load <= 100) continue
    throw new InvalidArgumentError(`The workload of ${assignee} is ${String(load)}, not a percentage above 0`)
  }
  const sum = entries.reduce((total, [, load]) => total + load, 0)
  if (Math.abs(sum - 100) > 1e-6) {
    const scaled = entries.map(([assignee, load]) => `'${assignee}': ${Math.round((load / sum) * 100)}`)
    throw new InvalidArgumentError(`The workload sums to ${Number(sum.toFixed(2))} %, not to 100 %`, {
      hint: `scaled: { ${scaled.join(', ')} }`,
    })
  }
  return entries.map(([assigneeId, load]) => ({ assigneeId, load }))
}

/** E-mails of people, without doubles. */
export function checkedAssignees(assignees: readonly string[]): readonly string[] {
  if (!Array.isArray(assignees)) {
    throw new InvalidArgumentError(`The assignees are ${say(assignees)}, not a list`, { hint: "such as ['ann@x.ai']" })
  }
  if (assignees.length === 0) {
    throw new InvalidArgumentError('There are no assignees', { hint: "name at least one, such as ['ann@x.ai']" })
  }
  if (assignees.length > 100) {
    throw new InvalidArgumentError(`There are ${assignees.length} assignees; at most 100 can have a whole percent each`)
  }
  const seen = new Map<string, string>()
  for (const assignee of assignees as readonly unknown[]) {
    if (typeof assignee !== 'string' || !/^[^\s@<>]+@[^\s@<>]+$/.test(assignee)) {
      const bare = typeof assignee === 'string' ? /<(.+@.+)>/.exec(assignee)?.[1] : undefined
      throw new InvalidArgumentError(`${say(assignee)} is no e-mail of an assignee`, {
        hint: bare ? `without the brackets: '${bare}'` : "such as 'ann@x.ai'",
      })
    }
    const same = seen.get(assignee.toLowerCase())
    if (same) throw new InvalidArgumentError(`${assignee} is named twice among the assignees`)
    seen.set(assignee.toLowerCase(), assignee)
  }
  return assignees
}
