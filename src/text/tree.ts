// Metadata, whatever its shape, as nested lists: indented text and a definition list in HTML. Bounded in depth and number;
// what was left out is said. Knows nothing of tables.
//
//   treeText({ user: { dateTime: '2026-11-24' } })   // user\n  dateTime: 2026-11-24
import { oneLine } from './one-line.ts'
import { formatCell } from './cell.ts'
import { escapeHtml } from './escape.ts'
import { errorLine } from './inspect.ts'
import { truncate } from './width.ts'

const deepest = 6
const most = 50
const longest = 200

interface Branch {
  name: string
  /** The value's line, for a leaf. */
  leaf?: string
  branches?: Branch[]
}

export function treeText(value: unknown): string {
  const lines: string[] = []
  const write = (branches: readonly Branch[], indent: string): void => {
    for (const branch of branches) {
      lines.push(`${indent}${branch.name}${branch.leaf === undefined ? '' : `: ${branch.leaf}`}`)
      if (branch.branches) write(branch.branches, `${indent}  `)
    }
  }
  write(grow(value, 0, new Set(), { left: 500 }), '')
  return lines.join('\n')
}

export function treeHtml(value: unknown): string {
  return list(grow(value, 0, new Set(), { left: 500 }))
}

function list(branches: readonly Branch[]): string {
  const entries = branches.map(({ name, leaf, branches: inner }) => {
    const content = inner ? list(inner) : escapeHtml(leaf ?? '')
    return `<dt>${escapeHtml(name)}</dt><dd dir="auto">${content}</dd>`
  })
  return `<dl class="lb-tree">${entries.join('')}</dl>`
}

function grow(value: unknown, depth: number, above: Set<unknown>, budget: { left: number }): Branch[] {
  const found = entries(value)
  const branches: Branch[] = []
  for (const [name, read] of found.slice(0, most)) {
    if (budget.left-- <= 0) break
    branches.push(branch(oneLine(name, 60), read, depth, new Set(above).add(value), budget))
  }
  const missing = found.length - branches.length
  if (missing > 0) branches.push({ name: '…', leaf: `${missing} more` })
  return branches
}

function branch(
  name: string,
  read: () => unknown,
  depth: number,
  above: Set<unknown>,
  budget: { left: number },
): Branch {
  try {
    const value = read()
    if (above.has(value)) return { name, leaf: '[circular]' }
    if (!isBranch(value)) return { name, leaf: truncate(formatCell(value).text, longest) }
    if (depth + 1 >= deepest) return { name, leaf: truncate(formatCell(value).text, longest) }
    return { name, branches: grow(value, depth + 1, above, budget) }
  } catch (error) {
    return { name, leaf: oneLine(`[${errorLine(error)}]`) }
  }
}

function isBranch(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (value instanceof Map) return value.size > 0
  const prototype: unknown = Object.getPrototypeOf(value)
  return (Array.isArray(value) || prototype === Object.prototype || prototype === null) && Object.keys(value).length > 0
}

function entries(value: unknown): [name: string, read: () => unknown][] {
  try {
    if (value instanceof Map) return [...value].map(([key, held]) => [formatCell(key).text, () => held as unknown])
    if (typeof value !== 'object' || value === null) return []
    return Object.keys(value).map((key) => [key, () => (value as Record<string, unknown>)[key]])
  } catch {
    return []
  }
}
