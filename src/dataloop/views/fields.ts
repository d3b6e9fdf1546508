// The fields of one entity as a table of two columns, and its metadata as a tree below: the base of every single entity's view.
//
//   fieldsHtml([['name', 'test1.jpg']], { user: {} })
import { dateWords, escapeHtml, tableText, treeHtml, treeText, visible } from '../../text/index.ts'

export type Field = readonly [name: string, value: unknown]

export function fieldsText(title: string, fields: readonly Field[], metadata: unknown): string {
  const text = tableText({ caption: title, ...tableOf(fields) })
  const tree = hasKeys(metadata) ? `\nmetadata\n${indent(treeText(metadata))}` : ''
  return text + tree
}

export function fieldsHtml(title: string, fields: readonly Field[], metadata: unknown): string {
  const rows = fields
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<tr><th scope="row">${escapeHtml(name)}</th><td dir="auto">${cell(value)}</td></tr>`)
  const table = `<table><caption>${escapeHtml(visible(title))}</caption><tbody>${rows.join('')}</tbody></table>`
  const tree = hasKeys(metadata) ? `<details open><summary>metadata</summary>${treeHtml(metadata)}</details>` : ''
  return table + tree
}

function cell(value: unknown): string {
  if (value === null) return '<em class="lb-null">null</em>'
  const date = typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? dateWords(value) : undefined
  if (date)
    return `<time datetime="${escapeHtml(String(value))}" title="${escapeHtml(String(value))}">${escapeHtml(date.short)}</time>`
  return escapeHtml(visible(String(value)))
}

function tableOf(fields: readonly Field[]): { columns: { key: string }[]; rows: Record<string, unknown>[] } {
  const rows = fields.filter(([, value]) => value !== undefined).map(([field, value]) => ({ field, value }))
  return { columns: [{ key: 'field' }, { key: 'value' }], rows }
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ')
}

function hasKeys(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}
