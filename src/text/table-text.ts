// A table for a terminal and for text/plain: boxes by cli-table3, fitted to the width, numbers to the right, paths and ids
// cut in the middle. cli-table3 measures by an older string-width (new emoji and Hangul come out too narrow), wraps in the
// middle of emoji and loses text; so it is given stand-ins of the right width, and the true cells are put in their place.
//
//   tableText({ columns: [{ key: 'name' }], rows: [{ name: 'cat' }] }, { width: 40 })
import { createRequire } from 'node:module'
import type CliTable from 'cli-table3'
import { footerOf } from './footer.ts'
import type { Kind } from './cell.ts'
import { captionOf, layoutTable } from './table.ts'
import type { Layout, Table, TableOptions } from './table.ts'
import { displayWidth, pad, truncate, wrap } from './width.ts'

/** Wider cells say no more, and both forms cut at the same place. */
export const widestCell = 60
/** Narrower cells of a kind say nothing: whole columns are left out then, and named under the table. */
const narrowest: Readonly<Record<Kind, number>> = {
  text: 12,
  path: 20,
  id: 10,
  date: 10,
  number: widestCell,
  boolean: 5,
  json: 12,
  image: 8,
  link: 10,
}
/** Titles are read more often than cells: they are broken only if they are longer. */
const narrowestTitle = 14
const standIn = '\uE000'

export function tableText(table: Table, options: TableOptions = {}): string {
  const width = Math.max(20, options.width ?? 80)
  const layout = layoutTable(table, options)
  const widths = fitColumns(layout, width)
  const lines = [captionOf(table, layout)]
  if (widths.length > 0) lines.push(draw(layout, widths))
  const footer = footerOf(table, layout, { rows: layout.rows.length, columns: widths.length })
  if (footer) lines.push(footer)
  return lines.flatMap((line, at) => (at === 1 && widths.length > 0 ? line : wrap(line, width))).join('\n')
}

/** Widths of the leading columns that fit: natural ones if there is room, else the widest give way first. */
function fitColumns(layout: Layout, width: number): number[] {
  const natural = layout.columns.map((column, at) =>
    Math.min(
      widestCell,
      Math.max(
        titleWidth(titleOf(column)),
        displayWidth(column.type ?? ''),
        ...layout.rows.map((row) => displayWidth(row.cells[at]?.text ?? '')),
      ),
    ),
  )
  const least = natural.map((wide, at) => {
    const column = layout.columns[at]
    const title = Math.min(narrowestTitle, displayWidth(titleOf(column)))
    return Math.min(wide, Math.max(title, narrowest[column?.kind ?? 'text']))
  })
  let shown = natural.length
  while (shown > 1 && frame(least.slice(0, shown)) > width) shown--
  const widths = natural.slice(0, shown)
  for (let over = frame(widths) - width; over > 0; over--) {
    const excess = widths.map((wide, at) => wide - least[at]!)
    const widest = excess.indexOf(Math.max(...excess))
    if (widths[widest]! <= 1) break
    widths[widest]! -= 1
  }
  // A date uses the room of a day, of minutes or of seconds; what is between goes to the columns that lack most.
  for (const [at, wide] of widths.entries()) {
    if (layout.columns[at]?.kind !== 'date' || wide >= natural[at]!) continue
    widths[at] = Math.max(least[at]!, wide >= 16 ? 16 : 10)
  }
  for (let room = width - frame(widths); room > 0; room--) {
    const lack = widths.map((wide, at) => (layout.columns[at]?.kind === 'date' ? 0 : natural[at]! - wide))
    const most = Math.max(...lack)
    if (most <= 0) break
    widths[lack.indexOf(most)]! += 1
  }
  return widths
}

function titleOf(column: Layout['columns'][number] | undefined): string {
  const arrow = column?.sorted === 'ascending' ? ' ▲' : column?.sorted === 'descending' ? ' ▼' : ''
  return `${column?.title ?? ''}${arrow}`
}

/** Long titles may take two lines, broken between words. */
function titleWidth(title: string): number {
  const whole = displayWidth(title)
  return whole <= 24 ? Math.max(1, whole) : Math.max(Math.ceil(whole / 2) + 2, ...title.split(/\s/).map(displayWidth))
}

function frame(widths: readonly number[]): number {
  return widths.reduce((sum, wide) => sum + wide + 3, 1)
}

function draw(layout: Layout, widths: readonly number[]): string {
  const Table = createRequire(import.meta.url)('cli-table3') as typeof CliTable
  const head = heading(layout, widths)
  const body = layout.rows.map((row) =>
    widths.map((wide, at) => {
      const { text, kind } = row.cells[at] ?? { text: '', kind: 'text' as const }
      const cut = kind === 'date' ? dateWithin(text, wide) : truncate(text, wide, isMiddle(kind) ? 'middle' : 'end')
      return pad(cut, wide, layout.columns[at]?.kind === 'number' ? 'right' : 'left')
    }),
  )
  const gap = layout.rows.findIndex((row, at) => at > 0 && row.index !== layout.rows[at - 1]!.index + 1)
  if (gap > 0)
    body.splice(
      gap,
      0,
      widths.map((wide) => pad('…', wide, 'center')),
    )
  // cli-table3 takes more than linear time (1,000 rows: 160 ms): it draws one row, which then stands for all.
  const stand = widths.map((wide) => standIn.repeat(wide))
  const drawn = new Table({
    head: stand,
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  })
  drawn.push([...stand])
  const [top = '', line = '', , bottom = ''] = drawn.toString().split('\n')
  const filled = (cells: readonly string[]): string => {
    let next = 0
    return line.replaceAll(/\uE000+/g, () => cells[next++] ?? '')
  }
  // Without lines between rows cli-table3 leaves out the one under the head too: it is drawn here.
  const rule = `├${widths.map((wide) => '─'.repeat(wide + 2)).join('┼')}┤`
  return [top, ...head.map(filled), ...(body.length > 0 ? [rule] : []), ...body.map(filled), bottom].join('\n')
}

/** Names like `metadata.user.dateTime` are broken behind a dot; the zero-width space that says so is no text. */
function titleLines(title: string, width: number): string[] {
  if (displayWidth(title) <= width) return [title]
  return wrap(title.replaceAll(/(?<=[._/])(?=\w)/g, '\u200B'), width).map((line) => line.replaceAll('\u200B', ''))
}

function isMiddle(kind: Kind): boolean {
  return kind === 'path' || kind === 'id'
}

/** A time in less room is a time less exact: minutes, or the day. */
function dateWithin(text: string, width: number): string {
  if (displayWidth(text) <= width || !/^\d{4}-\d\d-\d\d \d\d:\d\d:/.test(text)) return truncate(text, width)
  return width >= 16 ? text.slice(0, 16) : truncate(text.slice(0, 10), width)
}

/** Titles wrapped to at most three lines, then the declared types. */
function heading(layout: Layout, widths: readonly number[]): string[][] {
  const titles = widths.map((wide, at) => {
    const lines = titleLines(truncate(titleOf(layout.columns[at]), wide * 3), wide)
    const title = lines.length > 3 ? [...lines.slice(0, 2), truncate(lines.slice(2).join(' '), wide)] : lines
    const type = layout.columns[at]?.type
    return type === undefined ? title : [...title, truncate(type, wide)]
  })
  const high = Math.max(1, ...titles.map((lines) => lines.length))
  return Array.from({ length: high }, (_, line) =>
    widths.map((wide, at) =>
      pad(titles[at]?.[line] ?? '', wide, layout.columns[at]?.kind === 'number' ? 'right' : 'left'),
    ),
  )
}
