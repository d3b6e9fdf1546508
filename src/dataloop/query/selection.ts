// Some fields of a query's entities, as plain records. The platform sends whole entities; this keeps what was asked for, so
// that a million of them fit into memory.
//
//   await dataset.items.select('name', 'metadata.user.dateTime').all()
import { tableBundle } from '../../text/index.ts'
import { columnsOf, flatRecord, valueAt } from '../analysis/columns.ts'
import type { Columns } from '../analysis/columns.ts'
import { pending, present } from '../views/protocol.ts'
import type { Query } from './query.ts'

/** A record with the selected fields. */
export type Selected<K extends string> = { readonly [Field in K]: unknown }

/**
 * What `select` gives: the same query, giving records.
 * @example
 * for await (const { name } of dataset.items.select('name')) console.log(name)
 */
export class Selection<K extends string> {
  readonly #query: Query<{ id: string }, object, object, string>
  readonly #fields: readonly K[]

  constructor(query: Query<{ id: string }, object, object, string>, fields: readonly K[]) {
    this.#query = query
    this.#fields = fields
    Object.freeze(this)
  }

  /**
   * All records.
   * @example
   * const names = await dataset.items.select('name').all()
   */
  all(): Promise<Selected<K>[]> {
    return pending(this.#all(), 'selection.all()')
  }

  /**
   * The first record, or undefined.
   * @example
   * (await dataset.items.select('name').first())?.name
   */
  first(): Promise<Selected<K> | undefined> {
    return pending(
      this.#query.first().then((entity) => entity && this.#record(entity)),
      'selection.first()',
    )
  }

  /**
   * One after the other; two pages in memory.
   * @example
   * for await (const { name } of dataset.items.select('name')) console.log(name)
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Selected<K>, void, undefined> {
    for await (const entity of this.#query) yield this.#record(entity)
  }

  /**
   * One array a field.
   * @example
   * const { name } = await dataset.items.select('name').toColumns()
   */
  async toColumns(): Promise<Columns> {
    return columnsOf((await this.#all()).map((record) => flatRecord(record)))
  }

  async #all(): Promise<Selected<K>[]> {
    // Not by the query's all(): that would hold every entity until the end.
    const records: Selected<K>[] = []
    for await (const record of this) records.push(record)
    return records
  }

  #record(entity: object): Selected<K> {
    return Object.fromEntries(this.#fields.map((field) => [field, valueAt(entity, field)])) as Selected<K>
  }

  static {
    present(this, {
      show: async (self) => {
        const page = await self.#query.page(0, 10)
        const rows = page.items.map((entity) => self.#record(entity))
        const footer = 'A query: await ….all() fetches all records'
        return tableBundle({ columns: self.#fields.map((key) => ({ key })), rows, total: page.total, footer })
      },
    })
  }
}
