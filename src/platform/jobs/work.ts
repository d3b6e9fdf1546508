// The jobs by name: each takes plain data and gives plain data back, so that it can run on any thread.
//
//   perform({ store, queries }, 'query', { body, datasetN, base })
import type { WireDataset } from '../../wire/index.ts'
import type { QueryRunner } from '../query/run.ts'
import { makeIndex } from '../query/path-use.ts'
import type { Store } from '../store/store.ts'
import { settle } from '../bulk/journal.ts'
import { runDatasetQuery, type DatasetQuery } from '../bulk/query.ts'
import { removeDatasets, type RemoveDatasets } from '../bulk/remove.ts'
import { datasetsByNumber, type DatasetNumbers } from '../entities/dataset.ts'
import {
  cloneDataset,
  cloneItem,
  mergeDatasets,
  type CloneDataset,
  type CloneItem,
  type MergeDatasets,
} from '../bulk/clone.ts'
import {
  addToTask,
  createTask,
  removeFromTask,
  type AddToTask,
  type CreateTask,
  type RemoveFromTask,
} from '../tasks/create.ts'

export interface Tools {
  store: Store
  queries: QueryRunner
}

const work = {
  /** Lists; any number of them may run while another job writes. */
  query: (tools: Tools, args: DatasetQuery): Promise<string> => runDatasetQuery(tools, args),
  /** Bulk updates and deletes, by the same body. */
  change: (tools: Tools, args: DatasetQuery): Promise<string> => runDatasetQuery(tools, args),
  cloneDataset: (tools: Tools, args: CloneDataset): ReturnType<typeof cloneDataset> => cloneDataset(tools.store, args),
  cloneItem: (tools: Tools, args: CloneItem): ReturnType<typeof cloneItem> => cloneItem(tools.store, args),
  mergeDatasets: (tools: Tools, args: MergeDatasets): ReturnType<typeof mergeDatasets> =>
    mergeDatasets(tools.store, args),
  createTask: (tools: Tools, args: CreateTask): ReturnType<typeof createTask> => createTask(tools.store, args),
  addToTask: (tools: Tools, args: AddToTask): ReturnType<typeof addToTask> => addToTask(tools.store, args),
  removeFromTask: (tools: Tools, args: RemoveFromTask): ReturnType<typeof removeFromTask> =>
    removeFromTask(tools.store, args),
  /** Datasets with their counts. */
  datasets: async (tools: Tools, args: DatasetNumbers): Promise<WireDataset[]> => datasetsByNumber(tools, args),
  removeDatasets: (tools: Tools, args: RemoveDatasets): Promise<void> => removeDatasets(tools.store, args),
  settle: (tools: Tools, _args: object): Promise<void> => settle(tools.store),
  checkpoint: async (tools: Tools, _args: object): Promise<void> => tools.store.database.checkpoint(),
  index: (tools: Tools, args: { wanted: string }): Promise<boolean> => makeIndex(tools.store, args.wanted),
} as const

export type JobName = keyof typeof work
export type JobArguments<N extends JobName> = [Parameters<(typeof work)[N]>[1]]
export type JobResult<N extends JobName> = Awaited<ReturnType<(typeof work)[N]>>

export async function perform<N extends JobName>(
  tools: Tools,
  name: N,
  args: JobArguments<N>[0],
): Promise<JobResult<N>> {
  const job = work[name] as (tools: Tools, args: JobArguments<N>[0]) => Promise<JobResult<N>>
  return job(tools, args)
}
