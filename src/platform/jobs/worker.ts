// The thread of jobs.ts: its own connection to the same home, one job after the other.
//
//   new Worker(this file, { workerData: { directory, owner } })
import { parentPort, workerData } from 'node:worker_threads'
import { HttpError } from '../http/errors.ts'
import { QueryRunner } from '../query/run.ts'
import { Store } from '../store/store.ts'
import type { Answer } from './thread.ts'
import { perform, type JobName } from './work.ts'

const { directory, owner } = workerData as { directory: string; owner: string }
const store = new Store(directory, { cacheKiB: 2048, owner })
const queries = new QueryRunner(store)
let previous: Promise<unknown> = Promise.resolve()

parentPort?.on('message', ({ id, name, args }: { id: number; name: JobName; args: never }) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
  previous = previous.then(async () => parentPort?.postMessage(await answer(id, name, args)))
})

async function answer(id: number, name: JobName, args: never): Promise<Answer> {
  try {
    const result = await perform({ store, queries }, name, args)
    return { id, result, wanted: queries.wanted() }
  } catch (error) {
    if (error instanceof HttpError) return { id, error: { status: error.status, message: error.message } }
    return { id, error: { status: 500, message: error instanceof Error ? error.message : String(error) } }
  }
}
