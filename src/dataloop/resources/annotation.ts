// An annotation: a label on an item, with where and what. Changes are made to its fields and sent by `update`.
//
//   annotation.label = 'Adult'; await annotation.update()
import type { WireAnnotation } from '../../wire/index.ts'
import { InvalidArgumentError } from '../errors/error.ts'
import type { AnyMetadata } from '../query/schema.ts'
import { isRecord, merged } from '../values/diff.ts'
import { stampOf } from '../values/stamp.ts'
import type { StampTime } from '../values/stamp.ts'
import { annotationBundle, annotationView } from '../views/annotation-row.ts'
import { viewTable } from '../views/entity-view.ts'
import { pending, present } from '../views/protocol.ts'
import { Entity } from './entity.ts'
import type { Metadata } from './entity.ts'

/**
 * An annotation of an item.
 * @example
 * const annotation = await item.annotations.where({ label: 'Person' }).first()
 */
export class Annotation extends Entity<WireAnnotation> {
  /** What it says. Assigning changes it with the next `update`. */
  get label(): string {
    return this.field('label')
  }

  set label(label: string) {
    if (typeof label !== 'string' || label.trim() === '') throw new InvalidArgumentError('A label is a text')
    this.change('label', label)
  }

  /** 'box', 'point', 'class' and so on. */
  get type(): string {
    return this.wire.type
  }

  /** Where, in the platform's form; depends on the type. */
  get coordinates(): unknown {
    return this.field('coordinates')
  }

  set coordinates(coordinates: unknown) {
    this.change('coordinates', coordinates)
  }

  /** Text that describes it. */
  get description(): string | undefined {
    return this.field('description') ?? undefined
  }

  set description(description: string | null | undefined) {
    this.change('description', description ?? null)
  }

  /** Values of the recipe's attributes. */
  get attributes(): unknown {
    const system = this.wire.metadata?.system
    return this.wire.attributes ?? system?.attributes
  }

  /** `user` is yours, `system` the platform's. */
  get metadata(): Metadata<AnyMetadata> {
    return this.metadataDraft()
  }

  set metadata(metadata: Record<string, unknown>) {
    this.setMetadata(metadata)
  }

  /** Id of its item. */
  get itemId(): string {
    return this.wire.itemId
  }

  /** Id of its dataset. */
  get datasetId(): string {
    return this.wire.datasetId
  }

  /** E-mail of who drew it. */
  get creator(): string | undefined {
    return this.wire.creator
  }

  /** When it was made, ISO 8601. */
  get createdAt(): string | undefined {
    return this.wire.createdAt
  }

  /** When it was changed, ISO 8601. */
  get updatedAt(): string | undefined {
    return this.wire.updatedAt
  }

  /**
   * Sends what changed.
   * @example
   * annotation.label = 'Adult'
   * await annotation.update()
   */
  update({ system = false }: { system?: boolean } = {}): Promise<this> {
    return pending(this.#update(system), 'annotation.update()')
  }

  /**
   * Puts a time under a key of its user metadata.
   * @example
   * await annotation.stamp('reviewed')
   */
  stamp(key: string = 'dateTime', when?: StampTime): Promise<this> {
    return pending(this.#stamp(key, when), `annotation.stamp('${key}')`)
  }

  /**
   * Fetches it again; changes not sent are dropped.
   * @example
   * await annotation.refresh()
   */
  refresh(): Promise<this> {
    return pending(this.#refresh(), 'annotation.refresh()')
  }

  /**
   * Deletes it.
   * @example
   * await annotation.delete()
   */
  async delete(): Promise<void> {
    const body = { username: await this.client.owner() }
    await this.client.http.json({
      method: 'DELETE',
      path: this.#path,
      body,
      subject: `annotation with id '${this.id}'`,
    })
  }

  get #path(): string {
    return `/annotations/${this.id}`
  }

  async #update(system: boolean): Promise<this> {
    const changes = this.changes()
    if (!changes) return this
    if (isRecord(changes.metadata) && 'system' in changes.metadata && !system) {
      throw new InvalidArgumentError('metadata.system was changed, which the platform takes only on request', {
        hint: 'await annotation.update({ system: true })',
      })
    }
    const query = system ? { system: true } : {}
    const subject = `annotation with id '${this.id}'`
    this.accept(
      await this.client.http.json<WireAnnotation>({ method: 'PUT', path: this.#path, query, body: changes, subject }),
    )
    return this
  }

  async #stamp(key: string, when: StampTime | undefined): Promise<this> {
    this.metadata.user = merged(this.metadata.user, stampOf(key, when)) as AnyMetadata
    return this.#update(false)
  }

  async #refresh(): Promise<this> {
    const subject = `annotation with id '${this.id}'`
    this.accept(await this.client.http.json<WireAnnotation>({ method: 'GET', path: this.#path, subject }))
    return this
  }

  protected override summary(): Record<string, unknown> {
    const { id, label, type, itemId, creator, createdAt } = this
    return {
      id,
      label,
      type,
      itemId,
      coordinates: this.wire.coordinates,
      creator,
      createdAt,
      'metadata.user': this.wire.metadata?.user,
    }
  }

  static {
    present(this, {
      table: (all, options) => viewTable(all, annotationView, 'Annotations', options),
      show: (self) => annotationBundle(self),
    })
  }
}
