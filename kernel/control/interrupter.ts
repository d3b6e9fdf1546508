// Stops what the user's thread does, by whatever that takes: it is asked; if it computes, its execution is terminated; if it
// waits for a child process, that one is told, then ended. Variables stay, the process lives.
//
//   await interrupter.interrupt()   // when the user's thread is free again
import { slot, stopTimerCall } from '../evaluate/channel.ts'
import type { ToUser } from '../evaluate/channel.ts'
import { signalDescendants } from './descendants.ts'
import type { ControlInspector } from './inspector.ts'

export interface InterrupterParts {
  control: ControlInspector
  post(message: ToUser): void
  shared: Int32Array<SharedArrayBuffer>
  /** The kernel's own children. */
  spared(): ReadonlySet<number>
}

/** Milliseconds: how long a thread that is free needs to answer, and when children that don't listen are told louder. */
const free = 12
/** Nothing that is terminated harmfully takes longer. */
const longestShield = 3000
const louder: readonly (readonly [number, NodeJS.Signals])[] = [
  [250, 'SIGTERM'],
  [1000, 'SIGKILL'],
]

export class Interrupter {
  readonly #parts: InterrupterParts
  #serial = 0
  #running: Promise<boolean> | undefined

  constructor(parts: InterrupterParts) {
    this.#parts = parts
  }

  /** Whether the thread has answered; false after ten seconds in native code that nothing can stop. */
  async interrupt(): Promise<boolean> {
    this.#running ??= this.#interrupt().finally(() => (this.#running = undefined))
    return await this.#running
  }

  async #interrupt(): Promise<boolean> {
    const { control, post, shared, spared } = this.#parts
    const serial = ++this.#serial
    const answered = (): boolean => Atomics.load(shared, slot.interrupt) >= serial
    const start = performance.now()
    post({ type: 'interrupt', serial })
    signalDescendants('SIGINT', spared())
    if (await until(answered, free)) return true
    const signals = [...louder]
    while (performance.now() - start < 10_000) {
      // Announced first: who wants to be shielded from now on waits, and is terminated where it does no harm.
      Atomics.store(shared, slot.terminating, 1)
      if (Atomics.load(shared, slot.shield) > 0 && performance.now() - start < longestShield) {
        Atomics.store(shared, slot.terminating, 0)
        await until(() => Atomics.load(shared, slot.shield) === 0, longestShield)
        continue
      }
      await control.terminate(stopTimerCall)
      if (await until(answered, 30)) {
        // A termination that came too late would end the next thing that runs: give it something.
        await control.absorb()
        this.#over()
        return true
      }
      post({ type: 'interrupt', serial })
      const [at, signal] = signals[0] ?? [Infinity, 'SIGKILL']
      if (performance.now() - start > at) {
        signals.shift()
        signalDescendants(signal, spared())
      } else {
        // A shell may have started its next command in between.
        signalDescendants('SIGINT', spared())
      }
    }
    this.#over()
    return answered()
  }

  #over(): void {
    const { shared } = this.#parts
    // What was terminated after all has not let go of it.
    Atomics.store(shared, slot.shield, 0)
    Atomics.store(shared, slot.terminating, 0)
  }
}

async function until(condition: () => boolean, milliseconds: number): Promise<boolean> {
  const end = performance.now() + milliseconds
  while (!condition()) {
    if (performance.now() > end) return false
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  return true
}
