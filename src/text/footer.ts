// The last line of an output: what was left out, and how to see it. Left out silently is lost.
//
//   footerOf(table, layout, { rows: 10 })   // '… 990 more rows · 3 columns not shown: a, b, c · .all() gives every row'

import { oneLine } from './one-line.ts'
import { count } from './count.ts'
import type { Layout, Table } from './table.ts'
import { truncate } from './width.ts'

/** Undefined when everything is shown and the table has no footer of its own. */
export function footerOf(table: Table, layout: Layout, shown: { rows: number; columns: number }): string | undefined {
  const parts: string[] = []
  const rows = layout.total - shown.rows
  if (rows > 0) parts.push(`… ${count(rows, 'more row')}`)
  const hidden = [...layout.columns.slice(shown.columns).map((column) => column.title), ...layout.hiddenColumns]
  if (hidden.length > 0) {
    const names = truncate(hidden.slice(0, 20).join(', '), 60)
    parts.push(`${count(hidden.length, 'column')} not shown: ${names}`)
  }
  if (table.footer) parts.push(oneLine(table.footer))
  return parts.length > 0 ? parts.join(' · ') : undefined
}
