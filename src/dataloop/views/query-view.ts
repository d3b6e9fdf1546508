// What a query looks like: in a notebook its first page, how many there are, and what it asks for in words; in plain Node,
// which cannot wait, the words and how to send it.
//
//   queryText(state, 'items of dataset Animals', 'dataset.items')
import { tableBundle } from '../../text/index.ts'
import type { QueryState } from '../query/dql.ts'
import { wordsOf } from '../query/words.ts'
import { tableRows } from './entity-view.ts'
import type { EntityView } from './entity-view.ts'
import type { Bundle } from './protocol.ts'

interface QueryWords<E> {
  view: EntityView<E>
  title: string
  call: string
  total: number
}

export function queryBundle<E>(state: QueryState, entities: readonly E[], words: QueryWords<E>): Bundle {
  const { view, title, total } = words
  const more = total > entities.length ? 'A query: the first page. ' : 'A query. '
  return tableBundle({
    caption: captionOf(state, title),
    columns: view.columns,
    rows: tableRows(entities, view),
    total,
    footer: `${more}await … .all() fetches them, .count() counts, .toDql() is what is sent`,
  })
}

export function queryText(state: QueryState, title: string, call: string): string {
  return `Query of ${captionOf(state, title)}\nhint: nothing was sent yet: await ${call}.all(), .first(), .count(), or for await (… of …)`
}

function captionOf(state: QueryState, title: string): string {
  const words = wordsOf(state)
  return words === '' ? title : `${title} ${words}`
}
