// Which request is it that runs now? Follows timers, promises and callbacks, so that output that comes late still goes to the
// cell that caused it. Not known for what child processes and native code print.
//
//   context.run({ key: 7 }, () => startCell());   currentKey()   // 7, also in a timer that the cell set
import { AsyncLocalStorage } from 'node:async_hooks'

const storage = new AsyncLocalStorage<{ key: number }>()
let last = 0

export function runAs<T>(key: number, body: () => T): T {
  last = key
  return storage.run({ key }, body)
}

/** The request that caused what runs now; without any, the one that ran last. */
export function currentKey(): number {
  return storage.getStore()?.key ?? last
}
