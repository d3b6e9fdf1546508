// A query of a project's datasets.
//
//   await project.datasets.where({ name: 'Anim*' }).all()
import type { WireDataset } from '../../wire/index.ts'
import type { Client } from '../client.ts'
import type { Dataset } from '../resources/dataset.ts'
import { datasetView } from '../views/rows.ts'
import type { QueryState } from './dql.ts'
import type { DatasetConditions, DatasetFields, FieldName } from './fields.ts'
import { Query } from './query.ts'
import type { AnyMetadata } from './schema.ts'

/** Whose datasets. */
export interface DatasetScope {
  id: string
  name: string
}

/**
 * Datasets that satisfy conditions.
 * @example
 * await project.datasets.sortBy('createdAt', 'descending').first()
 */
export class DatasetQuery extends Query<
  WireDataset,
  Dataset,
  DatasetConditions<AnyMetadata>,
  FieldName<DatasetFields, AnyMetadata>
> {
  constructor(client: Client, project: DatasetScope, state: QueryState = everything) {
    super(
      {
        client,
        path: '/datasets/query',
        title: `Datasets of project ${project.name}`,
        call: 'project.datasets',
        make: (wire) => client.make.dataset(wire),
        view: datasetView,
        context: { projects: [project.id] },
      },
      state,
    )
    scopes.set(this, project)
  }

  /** @internal */
  protected override with(state: QueryState): this {
    return new DatasetQuery(this.source.client, this.scope, state) as this
  }

  /** @internal */
  protected get scope(): DatasetScope {
    return scopes.get(this)!
  }
}

// A frozen query takes no more fields.
const scopes = new WeakMap<DatasetQuery, DatasetScope>()

const everything: QueryState = { resource: 'datasets', and: [], or: [], joinAnd: [], joinOr: [], sort: {} }
