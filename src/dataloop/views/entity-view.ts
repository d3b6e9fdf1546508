// How a list of entities becomes a table: the columns that matter for the kind of entity, and a row of each. Only the rows
// that the table shows are made; what takes a request (a small picture) is fetched for those alone.
//
//   const view: EntityView<Item> = { columns: [{ key: 'name' }], row: (item) => ({ name: item.name }) }
import { shownRows, tableBundle } from '../../text/index.ts'
import type { Picture, Table, TableOptions } from '../../text/index.ts'
import type { Bundle } from './protocol.ts'

export interface EntityView<E> {
  columns: Table['columns']
  /** Columns that are worth their room only when a row has something there. */
  optional?: readonly string[]
  row(entity: E, more?: More): Readonly<Record<string, unknown>>
  /** What only a notebook shows of them, in their order; never fails. */
  more?(entities: readonly E[]): Promise<readonly More[]>
}

export interface More {
  picture?: Picture | undefined
  /** Its page. */
  href?: string | undefined
}

type Said = Omit<Table, 'columns' | 'rows'>

/** For a terminal, which cannot wait. */
export function entityTable<E>(entities: ArrayLike<E>, view: EntityView<E>, said: Said = {}): Table {
  return withRows(entities, view, said, shownRows(entities.length, said.total), [])
}

/** With pictures and links. */
export async function picturedTable<E>(
  entities: ArrayLike<E>,
  view: EntityView<E>,
  said: Said = {},
  options: TableOptions = {},
): Promise<Table> {
  const shown = shownRows(entities.length, said.total, options)
  const more = (await view.more?.(shown.map((index) => entities[index]!))) ?? []
  return withRows(entities, view, said, shown, more)
}

/** A plain array of entities, in a notebook. */
export async function viewTable<E>(
  entities: readonly E[],
  view: EntityView<E>,
  caption: string,
  options: TableOptions = {},
): Promise<Bundle> {
  return tableBundle(await picturedTable(entities, view, { caption, ...moreRows(entities.length) }, options), options)
}

/** How to see the rows that a table of so many leaves out. */
export function moreRows(count: number): { footer?: string } {
  return count > shownRows(count, undefined).length ? { footer: 'display.table(…, { head: 100 }) shows more' } : {}
}

function withRows<E>(
  entities: ArrayLike<E>,
  view: EntityView<E>,
  said: Said,
  shown: readonly number[],
  more: readonly More[],
): Table {
  const made = shown.map((index, at) => view.row(entities[index]!, more[at]))
  const rows = Array.from({ length: entities.length }, () => empty)
  for (const [at, index] of shown.entries()) rows[index] = made[at]!
  const hidden = (view.optional ?? []).filter((key) => made.every((row) => row[key] === undefined))
  return { ...said, columns: view.columns.filter(({ key }) => !hidden.includes(key)), rows }
}

const empty: Readonly<Record<string, unknown>> = Object.freeze({})
