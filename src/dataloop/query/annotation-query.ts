// A query of annotations, with what only they can do: conditions on their items, stamps one by one, deletion.
//
//   await dataset.annotations.where({ label: 'Person' }).count()
import type { Client, ItemScope } from '../client.ts'
import type { Annotation } from '../resources/annotation.ts'
import type { StampTime } from '../values/stamp.ts'
import type { WireAnnotation } from '../../wire/index.ts'
import { annotationView } from '../views/annotation-row.ts'
import { pending } from '../views/protocol.ts'
import { inParallel } from '../transfer/parallel.ts'
import { conditionsOf } from './condition.ts'
import { largestPage } from './dql.ts'
import type { QueryState } from './dql.ts'
import { entitiesOf } from './entities.ts'
import type { Entities } from './entities.ts'
import type { AnnotationConditions, AnnotationFields, FieldName, ItemConditions } from './fields.ts'
import { defaultConditions } from './filters.ts'
import { confirmAbove, unconfirmed } from './item-query.ts'
import type { DeleteOptions, SendOptions } from './item-query.ts'
import { DeleteOutcome } from './outcome.ts'
import { Query } from './query.ts'
import type { Source } from './query.ts'
import type { AnyMetadata } from './schema.ts'

interface AnnotationSource extends Source<WireAnnotation, Annotation> {
  scope: ItemScope
}

/**
 * Annotations that satisfy conditions.
 * @example
 * await dataset.annotations.where({ label: 'Ear', type: 'point' }).all()
 */
export class AnnotationQuery extends Query<
  WireAnnotation,
  Annotation,
  AnnotationConditions<AnyMetadata>,
  FieldName<AnnotationFields, AnyMetadata>
> {
  constructor(client: Client, scope: ItemScope, state?: QueryState) {
    const source: AnnotationSource = {
      client,
      scope,
      path: `/datasets/${scope.datasetId}/query`,
      title: scope.of ? `Annotations ${scope.of}` : 'Annotations',
      call: scope.call ?? 'query',
      make: (wire) => client.make.annotation(wire),
      view: annotationView,
    }
    super(source, state ?? initial(scope))
  }

  /** @internal */
  protected override with(state: QueryState): this {
    return new AnnotationQuery(this.source.client, this.scope, state) as this
  }

  /** @internal */
  protected get scope(): ItemScope {
    return (this.source as AnnotationSource).scope
  }

  /**
   * Only annotations of items that satisfy all of these.
   * @example
   * dataset.annotations.whereItem({ dir: '/train' })
   */
  whereItem(conditions: ItemConditions<AnyMetadata>): this {
    const joinAnd = [...this.state.joinAnd, ...conditionsOf(conditions, 'items')]
    return this.with({ ...this.state, joinAnd })
  }

  /**
   * Puts a time under a key of the user metadata of each of these annotations. The platform has no bulk update of
   * annotations: one request each, eight at a time.
   * @example
   * await item.annotations.stamp('reviewed')
   */
  stamp(key: string = 'dateTime', when?: StampTime, options: SendOptions = {}): Promise<Entities<Annotation>> {
    return pending(this.#stamp(key, when, options), `${this.source.call}.stamp('${key}')`)
  }

  /**
   * Deletes all these annotations. More than ten want `{ confirm: true }`.
   * @example
   * await item.annotations.where({ label: 'Person' }).delete()
   */
  delete(options: DeleteOptions = {}): Promise<DeleteOutcome> {
    return pending(this.#delete(options), `${this.source.call}.delete()`)
  }

  async #stamp(key: string, when: StampTime | undefined, { signal }: SendOptions): Promise<Entities<Annotation>> {
    const annotations = await this.all({ progress: false, ...(signal ? { signal } : {}) })
    await inParallel(annotations, (annotation) => annotation.stamp(key, when), {
      title: 'Stamp annotations',
      ...(signal ? { signal } : {}),
    })
    return entitiesOf(annotations, this.source.view, this.source.title)
  }

  async #delete({ confirm = false, signal }: DeleteOptions): Promise<DeleteOutcome> {
    const count = await this.count(signal ? { signal } : {})
    if (!confirm && count > confirmAbove) throw unconfirmed(count, 'annotations')
    if (this.state.limit !== undefined) {
      const some = await this.all({ progress: false })
      await inParallel(some, (annotation) => annotation.delete(), { title: 'Delete annotations' })
    } else {
      await this.post({ ...this.dql({ page: 0, pageSize: largestPage }), delete: true }, signal)
    }
    return new DeleteOutcome(count, 'annotation', this.source.title)
  }
}

function initial({ conditions }: ItemScope): QueryState {
  const [types] = defaultConditions('annotations')
  const and = [{ type: { $in: types!.values } }, ...(conditions ?? [])]
  return { resource: 'annotations', and, or: [], joinAnd: [], joinOr: [], sort: {} }
}
