// The error by which a cell ends that was interrupted, and the signal by which libraries learn of it.
//
//   fetch(url, { signal: globalThis[Symbol.for('loopbook.interrupt')]() })
import { executionAsyncResource } from 'node:async_hooks'

// Cells may replace these (fake timers do).
const { clearInterval } = globalThis
const Timeout = (() => {
  const timer = setTimeout(() => {}, 0)
  clearTimeout(timer)
  return timer.constructor
})()

export class KeyboardInterrupt extends Error {
  override readonly name = 'KeyboardInterrupt'

  constructor() {
    super('the cell was interrupted')
    // Where it was is not where this was made.
    this.stack = `${this.name}: ${this.message}`
  }
}

export interface Interruption {
  /** A new cell starts: its signal has not been used. */
  renew(): void
  abort(reason: Error): void
}

/** Defines `globalThis[Symbol.for('loopbook.interrupt')]`, which gives the running cell's signal. */
export function installInterruption(): Interruption {
  let controller: AbortController | undefined
  const signal = (): AbortSignal => (controller ??= new AbortController()).signal
  Object.defineProperty(globalThis, Symbol.for('loopbook.interrupt'), { value: signal, configurable: true })
  Object.defineProperty(globalThis, Symbol.for('loopbook.stop'), { value: stopTimer, configurable: true })
  return {
    renew() {
      if (controller?.signal.aborted) controller = undefined
    },
    abort(reason) {
      controller?.abort(reason)
    },
  }
}

/** An interval whose callback had to be terminated would begin again at once, and no cell would ever run. */
function stopTimer(): void {
  const running = executionAsyncResource()
  if (running instanceof Timeout) clearInterval(running as unknown as NodeJS.Timeout)
}
