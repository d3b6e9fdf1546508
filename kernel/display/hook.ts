// globalThis[Symbol.for('loopbook.display')]: the one way by which libraries reach the notebook's output without importing
// the kernel. Absent outside of it, where they fall back to the terminal.
//
//   const remove = installDisplayHook(publish)
import type { MimeBundle } from './bundle.ts'
import type { DisplayMessage } from './display.ts'

export interface DisplayHook {
  display(
    data: MimeBundle,
    options?: { displayId?: string; update?: boolean; metadata?: Record<string, unknown> },
  ): void
  clear(wait?: boolean): void
}

/** Gives back the function that takes the hook away again. */
export function installDisplayHook(publish: (message: DisplayMessage) => void): () => void {
  const key = Symbol.for('loopbook.display')
  const place = globalThis as { [key: symbol]: unknown }
  const hook: DisplayHook = {
    display(data, { displayId, update = false, metadata = {} } = {}) {
      publish({
        kind: update ? 'update' : 'display',
        data,
        metadata,
        ...(displayId === undefined ? {} : { displayId }),
      })
    },
    clear(wait = false) {
      publish({ kind: 'clear', wait })
    },
  }
  place[key] = hook
  return () => {
    if (place[key] === hook) delete place[key]
  }
}
