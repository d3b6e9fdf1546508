// What display() gives back: the name of the output and the way to change it. Shows nothing itself when it is a cell's
// last value. `ready` is for values whose view takes time; the kernel waits for it before it ends the cell.
//
//   const handle = display(1); handle.update(2)
import { inspect } from 'node:util'
import { $display, toMimeBundle } from './bundle.ts'
import type { MimeBundle } from './bundle.ts'

/** A bundle on its way to a front end, with what is said about its forms. */
export interface Shown {
  data: MimeBundle
  metadata?: Record<string, unknown>
}

export interface DisplayHandle {
  readonly displayId: string
  /** When all that was asked of it so far is shown. */
  readonly ready: Promise<void>
  /** Shows another value in the same place. */
  update(value: unknown): DisplayHandle
  [$display](): MimeBundle
}

interface Where {
  displayId: string
  update: boolean
}

export function createHandle(
  send: (kind: 'display' | 'update', shown: Shown, displayId: string) => void,
  shown: Shown | Promise<Shown>,
  { displayId, update }: Where,
): DisplayHandle {
  let ready: Promise<void> = Promise.resolve()
  let waiting = 0
  const later = (next: Shown | Promise<Shown>): void => {
    waiting++
    ready = ready.then(() => next).then((last) => (waiting--, send('update', last, displayId)))
  }
  if (shown instanceof Promise) {
    // The place is taken at once, so that what is displayed later stands below.
    if (!update) send('display', { data: { 'text/plain': '…' } }, displayId)
    later(shown)
  } else {
    send(update ? 'update' : 'display', shown, displayId)
  }
  const handle: DisplayHandle & { [inspect.custom](): string } = {
    displayId,
    get ready() {
      return ready
    },
    update(value) {
      const next = shownOf(value)
      // In the order of the calls, and at once where nothing is waited for.
      if (next instanceof Promise || waiting) later(next)
      else send('update', next, displayId)
      return handle
    },
    // Nothing: other kernels want an object.
    [$display]: () => ({}),
    [inspect.custom]: () => `[display ${displayId}]`,
  }
  return handle
}

export function shownOf(value: unknown): Shown | Promise<Shown> {
  const bundle = toMimeBundle(value)
  const shown = (data: MimeBundle | undefined): Shown => ({ data: data ?? { 'text/plain': 'undefined' } })
  return bundle instanceof Promise ? bundle.then(shown) : shown(bundle)
}
