// How a list of entities becomes a table: the columns that matter for the kind of entity, and a row of each. Pure.
//
//   const view: EntityView<Item> = { columns: [{ key: 'name' }], row: (item) => ({ name: item.name }) }
import { tableBundle } from '../../text/index.ts'
import type { Table } from '../../text/index.ts'
import type { Bundle } from './protocol.ts'

export interface EntityView<E> {
  columns: Table['columns']
  row(entity: E): Readonly<Record<string, unknown>>
}

/** Rows for a table. Only those that a table shows are made: the first and last few of many. */
export function tableRows<E>(entities: ArrayLike<E>, view: EntityView<E>): Table['rows'] {
  const edge = 20
  return Array.from({ length: entities.length }, (_, index) =>
    index < edge || index >= entities.length - edge ? view.row(entities[index]!) : empty,
  )
}

/** A table of entities in a notebook. */
export function viewTable<E>(entities: readonly E[], view: EntityView<E>, caption: string): Bundle {
  return tableBundle({ caption, columns: view.columns, rows: tableRows(entities, view) })
}

const empty: Readonly<Record<string, unknown>> = Object.freeze({})
