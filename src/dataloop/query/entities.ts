// A list of entities: an array that shows itself as a table and goes on to analysis: records, columns, Arrow, counts.
//
//   const items = await dataset.items.all(); items.toColumns().name
import { tableBundle, tableText } from '../../text/index.ts'
import { arrowOf } from '../analysis/arrow.ts'
import type { ArrowTable } from '../analysis/arrow.ts'
import { columnsOf, recordsOf } from '../analysis/columns.ts'
import type { Columns, FlatRecord } from '../analysis/columns.ts'
import { countsOf } from '../analysis/counts.ts'
import type { CountOptions, Counts } from '../analysis/counts.ts'
import type { EntityView } from '../views/entity-view.ts'
import { entityTable, moreRows, picturedTable } from '../views/entity-view.ts'
import { present } from '../views/protocol.ts'
import type { Bundle } from '../views/protocol.ts'

/**
 * What `all()` gives: an array of entities.
 * @example
 * const items = await dataset.items.all()
 * items.map((item) => item.name)   // a plain array
 */
export class Entities<E extends object> extends Array<E> {
  // map, filter and the rest give plain arrays: what they hold are no entities any more.
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }

  declare private readonly view: EntityView<E>
  declare private readonly title: string

  /**
   * Plain records with dotted paths for keys, one an entity.
   * @example
   * (await dataset.items.all()).toRecords()[0]   // { id: '…', name: 'test1.jpg', 'metadata.user.dateTime': '…' }
   */
  toRecords(): FlatRecord[] {
    return recordsOf(this)
  }

  /**
   * One array a field, for anything that works on columns (Polars, Arquero, Observable Plot).
   * @example
   * const { name, annotationsCount } = (await dataset.items.all()).toColumns()
   */
  toColumns(): Columns {
    return columnsOf(recordsOf(this))
  }

  /**
   * An Apache Arrow table, which DuckDB, Polars and Arquero read. Needs the package apache-arrow.
   * @example
   * const table = await (await dataset.items.all()).toArrow()
   */
  toArrow(): Promise<ArrowTable> {
    return arrowOf(this.toColumns())
  }

  /**
   * How many there are of each value of a field; shows itself as a bar chart.
   * @example
   * (await dataset.annotations.all()).countBy('label')
   */
  countBy(field: string, options: CountOptions = {}): Counts {
    return countsOf(recordsOf(this), field, options)
  }

  /** @internal */
  async bundle(total: number = this.length, footer?: string): Promise<Bundle> {
    return tableBundle(await picturedTable(this, this.view, this.#said(total, footer)))
  }

  /** @internal */
  text(total: number = this.length, footer?: string): string {
    return tableText(entityTable(this, this.view, this.#said(total, footer)), { width: process.stdout.columns ?? 100 })
  }

  #said(total: number, footer: string | undefined): { caption: string; total: number; footer?: string } {
    return { caption: this.title, total, ...(footer === undefined ? moreRows(total) : { footer }) }
  }

  static {
    present(this, {
      show: async (self) => {
        return self.bundle()
      },
      inspect: (self) => {
        return self.text()
      },
    })
  }
}

/** @internal A list with the view that shows it. */
export function entitiesOf<E extends object>(entities: readonly E[], view: EntityView<E>, title: string): Entities<E> {
  const list = new Entities<E>()
  for (const entity of entities) list.push(entity)
  Object.defineProperties(list, {
    view: { value: view, enumerable: false },
    title: { value: title, enumerable: false },
  })
  return list
}
