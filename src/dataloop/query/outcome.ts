// What a bulk operation did, or would do: how many, in which dataset, which ones and what changed. Values that show
// themselves as tables.
//
//   const outcome = await adults.update({ user: { dateTime: now() } }); outcome.count
import { changes, count, heading, paragraph, table, viewBundle } from '../../text/index.ts'
import type { Piece } from '../../text/index.ts'
import { flatRecord } from '../analysis/columns.ts'
import { pending, present } from '../views/protocol.ts'
import type { Entities } from './entities.ts'

interface Named {
  id: string
  name: string
  toJSON(): Record<string, unknown>
}

/** An item with its metadata before and after. */
export interface Changed<E> {
  item: E
  before: object
  after: object
}

/**
 * What a bulk update did.
 * @example
 * const { count, items } = await adults.update({ user: { reviewed: true } })
 */
export class UpdateOutcome<E extends object> {
  /** Items that were updated. */
  readonly count: number
  /** The first thousand of them, as they are now. */
  readonly items: Entities<E>
  /** The first ten, with their metadata before and after; empty when they were not read before. */
  readonly changed: readonly Changed<E>[]
  /** What was merged into their metadata. */
  readonly values: { user?: object; system?: object }
  /** Name of the dataset. */
  readonly dataset: string

  constructor(
    items: Entities<E>,
    count: number,
    changed: readonly Changed<E>[],
    values: { user?: object; system?: object },
    dataset: string,
  ) {
    this.items = items
    this.count = count
    this.changed = changed
    this.values = values
    this.dataset = dataset
  }

  #pieces(): Piece[] {
    const caption = `Updated ${count(this.count, 'item')} of dataset ${this.dataset}`
    if (this.changed.length > 0) {
      return [changesOf(caption, this.changed, this.values, this.count), paragraph('.items on the outcome lists them')]
    }
    const paths = Object.keys(flatRecord({ metadata: this.values }))
    const rows = (this.items as unknown as readonly Named[]).map((item) => {
      const flat = flatRecord(item.toJSON())
      return { id: item.id, name: item.name, ...Object.fromEntries(paths.map((path) => [path, flat[path]])) }
    })
    const columns = [{ key: 'id', kind: 'id' as const }, { key: 'name' }, ...paths.map((key) => ({ key }))]
    return [table({ caption, columns, rows, total: this.count })]
  }

  static {
    present(this, {
      show: (self) => viewBundle(self.#pieces()),
      inspect: (self) => {
        const width = process.stdout.columns ?? 100
        return self
          .#pieces()
          .map((piece) => piece.text(width))
          .join('\n')
      },
    })
  }
}

/**
 * What a bulk update would do.
 * @example
 * const preview = await adults.preview({ user: { reviewed: true } })
 * await preview.apply()
 */
export class UpdatePreview<E extends object> {
  /** Items that would be updated. */
  readonly count: number
  /** The first ten, with their metadata before and after. */
  readonly changed: readonly Changed<E>[]
  /** What would be merged into their metadata. */
  readonly values: { user?: object; system?: object }
  readonly #apply: () => Promise<UpdateOutcome<E>>

  constructor(
    changed: readonly Changed<E>[],
    count: number,
    values: { user?: object; system?: object },
    apply: () => Promise<UpdateOutcome<E>>,
  ) {
    this.changed = changed
    this.count = count
    this.values = values
    this.#apply = apply
  }

  /**
   * Does it.
   * @example
   * await preview.apply()
   */
  apply(): Promise<UpdateOutcome<E>> {
    return pending(this.#apply(), 'preview.apply()')
  }

  #changes(): Piece {
    const caption = `Would update ${count(this.count, 'item')}; nothing was sent (.apply() on the preview does it)`
    return changesOf(caption, this.changed, this.values, this.count)
  }

  static {
    present(this, {
      show: (self) => viewBundle([self.#changes()]),
      inspect: (self) => self.#changes().text(process.stdout.columns ?? 100),
    })
  }
}

/**
 * What a deletion did.
 * @example
 * const { count } = await dataset.items.where({ dir: '/rejected' }).delete()
 */
export class DeleteOutcome {
  /** Entities that are gone. */
  readonly count: number
  readonly #noun: string
  readonly #title: string

  constructor(count: number, noun: string, title: string) {
    this.count = count
    this.#noun = noun
    this.#title = title
  }

  #heading(): Piece {
    return heading(
      'Deleted',
      count(this.count, this.#noun),
      `of the ${this.#title.replace(/^[A-Z]/, (letter) => letter.toLowerCase())}`,
    )
  }

  static {
    present(this, {
      show: (self) => viewBundle([self.#heading()]),
      inspect: (self) => self.#heading().text(process.stdout.columns ?? 100),
    })
  }
}

/** One line a changed value: name, field, before → after. */
function changesOf(caption: string, changed: readonly Changed<object>[], values: object, total: number): Piece {
  const paths = Object.keys(flatRecord({ metadata: values }))
  const entries = (changed as unknown as readonly Changed<Named>[]).flatMap(({ item, before, after }) => {
    const [old, now] = [flatRecord({ metadata: before }), flatRecord({ metadata: after })]
    return paths.map((field) => ({ name: item.name, field, before: old[field], after: now[field] }))
  })
  return changes(caption, entries, { total: total * paths.length, most: 10 })
}
