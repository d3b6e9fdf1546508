// The base of every entity: what the platform said of it, the changes made to it since, and what of them to send. Fields are
// read from the platform's payload; metadata is copied when it is first looked at, so that listing costs nothing.
//
//   item.metadata.user.dateTime = now(); await item.update()      // PATCH { metadata: { user: { dateTime } } }
import type { Client } from '../client.ts'
import { InvalidArgumentError } from '../errors/error.ts'
import { copy, difference, equal, isRecord } from '../values/diff.ts'
import { toJson } from '../values/json.ts'
import type { WireMetadata } from '../../wire/index.ts'
import { present } from '../views/protocol.ts'

/** Metadata of an entity: `user` is yours, `system` the platform's. */
export interface Metadata<M> {
  user: M
  readonly system: Readonly<Record<string, unknown>>
  [key: string]: unknown
}

interface Payload {
  id: string
  metadata?: WireMetadata
}

/**
 * What all entities have: an id, and changes that wait for `update`.
 * @example
 * item.id   // '63cebe0f6f60196b004423d9'
 */
export abstract class Entity<W extends Payload> {
  readonly #client: Client
  #wire: W
  #draft: Partial<W> = {}

  constructor(client: Client, wire: W) {
    this.#client = client
    this.#wire = wire
  }

  /** The platform's id. */
  get id(): string {
    return this.#wire.id
  }

  /** What `metadata` gives: a draft that `update` compares with what the platform has. */
  protected metadataDraft<M>(): Metadata<M> {
    this.#draft.metadata ??= { user: {}, system: {}, ...copy(this.#wire.metadata) } as W['metadata'] & {}
    return this.#draft.metadata as unknown as Metadata<M>
  }

  protected setMetadata(metadata: unknown): void {
    if (!isRecord(metadata)) throw new InvalidArgumentError('metadata is not an object')
    this.#draft.metadata = metadata
  }

  protected get client(): Client {
    return this.#client
  }

  /** The platform's payload, as it came. */
  protected get wire(): Readonly<W> {
    return this.#wire
  }

  /** The value of a field, with changes not sent yet. */
  protected field<K extends keyof W>(name: K): W[K] {
    return name in this.#draft ? (this.#draft[name] as W[K]) : this.#wire[name]
  }

  protected change<K extends keyof W>(name: K, value: W[K]): void {
    if (value === undefined) throw new InvalidArgumentError(`${String(name)} cannot be undefined; null removes a value`)
    this.#draft[name] = value
  }

  /** What `update` would send; undefined when nothing changed. */
  protected changes(): Record<string, unknown> | undefined {
    const draft = toJson(this.#draft, 'the change') as Record<string, unknown>
    const before: Record<string, unknown> = {}
    for (const key of Object.keys(draft)) before[key] = this.#wire[key as keyof W]
    const patch = difference(before, draft)
    return patch && pruned(patch, before)
  }

  /** Takes the platform's answer for the truth. An answer without a body keeps what was changed. */
  protected accept(wire: W | undefined): void {
    this.#wire = wire?.id ? wire : { ...this.#wire, ...this.#draft }
    this.#draft = {}
  }

  /** The payload with the changes made since. */
  toJSON(): Record<string, unknown> {
    const json: Record<string, unknown> = { ...this.#wire, ...this.#draft }
    if (isRecord(json.metadata) && !this.#wire.metadata) json.metadata = pruned(json.metadata, {}) ?? {}
    return json
  }

  /** The fields that matter, for console.log. */
  protected abstract summary(): Record<string, unknown>

  static {
    present<Entity<Payload>>(this, {
      inspect: (self, options, inspect) => `${self.constructor.name} ${inspect(self.summary(), options)}`,
    })
  }
}

/** Without the empty `user` and `system` that reading metadata made. */
function pruned(patch: Record<string, unknown>, before: Record<string, unknown>): Record<string, unknown> | undefined {
  const { metadata } = patch
  if (!isRecord(metadata)) return patch
  const had = isRecord(before.metadata) ? before.metadata : {}
  const kept = Object.fromEntries(
    Object.entries(metadata).filter(
      ([key, value]) => !((key === 'user' || key === 'system') && !(key in had) && equal(value, {})),
    ),
  )
  const { metadata: _, ...rest } = patch
  const result = Object.keys(kept).length > 0 ? { ...rest, metadata: kept } : rest
  return Object.keys(result).length > 0 ? result : undefined
}
