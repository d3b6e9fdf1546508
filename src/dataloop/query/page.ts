// One page of a query's result, with the count of the whole.
//
//   const page = await dataset.items.page(0, 50); page.total
import { present } from '../views/protocol.ts'
import type { Entities } from './entities.ts'

/**
 * A page: `items`, its `number` from 0, the `total` of all pages.
 * @example
 * for (const item of (await dataset.items.page(2, 100)).items) console.log(item.name)
 */
export class Page<E extends object> {
  /** The entities of this page. */
  readonly items: Entities<E>
  /** From 0. */
  readonly number: number
  /** Most entities a page. */
  readonly size: number
  /** Entities of all pages. */
  readonly total: number

  constructor(items: Entities<E>, number: number, size: number, total: number) {
    this.items = items
    this.number = number
    this.size = size
    this.total = total
  }

  /** True when there is a page after this one. */
  get hasNext(): boolean {
    return (this.number + 1) * this.size < this.total
  }

  /** How many pages there are. */
  get pages(): number {
    return Math.ceil(this.total / this.size)
  }

  /**
   * The entities of this page.
   * @example
   * for (const item of await dataset.items.page(0)) console.log(item.name)
   */
  [Symbol.iterator](): IterableIterator<E> {
    return this.items[Symbol.iterator]()
  }

  #footer(): string {
    const { number, size, pages } = this
    return `Page ${number + 1} of ${Math.max(1, pages)}${this.hasNext ? `; .page(${number + 1}, ${size}) is the next` : ''}`
  }

  static {
    present(this, {
      show: (self) => {
        return self.items.bundle(self.total, self.#footer())
      },
      inspect: (self) => {
        return self.items.text(self.total, self.#footer())
      },
    })
  }
}
