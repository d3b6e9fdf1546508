// The error by which a cell ends that was interrupted, and the signal by which libraries learn of it.
//
//   fetch(url, { signal: globalThis[Symbol.for('loopbook.interrupt')]() })

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
  return {
    renew() {
      if (controller?.signal.aborted) controller = undefined
    },
    abort(reason) {
      controller?.abort(reason)
    },
  }
}
