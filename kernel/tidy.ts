// Gives memory back to the system while a kernel rests. V8 keeps what it once had: after 10,000 cells two thirds of the heaps
// are garbage that it sees no reason to collect. Both threads do this, each for its own heap.
//
//   const tidy = createTidy();  …  tidy()   // nothing has happened for a while
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Bytes by which the heap must have grown since the last time. */
const growth = 8 * 1024 * 1024
/** Bytes in use: collecting more (0.1 s for this much) is noticed by who runs the next cell in this very moment. */
const most = 96 * 1024 * 1024

interface CollectOptions {
  type: 'major'
  flavor: 'last-resort'
}

export function createTidy(): () => void {
  let before = getHeapStatistics().total_heap_size
  return () => {
    const { total_heap_size: total, used_heap_size: used } = getHeapStatistics()
    if (total - before < growth || used > most) return
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as (options: CollectOptions) => void
    setFlagsFromString('--no-expose-gc')
    collect({ type: 'major', flavor: 'last-resort' })
    before = getHeapStatistics().total_heap_size
  }
}
