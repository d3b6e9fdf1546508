// One thread with its own connection to the home, and the jobs that wait for it.
//
//   const thread = new Thread('read', store, onWanted); const json = await thread.run('query', args); await thread.end()
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { HttpError } from '../http/errors.ts'
import type { Store } from '../store/store.ts'
import type { JobArguments, JobName, JobResult } from './work.ts'

export interface Answer {
  id: number
  result?: unknown
  error?: { status: number; message: string }
  /** Indexes that the job's queries would have liked. */
  wanted?: string[]
}

interface Waiting {
  resolve(result: unknown): void
  reject(error: unknown): void
}

/** Of a thread's heap: it makes short-lived text, and memory that it once took it keeps. */
const youngMegabytes = 8

export class Thread {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #last = 0
  #failed = false

  constructor(name: string, { directory, owner }: Store, onWanted: (wanted: string) => void) {
    this.#worker = new Worker(workerFile(), {
      workerData: { directory, owner },
      name: `loopbook platform ${name}`,
      resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes },
    })
    this.#worker.unref()
    this.#worker.on('message', ({ id, result, error, wanted = [] }: Answer) => {
      const waiting = this.#waiting.get(id)
      this.#waiting.delete(id)
      if (error) waiting?.reject(new HttpError(error.status, error.message))
      else waiting?.resolve(result)
      wanted.forEach(onWanted)
    })
    this.#worker.on('error', (error) => {
      this.#failed = true
      this.#rejectAll(error)
    })
  }

  /** Jobs that are not done. */
  get load(): number {
    return this.#waiting.size
  }

  get isAlive(): boolean {
    return !this.#failed
  }

  async run<N extends JobName>(name: N, ...[args]: JobArguments<N>): Promise<JobResult<N>> {
    const id = ++this.#last
    return new Promise<JobResult<N>>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
      this.#worker.postMessage({ id, name, args })
    })
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
    this.#rejectAll(new HttpError(503, 'the platform is being closed'))
  }

  #rejectAll(error: Error): void {
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
