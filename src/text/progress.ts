// A progress bar that updates in place and leaves one line behind: in a notebook through the kernel's display hook, in a
// terminal on stderr, silent if piped. Bars may be nested and run side by side. At most ten updates a second.
//
//   using progress = createProgress({ title: 'Upload', total: files.length })
//   for (const file of files) { await upload(file); progress.advance() }
import { progressHtml, progressLine } from './progress-line.ts'
import type { ProgressState } from './progress-line.ts'
import { terminal } from './terminal.ts'
import type { Bundle, Place } from './terminal.ts'

export interface ProgressOptions {
  title: string
  /** Left out when nobody knows how much there is. */
  total?: number
  /** What is counted: 'items', 'B' for bytes; 'it' by default. */
  unit?: string
  /** False for an inner bar of a loop: its line is taken by the next one, so that a hundred inner bars leave one line. */
  leave?: boolean
  /** Only for tests: milliseconds, and where to show. */
  now?: () => number
  place?: Place
}

export interface Progress extends Disposable {
  /** So many more are done; 1 by default. */
  advance(amount?: number): void
  /** So many are done in all; for byte counts that arrive as totals. */
  update(done: number, total?: number): void
  /** The end: the last line stays. */
  done(): void
  /** The end before the total was reached, with the reason. */
  stop(reason: string): void
}

interface DisplayHook {
  display(data: Bundle, options?: { displayId?: string; update?: boolean }): void
}

const interval = 100

export function createProgress(options: ProgressOptions): Progress {
  const { title, unit, leave = true, now = () => performance.now() } = options
  const place = options.place ?? placeOf(leave)
  const started = now()
  let total = options.total
  let done = 0
  let ended = false
  let shown = started - interval
  let timer: ReturnType<typeof setTimeout> | undefined

  const state = (stopped?: string): ProgressState => ({
    title,
    done,
    seconds: (now() - started) / 1000,
    ...(total === undefined ? {} : { total }),
    ...(unit === undefined ? {} : { unit }),
    ...(stopped === undefined ? {} : { stopped }),
  })
  const show = (stopped?: string): void => {
    clearTimeout(timer)
    timer = undefined
    shown = now()
    const current = state(stopped)
    place.show({ line: (width) => progressLine(current, width), html: () => progressHtml(current) })
  }
  const changed = (): void => {
    if (ended) return
    const wait = interval - (now() - shown)
    if (wait <= 0) return show()
    timer ??= setTimeout(show, wait).unref()
  }
  const end = (stopped?: string): void => {
    if (ended) return
    ended = true
    show(stopped)
    place.end()
  }
  show()
  return {
    advance(amount = 1) {
      done += amount
      changed()
    },
    update(to, of) {
      done = to
      total = of ?? total
      changed()
    },
    done() {
      if (total === undefined || done < total) total = done
      end()
    },
    stop: (reason) => end(reason),
    [Symbol.dispose]: () => (total !== undefined && done < total ? end('not finished') : end()),
  }
}

/** Display ids of inner bars that have ended: the next one writes over them. */
const free: string[] = []
let running = 0

function placeOf(leave: boolean): Place {
  const hook = (globalThis as Record<symbol, unknown>)[Symbol.for('loopbook.display')] as DisplayHook | undefined
  if (!hook) return terminal(process.stderr, leave)
  // Only inside a bar that runs: otherwise the place would be one in another cell's output.
  if (leave || running === 0) free.length = 0
  running++
  // Never the same in two sessions: a front end would write into last week's output.
  const reused = leave ? undefined : free.pop()
  const displayId = reused ?? `progress-${crypto.randomUUID()}`
  let update = reused !== undefined
  return {
    show(frame) {
      const data = { 'text/plain': frame.line(80), 'text/html': frame.html() }
      hook.display(data, { displayId, update })
      update = true
    },
    end() {
      running--
      if (!leave) free.push(displayId)
    },
  }
}
