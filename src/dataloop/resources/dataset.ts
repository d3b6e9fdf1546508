// A dataset: items, their annotations, tasks on them, and the recipe with its labels.
//
//   const dataset = await project.datasets.get({ name: 'Animals' }); dataset.items
import type { WireCommand, WireDataset, WireDirectory } from '../../wire/index.ts'
import type { Client, ItemScope } from '../client.ts'
import { InvalidArgumentError } from '../errors/error.ts'
import { dqlOf } from '../query/dql.ts'
import type { Dql } from '../query/dql.ts'
import type { ItemQuery } from '../query/item-query.ts'
import type { AnyMetadata, MetadataOf, StandardSchema } from '../query/schema.ts'
import { stampOf } from '../values/stamp.ts'
import type { StampTime } from '../values/stamp.ts'
import { merged } from '../values/diff.ts'
import { datasetBundle } from '../views/dataset-view.ts'
import { datasetView } from '../views/rows.ts'
import { viewTable } from '../views/entity-view.ts'
import { pending, present } from '../views/protocol.ts'
import { pageOf } from '../views/web.ts'
import { Annotations } from './annotations.ts'
import { cloneParams } from './clone-options.ts'
import type { CloneOptions } from './clone-options.ts'
import { finished } from './command.ts'
import { Entity } from './entity.ts'
import type { Metadata } from './entity.ts'
import { Items } from './items.ts'
import type { Label, LabelOptions, Ontology } from './ontology.ts'
import { Recipes } from './recipes.ts'
import type { Recipe } from './recipe.ts'
import { Tasks } from './tasks.ts'

export interface DatasetCloneOptions<M = AnyMetadata> extends CloneOptions {
  name: string
  /** Only these items. */
  items?: ItemQuery<M>
  signal?: AbortSignal
}

/**
 * A dataset; `M` is the shape of its items' user metadata.
 * @example
 * const dataset = await project.datasets.get({ name: 'Animals' })
 * await dataset.items.count()
 */
export class Dataset<M = AnyMetadata> extends Entity<WireDataset> {
  readonly #schema: StandardSchema | undefined

  constructor(client: Client, wire: WireDataset, schema?: StandardSchema) {
    super(client, wire)
    this.#schema = schema
  }

  /** Its name. */
  get name(): string {
    return this.field('name')
  }

  set name(name: string) {
    this.change('name', name)
  }

  /** Metadata of the dataset itself. */
  get metadata(): Metadata<AnyMetadata> {
    return this.metadataDraft()
  }

  set metadata(metadata: Record<string, unknown>) {
    this.setMetadata(metadata)
  }

  /** How many items it has, when it was fetched. */
  get itemsCount(): number | undefined {
    return this.wire.itemsCount
  }

  /** How many annotations it has, when it was fetched. */
  get annotationsCount(): number | undefined {
    return this.wire.annotationsCount
  }

  /** E-mail of who made it. */
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

  /** True when nothing in it may change. */
  get readonly(): boolean {
    return this.wire.readonly ?? false
  }

  /** Id of its project. */
  get projectId(): string {
    return this.wire.projects?.[0] ?? ''
  }

  /** Ids of its recipes. */
  get recipeIds(): readonly string[] {
    const recipes = this.wire.metadata?.system?.recipes
    return Array.isArray(recipes) ? (recipes as string[]) : []
  }

  /**
   * Its items: a query, with `get` and `upload`.
   * @example
   * await dataset.items.get({ filename: '/test1.jpg' })
   */
  get items(): Items<M> {
    return new Items<M>(this.client, { ...this.#scope(), call: 'dataset.items' })
  }

  /**
   * The annotations of all its items: a query.
   * @example
   * await dataset.annotations.where({ label: 'Adult' }).count()
   */
  get annotations(): Annotations {
    return new Annotations(this.client, { ...this.#scope(), call: 'dataset.annotations' })
  }

  /**
   * Its tasks: a query, with `create` and `createQaTask`.
   * @example
   * await dataset.tasks.create({ name: 'all of it', due: { days: 7 }, assignees: ['ann@x.ai'] })
   */
  get tasks(): Tasks<M> {
    return new Tasks<M>(
      this.client,
      { projectId: this.projectId, datasetId: this.id, of: `of dataset ${this.name}` },
      this,
    )
  }

  /**
   * Its recipes.
   * @example
   * const recipe = await dataset.recipes.first()
   */
  get recipes(): Recipes {
    return new Recipes(this.client, this.recipeIds, this.name)
  }

  /**
   * The same dataset, its items' user metadata typed; with a schema also checked before it is sent.
   * @example
   * const typed = dataset.withMetadata<{ dateTime?: string }>()
   */
  withMetadata<S extends StandardSchema>(schema: S): Dataset<MetadataOf<S>>
  withMetadata<T>(): Dataset<T>
  withMetadata(schema?: StandardSchema): Dataset<unknown> {
    return this.client.make.dataset<unknown>(this.wire, schema)
  }

  /**
   * Sends what changed: its name, its metadata.
   * @example
   * dataset.metadata.user.purpose = 'tutorial'
   * await dataset.update()
   */
  update({ system = false }: { system?: boolean } = {}): Promise<this> {
    return pending(this.#update(system), 'dataset.update()')
  }

  /**
   * Puts a time under a key of its user metadata.
   * @example
   * await dataset.stamp('lastExport')
   */
  stamp(key: string = 'dateTime', when?: StampTime): Promise<this> {
    this.metadata.user = merged(this.metadata.user, stampOf(key, when)) as AnyMetadata
    return this.update()
  }

  /**
   * Fetches it again; changes not sent are dropped.
   * @example
   * await dataset.refresh()
   */
  refresh(): Promise<this> {
    return pending(this.#refresh(), 'dataset.refresh()')
  }

  /**
   * Its labels.
   * @example
   * (await dataset.labels()).map((label) => label.tag)
   */
  labels(): Promise<Label[]> {
    return pending(
      this.ontology().then((ontology) => ontology.labels),
      'dataset.labels()',
    )
  }

  /**
   * Adds a label to its recipe. The platform chooses a colour when none is given.
   * @example
   * await dataset.addLabel('Adult', { color: '#0214a7' })
   */
  addLabel(tag: string, options: LabelOptions = {}): Promise<Label[]> {
    return pending(this.#addLabels([{ ...options, tag }]), `dataset.addLabel('${tag}')`)
  }

  /**
   * Adds several labels at once.
   * @example
   * await dataset.addLabels(['Person', 'Ear'])
   */
  addLabels(tags: readonly string[]): Promise<Label[]> {
    return pending(this.#addLabels(tags.map((tag) => ({ tag }))), 'dataset.addLabels(…)')
  }

  /**
   * The ontology of its first recipe: labels and attributes.
   * @example
   * const ontology = await dataset.ontology()
   */
  ontology(): Promise<Ontology> {
    return pending(
      this.recipes.first().then((recipe: Recipe) => recipe.ontology()),
      'dataset.ontology()',
    )
  }

  /**
   * Its folders.
   * @example
   * (await dataset.directoryTree()).children.map((folder) => folder.value.filename)
   */
  directoryTree(): Promise<WireDirectory> {
    const path = `/datasets/${this.id}/directoryTree`
    return pending(this.client.http.json<WireDirectory>({ method: 'GET', path }), 'dataset.directoryTree()')
  }

  /**
   * A copy of it, or of some of its items: a version to go back to.
   * @example
   * const before = await dataset.clone({ name: 'dataset_v2' })
   */
  clone(options: DatasetCloneOptions<M>): Promise<Dataset<M>> {
    return pending(this.#clone(options), 'dataset.clone(…)')
  }

  /**
   * Deletes it with its items.
   * @example
   * await dataset.delete({ confirm: true })
   */
  async delete({ confirm = false }: { confirm?: boolean } = {}): Promise<void> {
    if (!confirm) {
      throw new InvalidArgumentError(
        `This would delete dataset '${this.name}' with all its items; nothing was deleted`,
        {
          hint: 'if that is what you want: dataset.delete({ confirm: true })',
        },
      )
    }
    await this.client.http.json({ method: 'DELETE', path: `/datasets/${this.id}` })
  }

  async #update(system: boolean): Promise<this> {
    const changes = this.changes()
    if (!changes) return this
    const query = system ? { system: true } : {}
    this.accept(
      await this.client.http.json<WireDataset>({ method: 'PATCH', path: `/datasets/${this.id}`, query, body: changes }),
    )
    return this
  }

  async #refresh(): Promise<this> {
    this.accept(await this.client.http.json<WireDataset>({ method: 'GET', path: `/datasets/${this.id}` }))
    return this
  }

  async #addLabels(labels: readonly ({ tag: string } & LabelOptions)[]): Promise<Label[]> {
    const ontology = await this.ontology()
    await ontology.addLabels(labels)
    return ontology.labels
  }

  async #clone({ name, items, signal, ...options }: DatasetCloneOptions<M>): Promise<Dataset<M>> {
    const { http, make } = this.client
    const everything = dqlOf({ resource: 'items', and: [{ type: 'file' }], or: [], joinAnd: [], joinOr: [], sort: {} })
    const command = await http.json<WireCommand>({
      method: 'POST',
      path: `/datasets/${this.id}/clone`,
      body: {
        name,
        filter: items ? await copiedBy(items) : everything,
        cloneDatasetParams: { ...cloneParams(options), targetDirectory: null },
      },
      signal,
    })
    const { returnedModelId } = await finished(this.client, command, `Clone dataset '${this.name}'`, signal)
    const id = String([returnedModelId].flat()[0])
    return make.dataset<M>(await http.json<WireDataset>({ method: 'GET', path: `/datasets/${id}` }), this.#schema)
  }

  #scope(): ItemScope {
    return {
      datasetId: this.id,
      of: `of dataset ${this.name}`,
      schema: this.#schema,
      dataset: async () => this as unknown as Dataset,
    }
  }

  protected override summary(): Record<string, unknown> {
    const { id, name, itemsCount, annotationsCount, creator, createdAt } = this
    return { id, name, itemsCount, annotationsCount, creator, createdAt, 'metadata.user': this.wire.metadata?.user }
  }

  static {
    present(this, {
      table: (all, options) => viewTable(all, datasetView, 'Datasets', options),
      show: async (self) => {
        return datasetBundle(self, await pageOf(self.client, `projects/${self.projectId}/datasets/${self.id}/items`))
      },
    })
  }
}

/** As the SDK does: hidden items are copied, too. A limit becomes ids, for the platform knows none here. */
async function copiedBy<M>(items: ItemQuery<M>): Promise<Dql> {
  const { dql, limit } = await items.taskQuery()
  if (limit !== undefined) {
    const ids = (await items.all({ progress: false })).map(({ id }) => id)
    return dqlOf({ resource: 'items', and: [{ id: { $in: ids } }], or: [], joinAnd: [], joinOr: [], sort: {} })
  }
  const { $and } = dql.filter
  if (!$and) return dql
  return { ...dql, filter: { ...dql.filter, $and: $and.filter((condition) => !('hidden' in condition)) } }
}
