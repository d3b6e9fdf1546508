/**
 * What a reporter is: events in, text out, nothing else. Where the text goes (terminal, file, job summary) is decided in
 * destination.ts, so that each reporter is tested as a function.
 *
 *     const reporter: Reporter = { report: (event) => (event.type === 'run-end' ? 'done\n' : '') }
 */
import type { RunnerEvent } from '../events.ts'

export interface Reporter {
  /** Text to append for this event. */
  report(event: RunnerEvent): string
  /** Text to append as time goes by; only asked on a live terminal. */
  tick?(): string
}

export interface ReporterOptions {
  /** ANSI colours. */
  readonly color: boolean
  /** The cursor can be moved: a view that redraws itself. */
  readonly live: boolean
  /** Columns. */
  readonly width: number
  /** Milliseconds, for spinners and running times. */
  readonly now: () => number
  /** Folder that paths are shown relative to (GitHub: the root of the repository). */
  readonly directory: string
  /** Cells in the list of slowest ones. */
  readonly slowest: number
}
