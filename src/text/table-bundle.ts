// A table in every form at once, for a notebook's output.
//
//   tableBundle(tableOf([{ a: 1 }]))    // { 'text/plain': …, 'text/html': … }
import { tableHtml } from './table-html.ts'
import { tableText } from './table-text.ts'
import type { Table, TableOptions } from './table.ts'

export interface TableBundle extends Record<string, string> {
  'text/plain': string
  'text/html': string
}

export function tableBundle(table: Table, options: TableOptions = {}): TableBundle {
  return { 'text/plain': tableText(table, options), 'text/html': tableHtml(table, options) }
}
