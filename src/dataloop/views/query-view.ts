// What a query looks like: in a notebook its first page, how many there are, and what it asks for in words; in plain Node,
// which cannot wait, the words and how to send it.
//
//   queryText(state, 'items of dataset Animals', 'dataset.items')
import { tableBundle } from '../../text/index.ts'
import type { Table } from '../../text/index.ts'
import type { QueryState } from '../query/dql.ts'
import { wordsOf } from '../query/words.ts'
import { picturedTable } from './entity-view.ts'
import type { EntityView } from './entity-view.ts'
import type { Bundle } from './protocol.ts'

interface QueryWords<E> {
  view: EntityView<E>
  title: string
  call: string
  total: number
}

export async function queryBundle<E>(state: QueryState, entities: readonly E[], words: QueryWords<E>): Promise<Bundle> {
  const { view, title, total } = words
  const more = total > entities.length ? 'A query: the first page. ' : 'A query. '
  const footer = `${more}await … .all() fetches them, .count() counts, .toDql() is what is sent`
  const table = await picturedTable(entities, view, { caption: captionOf(state, title), total, footer })
  return tableBundle({ ...table, columns: sortedColumns(table.columns, state.sort) })
}

export function queryText(state: QueryState, title: string, call: string): string {
  return `Query of ${captionOf(state, title)}\nhint: nothing was sent yet: await ${call}.all(), .first(), .count(), or for await (… of …)`
}

function captionOf(state: QueryState, title: string): string {
  const words = wordsOf(state)
  return words === '' ? title : `${title} ${words}`
}

/** Says which column the rows are sorted by, where the table has it. */
function sortedColumns(columns: Table['columns'], sort: QueryState['sort']): Table['columns'] {
  return columns.map((column) => {
    const direction = sort[sortNames[column.key] ?? column.key]
    return direction ? { ...column, sorted: direction } : column
  })
}

const sortNames: Readonly<Record<string, string>> = {
  created: 'createdAt',
  annotations: 'annotationsCount',
  items: 'itemsCount',
}
