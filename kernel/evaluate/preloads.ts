// The names that are there in every notebook. Each is loaded when it is first used, not when the kernel starts; a cell may
// declare them anew.
//
//   definePreloads(createRequire(import.meta.url), { display })
import type { Display } from '../display/index.ts'
import { slot } from './channel.ts'
import type { Input } from './input.ts'
import { createShell } from './shell.ts'

export interface PreloadParts {
  require: NodeJS.Require
  display: Display
  input: Input
  shared: Int32Array<SharedArrayBuffer>
  /** More names, with their values. */
  names: Readonly<Record<string, () => unknown>>
}

export function definePreloads({ require, display, input, names, shared }: PreloadParts): void {
  const from =
    (module: string, name: string): (() => unknown) =>
    () =>
      (require(module) as Record<string, unknown>)[name]
  const all: Record<string, () => unknown> = {
    dl: from('loopbook', 'dl'),
    Filters: from('loopbook', 'Filters'),
    $: () => createShell(require('zx') as typeof import('zx')),
    DateTime: from('luxon', 'DateTime'),
    plot: from('loopbook/display', 'plot'),
    display: () => display,
    clearOutput: () => display.clearOutput,
    prompt: () => input.prompt,
    confirm: () => input.confirm,
    alert: () => input.alert,
    input: () => input.input,
    ...names,
  }
  for (const [name, load] of Object.entries(all)) defineLazy(name, () => shielded(shared, load))
}

/** A global whose value is made at its first use. */
export function defineLazy(name: string, load: () => unknown): void {
  const settle = (value: unknown): void => {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: false })
  }
  Object.defineProperty(globalThis, name, {
    configurable: true,
    enumerable: false,
    get() {
      const value = load()
      settle(value)
      return value
    },
    set: settle,
  })
}

/** An interruption waits for this: a module that is terminated while it loads stays broken for the rest of the session. */
function shielded(shared: Int32Array<SharedArrayBuffer>, load: () => unknown): unknown {
  for (;;) {
    Atomics.add(shared, slot.shield, 1)
    if (Atomics.load(shared, slot.terminating) === 0) break
    // A termination is on its way: it must come before the module, not into it.
    Atomics.sub(shared, slot.shield, 1)
    while (Atomics.load(shared, slot.terminating) === 1);
  }
  try {
    return load()
  } finally {
    Atomics.sub(shared, slot.shield, 1)
  }
}
