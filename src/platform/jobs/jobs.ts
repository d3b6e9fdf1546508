// Work that takes long on much data, on a thread of its own with its own connection, so that other requests go on meanwhile:
// SQLite's readers and its writer don't wait for each other. On little data the work is done at once, without a thread.
//
//   const result = await jobs.run('update', { … })
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { HttpError } from '../http/errors.ts'
import type { Store } from '../store/store.ts'
import type { QueryRunner } from '../query/run.ts'
import { inspect } from 'node:util'
import { isLeftAlone } from '../bulk/journal.ts'
import { perform, type JobArguments, type JobName, type JobResult } from './work.ts'

export interface Answer {
  id: number
  result?: unknown
  error?: { status: number; message: string }
  /** Indexes that the job's queries would have liked. */
  wanted?: string[]
}

/** Rows ever created, from which on a thread is worth its 40 ms. */
const much = 30_000

export class Jobs {
  readonly #store: Store
  readonly #queries: QueryRunner
  readonly #workers = new Map<string, Worker>()
  readonly #waiting = new Map<number, { resolve(result: unknown): void; reject(error: unknown): void }>()
  #last = 0
  #settling: Promise<void> | undefined

  constructor(store: Store, queries: QueryRunner) {
    this.#store = store
    this.#queries = queries
  }

  async run<N extends JobName>(name: N, ...[args]: JobArguments<N>): Promise<JobResult<N>> {
    if (!this.#isMuch()) return perform({ store: this.#store, queries: this.#queries }, name, args)
    const id = ++this.#last
    const worker = this.#worker(name === 'query' ? 'read' : 'write')
    return new Promise<JobResult<N>>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
      worker.postMessage({ id, name, args })
    })
  }

  /** Before anything is read: no bulk change that somebody left alone may be seen half done. */
  async settle(): Promise<void> {
    if (!this.#settling && !isLeftAlone(this.#store)) return
    this.#settling ??= this.run('settle', {})
      // Whatever stops it (a full disk) stops no reader; it is tried again.
      .catch(
        (error: unknown) => void process.stderr.write(`loopbook platform: a bulk change waits: ${inspect(error)}\n`),
      )
      .finally(() => (this.#settling = undefined))
    await this.#settling
  }

  async close(): Promise<void> {
    await Promise.all([...this.#workers.values()].map((worker) => worker.terminate()))
    for (const { reject } of this.#waiting.values()) reject(new HttpError(503, 'the platform is being closed'))
    this.#waiting.clear()
  }

  #isMuch(): boolean {
    return Number(this.#store.database.get('SELECT n FROM clock')?.['n']) > much
  }

  /** Reads and writes have a thread each: a long write must not hold up reads. */
  #worker(kind: string): Worker {
    const running = this.#workers.get(kind)
    if (running) return running
    const worker = new Worker(workerFile(), {
      workerData: { directory: this.#store.directory, owner: this.#store.owner },
      name: `loopbook platform ${kind}`,
    })
    worker.unref()
    worker.on('message', ({ id, result, error, wanted = [] }: Answer) => {
      const waiting = this.#waiting.get(id)
      this.#waiting.delete(id)
      if (error) waiting?.reject(new HttpError(error.status, error.message))
      else waiting?.resolve(result)
      for (const one of wanted) void this.run('index', { wanted: one }).catch(() => undefined)
    })
    worker.on('error', (error) => this.#fail(kind, error))
    this.#workers.set(kind, worker)
    return worker
  }

  #fail(kind: string, error: Error): void {
    this.#workers.delete(kind)
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}

/** Beside this file in the sources; in the built package this file is part of a bundle, whose place in dist varies. */
function workerFile(): string {
  const here = fileURLToPath(import.meta.url)
  if (here.endsWith('.ts')) return join(dirname(here), 'worker.ts')
  for (let folder = dirname(here); folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'platform', 'worker.js')
    if (existsSync(file)) return file
  }
  throw new Error('the platform has no worker file: build the package again')
}
