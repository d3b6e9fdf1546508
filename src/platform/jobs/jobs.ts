// Work that takes long on much data, on threads of their own with their own connections, so that other requests go on meanwhile:
// SQLite's readers and its writer don't wait for each other. On little data the work is done at once, without a thread.
//
//   const result = await jobs.run('change', { … })
import { inspect } from 'node:util'
import { isLeftAlone } from '../bulk/journal.ts'
import type { QueryRunner } from '../query/run.ts'
import type { Store } from '../store/store.ts'
import { Thread } from './thread.ts'
import { perform, type JobArguments, type JobName, type JobResult } from './work.ts'

/** Rows ever created, from which on a thread is worth its 40 ms. */
const much = 30_000

type Kind = 'read' | 'write' | 'index'

/**
 * A long count must not hold up a page, nor a bulk change, nor an index that is being made: reads have as many threads as run at
 * once, up to this; changes have one, for they end in their order.
 */
const most: Readonly<Record<Kind, number>> = { read: 3, write: 1, index: 1 }

export class Jobs {
  readonly #store: Store
  readonly #queries: QueryRunner
  readonly #threads: Record<Kind, Thread[]> = { read: [], write: [], index: [] }
  #settling: Promise<void> | undefined

  constructor(store: Store, queries: QueryRunner) {
    this.#store = store
    this.#queries = queries
  }

  async run<N extends JobName>(name: N, ...[args]: JobArguments<N>): Promise<JobResult<N>> {
    if (!this.#isMuch()) return perform({ store: this.#store, queries: this.#queries }, name, args)
    const kind = kindOf(name)
    const thread = this.#thread(kind)
    try {
      return await thread.run(name, args)
    } finally {
      // An index is made seldom: its thread gives its memory back.
      if (kind === 'index' && thread.load === 0) {
        this.#threads.index = this.#threads.index.filter((other) => other !== thread)
        void thread.end()
      }
    }
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
    await Promise.all(Object.values(this.#threads).flatMap((threads) => threads.map(async (thread) => thread.end())))
  }

  #isMuch(): boolean {
    return Number(this.#store.database.get('SELECT n FROM clock')?.['n']) > much
  }

  /** One that is idle; or a new one; or the one with the least to do. */
  #thread(kind: Kind): Thread {
    const threads = (this.#threads[kind] = this.#threads[kind].filter(({ isAlive }) => isAlive))
    this.#store.database.leaveCheckpoints(async () => this.run('checkpoint', {}))
    const [first = this.#start(kind), second] = threads.toSorted((a, b) => a.load - b.load)
    // A page must not wait for a thread's start either: where a read takes the last idle one, another is made ready.
    if (kind === 'read' && first.load === 0 && second?.load !== 0 && threads.length < most.read) this.#start(kind)
    return first.load === 0 || threads.length >= most[kind] ? first : this.#start(kind)
  }

  #start(kind: Kind): Thread {
    const threads = this.#threads[kind]
    const thread = new Thread(`${kind} ${threads.length + 1}`, this.#store, (wanted) => {
      void this.run('index', { wanted }).catch(() => undefined)
    })
    threads.push(thread)
    return thread
  }
}

function kindOf(name: JobName): Kind {
  if (name === 'query' || name === 'datasets') return 'read'
  return name === 'index' ? 'index' : 'write'
}
