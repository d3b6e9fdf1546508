// How many notebooks run at once, and in which order they are taken. Starting a kernel is mostly waiting, so two a core are best
// (measured: 20 notebooks on 2 cores 6.4 s with 4, 9.3 s with 2); but never more than memory has room for.
//
//   await runWorkers(jobs, defaultWorkers(), async (job, next) => …)
import { readFileSync } from 'node:fs'
import { availableParallelism, freemem } from 'node:os'

export function defaultWorkers(): number {
  return availableParallelism() * 2
}

/** A kernel and what it loads; below this a further one would push others out. */
export const memoryForOne = 300_000_000

/** Bytes that processes can still have: of the machine, and of the container if that is less. */
export function availableMemory(): number {
  const machine = /^MemAvailable:\s+(\d+) kB$/m.exec(readText('/proc/meminfo'))
  const ofMachine = machine === null ? freemem() : Number(machine[1]) * 1024
  const limit = Number(readText('/sys/fs/cgroup/memory.max'))
  const used = Number(readText('/sys/fs/cgroup/memory.current'))
  return limit > 0 && used > 0 ? Math.min(ofMachine, limit - used) : ofMachine
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/**
 * Runs all jobs, `workers` at a time; serial ones alone, at the end.
 * @param run is given the job and a look at the one that will probably come next.
 */
export async function runWorkers<T>(
  jobs: readonly T[],
  workers: number,
  run: (job: T, next: () => T | undefined) => Promise<void>,
  isSerial: (job: T) => boolean = () => false,
): Promise<void> {
  const queue = jobs.filter((job) => !isSerial(job))
  const serial = jobs.filter(isSerial)
  const running = new Set<T>()
  const work = async (from: T[]): Promise<void> => {
    for (;;) {
      // The first always runs: with little memory the run is slow, not stuck.
      while (running.size > 0 && from.length > 0 && availableMemory() < memoryForOne) {
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      const job = from.shift()
      if (job === undefined) return
      running.add(job)
      try {
        await run(job, () => from[0] ?? serial[0])
      } finally {
        running.delete(job)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(workers, Math.max(1, queue.length)) }, () => work(queue)))
  await work(serial)
}
