// The times that bound a cell: its own, the notebook's, and the end of the run from outside, as one signal that remembers which
// came first. An infinite time sets no timer.
//
//   using deadline = new Deadline({ cell: 120_000, notebookEndsAt, stop: options.signal })
//   await kernel.execute(code, { signal: deadline.signal });  deadline.timedOut   // 'cell' | 'notebook' | undefined

interface Bounds {
  /** Milliseconds from now. */
  readonly cell: number
  /** On the clock of performance.now(). */
  readonly notebookEndsAt: number
  readonly stop?: AbortSignal | undefined
}

/** Longer timers overflow in Node and would fire at once. */
const longest = 2 ** 31 - 1

export class Deadline implements Disposable {
  readonly #controller = new AbortController()
  readonly #timer: NodeJS.Timeout | undefined
  readonly #stop: AbortSignal | undefined
  readonly #onStop = (): void => {
    this.#stopped = true
    this.#controller.abort()
  }
  #timedOut: 'cell' | 'notebook' | undefined
  #stopped = false

  constructor({ cell, notebookEndsAt, stop }: Bounds) {
    const left = Math.max(0, notebookEndsAt - performance.now())
    const time = Math.min(cell, left)
    if (time <= longest) {
      this.#timer = setTimeout(() => {
        this.#timedOut = left < cell ? 'notebook' : 'cell'
        this.#controller.abort()
      }, time)
    }
    this.#stop = stop
    if (stop?.aborted === true) this.#onStop()
    else stop?.addEventListener('abort', this.#onStop, { once: true })
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  get timedOut(): 'cell' | 'notebook' | undefined {
    return this.#timedOut
  }

  get stopped(): boolean {
    return this.#stopped && this.#timedOut === undefined
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
    this.#stop?.removeEventListener('abort', this.#onStop)
  }
}
