// A recipe: how a dataset is to be annotated; its labels stand in its ontology.
//
//   const recipe = await dataset.recipes.first(); recipe.metadata.user.reviewed = true; await recipe.update()
import type { WireOntology, WireRecipe } from '../../wire/index.ts'
import { tree } from '../../text/index.ts'
import { NotFoundError } from '../errors/error.ts'
import type { AnyMetadata } from '../query/schema.ts'
import { merged } from '../values/diff.ts'
import { stampOf } from '../values/stamp.ts'
import type { StampTime } from '../values/stamp.ts'
import { viewTable } from '../views/entity-view.ts'
import { hasKeys } from '../views/item-view.ts'
import { labelsBundle } from '../views/labels-view.ts'
import { pending, present } from '../views/protocol.ts'
import { recipeView } from '../views/rows.ts'
import { Entity } from './entity.ts'
import type { Metadata } from './entity.ts'
import type { Ontology } from './ontology.ts'

/**
 * A recipe of a dataset.
 * @example
 * const recipe = await dataset.recipes.first()
 * await recipe.stamp('reviewed')
 */
export class Recipe extends Entity<WireRecipe> {
  /** Its name. */
  get title(): string {
    return this.field('title')
  }

  set title(title: string) {
    this.change('title', title)
  }

  /** Text for annotators. */
  get description(): string | undefined {
    return this.field('description') ?? undefined
  }

  set description(description: string | null | undefined) {
    this.change('description', description ?? null)
  }

  /** `user` is yours, `system` the platform's. */
  get metadata(): Metadata<AnyMetadata> {
    return this.metadataDraft()
  }

  set metadata(metadata: Record<string, unknown>) {
    this.setMetadata(metadata)
  }

  /** E-mail of who made it. */
  get creator(): string | undefined {
    return this.wire.creator
  }

  /** When it was made, ISO 8601. */
  get createdAt(): string | undefined {
    return this.wire.createdAt
  }

  /** Ids of its ontologies. */
  get ontologyIds(): readonly string[] {
    return this.wire.ontologyIds ?? []
  }

  /**
   * Its labels and attributes.
   * @example
   * (await recipe.ontology()).labels
   */
  ontology(): Promise<Ontology> {
    return pending(this.#ontology(), 'recipe.ontology()')
  }

  /**
   * Sends what changed.
   * @example
   * recipe.metadata.user.version = 2
   * await recipe.update()
   */
  update(): Promise<this> {
    return pending(this.#update(), 'recipe.update()')
  }

  /**
   * Puts a time under a key of its user metadata.
   * @example
   * await recipe.stamp('reviewed')
   */
  stamp(key: string = 'dateTime', when?: StampTime): Promise<this> {
    this.metadata.user = merged(this.metadata.user, stampOf(key, when)) as AnyMetadata
    return this.update()
  }

  /**
   * Fetches it again; changes not sent are dropped.
   * @example
   * await recipe.refresh()
   */
  refresh(): Promise<this> {
    return pending(this.#refresh(), 'recipe.refresh()')
  }

  async #ontology(): Promise<Ontology> {
    const [id] = this.ontologyIds
    if (!id) throw new NotFoundError(`Recipe '${this.title}' has no ontology`)
    return this.client.make.ontology(
      await this.client.http.json<WireOntology>({ method: 'GET', path: `/ontologies/${id}` }),
    )
  }

  async #update(): Promise<this> {
    const changes = this.changes()
    if (!changes) return this
    this.accept(
      await this.client.http.json<WireRecipe>({ method: 'PATCH', path: `/recipes/${this.id}`, body: changes }),
    )
    return this
  }

  async #refresh(): Promise<this> {
    this.accept(await this.client.http.json<WireRecipe>({ method: 'GET', path: `/recipes/${this.id}` }))
    return this
  }

  protected override summary(): Record<string, unknown> {
    const { id, title, creator, createdAt } = this
    return { id, title, creator, createdAt, 'metadata.user': this.wire.metadata?.user }
  }

  static {
    present(this, {
      table: (all, options) => viewTable(all, recipeView, 'Recipes', options),
      show: async (self) => {
        const { labels } = await self.#ontology()
        const { user } = (self.toJSON().metadata ?? {}) as { user?: object }
        return labelsBundle(
          'Recipe',
          self.title,
          labels,
          hasKeys(user) ? tree('metadata.user', user, { open: true }) : undefined,
        )
      },
    })
  }
}
