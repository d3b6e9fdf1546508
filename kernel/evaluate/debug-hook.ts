// What a debugger needs of the user's thread while that stands still in the midst of a cell: that what the cell has printed so
// far is sent, and a value's view as MIME bundle. Called through the inspector, so it is a global that nothing enumerates.
//
//   await control.call('Runtime.evaluate', { expression: `${debugHook}.flush()` })
import asyncHooks from 'node:async_hooks'
import { toMimeBundle } from '../display/index.ts'
import { plainBundle } from '../display/plain.ts'

/** @param flush sends what waits to be sent. */
export function installDebugHook(flush: () => void): void {
  const hook = {
    flush,
    prepare: withoutAsyncHooks,
    /** As JSON. A view that needs time is waited for only where time goes on. */
    view(value: unknown, standing: boolean): string | Promise<string> {
      const bundle = toMimeBundle(value)
      if (!(bundle instanceof Promise)) return JSON.stringify(bundle ?? { 'text/plain': 'undefined' })
      if (standing) return JSON.stringify(plainBundle(value, {}))
      return bundle.then((data) => JSON.stringify(data ?? { 'text/plain': 'undefined' }))
    },
  }
  Object.defineProperty(globalThis, Symbol.for('loopbook.debug'), { value: Object.freeze(hook), configurable: true })
}

let prepared = false

/**
 * Where V8 keeps stacks across awaits, Node adds those across timers and sockets, by hooks of its own. With any such hook Node
 * aborts the process when something was terminated in a callback (no flag keeps it from that). V8's own are all that is shown.
 */
function withoutAsyncHooks(): void {
  if (prepared) return
  prepared = true
  const { createHook } = asyncHooks
  asyncHooks.createHook = (callbacks) => {
    if (!new Error().stack?.includes('inspector_async_hook')) return createHook(callbacks)
    asyncHooks.createHook = createHook
    const none: asyncHooks.AsyncHook = { enable: () => none, disable: () => none }
    return none
  }
}
