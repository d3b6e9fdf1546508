// How a list of entities becomes a table: the columns that matter for the kind of entity, and a row of each. Pure.
//
//   const view: EntityView<Item> = { columns: [{ key: 'name' }], row: (item) => ({ name: item.name }) }
import { tableBundle } from '../../text/index.ts'
import type { Table } from '../../text/index.ts'
import type { Bundle } from './protocol.ts'

export interface EntityView<E> {
  columns: Table['columns']
  /** Columns that are worth their room only when a row has something there. */
  optional?: readonly string[]
  row(entity: E): Readonly<Record<string, unknown>>
}

/** Rows for a table. Only those that a table shows are made: the first and last few of many. */
export function tableRows<E>(entities: ArrayLike<E>, view: EntityView<E>): Table['rows'] {
  const edge = 20
  return Array.from({ length: entities.length }, (_, index) =>
    index < edge || index >= entities.length - edge ? view.row(entities[index]!) : empty,
  )
}

/** The columns that say something of these rows. */
export function columnsFor<E>(view: EntityView<E>, rows: Table['rows']): Table['columns'] {
  const { columns, optional = [] } = view
  const empty = optional.filter((key) => rows.every((row) => row[key] === undefined))
  return columns.filter(({ key }) => !empty.includes(key))
}

/** A table of entities in a notebook. */
export function viewTable<E>(entities: readonly E[], view: EntityView<E>, caption: string): Bundle {
  const rows = tableRows(entities, view)
  return tableBundle({ caption, columns: columnsFor(view, rows), rows })
}

const empty: Readonly<Record<string, unknown>> = Object.freeze({})
