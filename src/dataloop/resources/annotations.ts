// The annotations of an item or a dataset: a query that can also get one and upload more.
//
//   await item.annotations.upload([{ label: 'Ear', type: 'point', coordinates: { x: 80, y: 80 } }])
import type { WireAnnotation } from '../../wire/index.ts'
import type { Client, ItemScope } from '../client.ts'
import { InvalidArgumentError } from '../errors/error.ts'
import { AnnotationQuery } from '../query/annotation-query.ts'
import type { QueryState } from '../query/dql.ts'
import { entitiesOf } from '../query/entities.ts'
import type { Entities } from '../query/entities.ts'
import { checkedId } from '../values/id.ts'
import { annotationView } from '../views/annotation-row.ts'
import { pending } from '../views/protocol.ts'
import type { Annotation } from './annotation.ts'
import { annotationPayload } from './annotation-payload.ts'
import type { NewAnnotation } from './annotation-payload.ts'

/** The platform takes so many at a time. */
const batch = 100

/**
 * `item.annotations` and `dataset.annotations`.
 * @example
 * await item.annotations.upload({ label: 'Adult', type: 'class' })
 */
export class Annotations extends AnnotationQuery {
  constructor(client: Client, scope: ItemScope, state?: QueryState, itemId?: string) {
    super(client, scope, state)
    if (itemId !== undefined) owners.set(this, { itemId, datasetId: scope.datasetId })
  }

  /** @internal */
  protected override with(state: QueryState): this {
    const owner = owners.get(this)
    return new Annotations(this.source.client, this.scope, state, owner?.itemId) as this
  }

  /**
   * One annotation, by its id.
   * @example
   * const annotation = await item.annotations.get('63cebe0f6f60196b004423d9')
   */
  get(id: string): Promise<Annotation> {
    return pending(this.#get(id), 'annotations.get(…)')
  }

  /**
   * Adds one or many annotations to the item.
   * @example
   * await item.annotations.upload({ label: 'Adult', type: 'box', coordinates: { left: 10, top: 20, right: 110, bottom: 220 } })
   */
  upload(annotations: NewAnnotation | readonly NewAnnotation[]): Promise<Entities<Annotation>> {
    return pending(this.#upload(annotations), 'item.annotations.upload(…)')
  }

  async #get(id: string): Promise<Annotation> {
    const { http, make } = this.source.client
    const checked = checkedId(id, 'annotation', "item.annotations.where({ label: '…' }).first()")
    return make.annotation(
      await http.json<WireAnnotation>({
        method: 'GET',
        path: `/annotations/${checked}`,
        subject: `annotation with id '${checked}'`,
      }),
    )
  }

  async #upload(annotations: NewAnnotation | readonly NewAnnotation[]): Promise<Entities<Annotation>> {
    const owner = owners.get(this)
    if (!owner) {
      throw new InvalidArgumentError('Annotations are uploaded to one item', { hint: 'item.annotations.upload(…)' })
    }
    const { http, make } = this.source.client
    // All are checked before the first is sent: no half of a list is uploaded because of a slip in the other.
    const payloads = [annotations].flat().map((annotation) => annotationPayload(annotation))
    const stored: Annotation[] = []
    for (let at = 0; at < payloads.length; at += batch) {
      const answer = await http.json<WireAnnotation | WireAnnotation[]>({
        method: 'POST',
        path: `/items/${owner.itemId}/annotations`,
        body: payloads.slice(at, at + batch),
        subject: `item with id '${owner.itemId}'`,
      })
      for (const wire of [answer].flat()) stored.push(make.annotation(wire))
    }
    return entitiesOf(stored, annotationView, 'Annotations uploaded')
  }
}

// A frozen query takes no more fields.
const owners = new WeakMap<Annotations, { itemId: string; datasetId: string }>()
