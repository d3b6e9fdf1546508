// The datasets of a project: a query that can also get one and make one.
//
//   const dataset = await project.datasets.get({ name: 'Animals' })
import type { WireCommand, WireDataset } from '../../wire/index.ts'
import { InvalidArgumentError, NotFoundError } from '../errors/error.ts'
import { didYouMean } from '../errors/nearest.ts'
import { DatasetQuery } from '../query/dataset-query.ts'
import type { QueryState } from '../query/dql.ts'
import type { StandardSchema, AnyMetadata, MetadataOf } from '../query/schema.ts'
import { checkedId, isId, say } from '../values/id.ts'
import { pending } from '../views/protocol.ts'
import { cloneParams } from './clone-options.ts'
import { finished } from './command.ts'
import type { Dataset } from './dataset.ts'

/** Which dataset: by name or id; `metadata` gives its items' user metadata a schema. */
export type DatasetChoice<S extends StandardSchema = StandardSchema> =
  | { name: string; metadata?: S }
  | { id: string; metadata?: S }

/**
 * `project.datasets`: a query of them, with `get`, `create` and `merge`.
 * @example
 * await project.datasets.create({ name: 'My-First-Dataset' })
 */
export class Datasets extends DatasetQuery {
  /** @internal */
  protected override with(state: QueryState): this {
    return new Datasets(this.source.client, this.scope, state) as this
  }

  /**
   * One dataset, by name or id.
   * @example
   * const dataset = await project.datasets.get({ name: 'Animals' })
   */
  get<S extends StandardSchema>(dataset: DatasetChoice<S> & { metadata: S }): Promise<Dataset<MetadataOf<S>>>
  get<M = AnyMetadata>(dataset: string | { name: string } | { id: string }): Promise<Dataset<M>>
  get(dataset: string | DatasetChoice): Promise<Dataset> {
    return pending(this.#get(dataset), 'project.datasets.get(…)')
  }

  /**
   * A new, empty dataset with a recipe of its own.
   * @example
   * const dataset = await project.datasets.create({ name: 'My-First-Dataset' })
   */
  create(options: { name: string; labels?: readonly string[] }): Promise<Dataset> {
    return pending(this.#create(options), 'project.datasets.create(…)')
  }

  /**
   * A new dataset with the items of several.
   * @example
   * await project.datasets.merge({ name: 'my_merged_dataset', datasets: [one, other] })
   */
  merge(options: { name: string; datasets: readonly Dataset[]; signal?: AbortSignal }): Promise<Dataset> {
    return pending(this.#merge(options), 'project.datasets.merge(…)')
  }

  get #projectId(): string {
    return (this.source.context as { projects: [string] }).projects[0]
  }

  async #get(dataset: string | DatasetChoice): Promise<Dataset> {
    const { http, make } = this.source.client
    const schema = typeof dataset === 'object' ? dataset?.metadata : undefined
    if (typeof dataset === 'object' && dataset !== null && 'name' in dataset) return this.#named(dataset.name, schema)
    if (typeof dataset === 'string' && !isId(dataset)) {
      throw new InvalidArgumentError(`${say(dataset)} is no dataset id (24 hexadecimal digits)`, {
        hint: `to find it by name: project.datasets.get({ name: ${JSON.stringify(dataset)} })`,
      })
    }
    const id = checkedId(
      typeof dataset === 'object' ? dataset?.id : dataset,
      'dataset',
      "project.datasets.get({ name: '…' })",
    )
    const wire = await http.json<WireDataset>({
      method: 'GET',
      path: `/datasets/${id}`,
      subject: `dataset with id '${id}'`,
      hint: 'await project.datasets.all() lists them',
    })
    return make.dataset(wire, schema)
  }

  async #named(name: string, schema: StandardSchema | undefined): Promise<Dataset> {
    if (typeof name !== 'string' || name.trim() === '')
      throw new InvalidArgumentError('A dataset is found by a name that is a text')
    const found = await this.post({ ...this.dql({}), filter: { $and: [{ name }] } }, undefined)
    const [first, second] = found.items
    if (!first) {
      const names = (await this.all({ progress: false }).catch(() => [])).map((dataset) => dataset.name)
      const hint =
        didYouMean(name, names) ?? (names.length > 0 ? `there are ${names.slice(0, 10).join(', ')}` : undefined)
      throw new NotFoundError(`There is no dataset named '${name}' in this project`, {
        status: 404,
        ...(hint ? { hint } : {}),
      })
    }
    if (!second) return this.source.client.make.dataset(first, schema)
    throw new InvalidArgumentError(`${found.items.length} datasets are named '${name}'`, {
      hint: `get one by id: project.datasets.get('${first.id}')`,
    })
  }

  async #create({ name, labels }: { name: string; labels?: readonly string[] }): Promise<Dataset> {
    if (typeof name !== 'string' || name.trim() === '') throw new InvalidArgumentError('A dataset needs a name')
    const { http, make } = this.source.client
    const body = { name, projects: [this.#projectId], createDefaultRecipe: true }
    const dataset = make.dataset<AnyMetadata>(await http.json<WireDataset>({ method: 'POST', path: '/datasets', body }))
    if (labels?.length) await dataset.addLabels(labels)
    return dataset
  }

  async #merge({
    name,
    datasets,
    signal,
  }: {
    name: string
    datasets: readonly Dataset[]
    signal?: AbortSignal
  }): Promise<Dataset> {
    if (datasets.length < 2) throw new InvalidArgumentError('Merging takes at least two datasets')
    const { client } = this.source
    const command = await client.http.json<WireCommand>({
      method: 'POST',
      path: '/datasets/merge',
      body: {
        name,
        datasetsIds: datasets.map(({ id }) => id),
        projectIds: datasets.map(({ projectId }) => projectId),
        mergeDatasetParams: cloneParams({}),
        asynced: true,
      },
      signal,
    })
    await finished(client, command, `Merge into '${name}'`, signal)
    return this.#named(name, undefined)
  }
}
