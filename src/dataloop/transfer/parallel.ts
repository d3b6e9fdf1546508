// Work on many things, a bounded number at a time, with progress. All are tried: what failed is gathered, and either given
// back beside what succeeded or thrown as one error. Cancelling stops before the next one.
//
//   await inParallel(files, upload, { title: 'Upload', concurrency: 8 })
import { createProgress } from '../../text/index.ts'
import { CancelledError } from '../errors/error.ts'
import { withCell } from '../http/interrupt.ts'

export interface ParallelOptions {
  title: string
  /** At the same time. Default 8. */
  concurrency?: number
  signal?: AbortSignal
  /** False: no progress bar. */
  progress?: boolean
}

export interface Settled<T, R> {
  done: { input: T; result: R }[]
  failed: { input: T; error: unknown }[]
}

/** Every input through `work`; the results in the order of the inputs. */
export async function settleInParallel<T, R>(
  inputs: readonly T[],
  work: (input: T, signal: AbortSignal) => Promise<R>,
  options: ParallelOptions,
): Promise<Settled<T, R>> {
  const { title, concurrency = 8, progress = true } = options
  const signal = withCell(options.signal)
  const bar = progress && inputs.length > 1 ? createProgress({ title, total: inputs.length }) : undefined
  const stop = new AbortController()
  const both = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal
  const results = new Map<number, { result: R } | { error: unknown }>()
  let next = 0
  let cancelled: CancelledError | undefined
  const worker = async (): Promise<void> => {
    while (next < inputs.length && !both.aborted) {
      const index = next
      next += 1
      try {
        results.set(index, { result: await work(inputs[index]!, both) })
      } catch (error) {
        // One interrupt is meant for all of them.
        if (error instanceof CancelledError) {
          cancelled ??= error
          stop.abort()
        } else results.set(index, { error })
      }
      bar?.advance()
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, inputs.length) }, worker))
  if (cancelled || signal?.aborted) {
    bar?.stop('cancelled')
    throw cancelled ?? new CancelledError(`${title}: cancelled after ${results.size} of ${inputs.length}`)
  }
  bar?.done()
  const settled: Settled<T, R> = { done: [], failed: [] }
  for (const [index, input] of inputs.entries()) {
    const outcome = results.get(index)
    if (outcome && 'result' in outcome) settled.done.push({ input, result: outcome.result })
    else if (outcome) settled.failed.push({ input, error: outcome.error })
  }
  return settled
}

/** As above; one error when any failed: the only one itself, several as an AggregateError. */
export async function inParallel<T, R>(
  inputs: readonly T[],
  work: (input: T, signal: AbortSignal) => Promise<R>,
  options: ParallelOptions,
): Promise<R[]> {
  const { done, failed } = await settleInParallel(inputs, work, options)
  if (failed.length === 0) return done.map(({ result }) => result)
  if (failed.length === 1) throw failed[0]!.error
  throw new AggregateError(
    failed.map(({ error }) => error),
    `${options.title}: ${failed.length} of ${inputs.length} failed`,
  )
}
