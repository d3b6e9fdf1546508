// How a list of entities becomes a table: the columns that matter for the kind of entity, and a row of each. Pure.
//
//   const view: EntityView<Item> = { columns: [{ key: 'name' }], row: (item) => ({ name: item.name }) }
import type { Table } from '../../text/index.ts'

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

const empty: Readonly<Record<string, unknown>> = Object.freeze({})
