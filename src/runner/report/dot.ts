/**
 * The shortest report: a character a cell (`.` passed, `F` failed, `T` timed out, `K` kernel died, `U` unrecorded, `s`
 * skipped), then the failures and totals of the pretty report. For logs that are rarely read.
 *
 *     ..F.s
 */
import type { RunnerEvent, Verdict } from '../events.ts'
import { PrettyReporter } from './pretty.ts'
import type { Reporter, ReporterOptions } from './reporter.ts'
import { painter } from './style.ts'

const marks: Readonly<Record<Verdict, string>> = {
  passed: '.',
  failed: 'F',
  skipped: 's',
  timeout: 'T',
  'kernel-died': 'K',
  aborted: 'A',
  unrecorded: 'U',
  invalid: 'I',
  infrastructure: 'E',
}

export class DotReporter implements Reporter {
  readonly #pretty: PrettyReporter
  readonly #options: ReporterOptions
  #column = 0

  constructor(options: ReporterOptions) {
    this.#options = options
    this.#pretty = new PrettyReporter({ ...options, live: false })
  }

  report(event: RunnerEvent): string {
    const text = this.#pretty.report(event)
    if (event.type === 'run-end') return (this.#column > 0 ? '\n' : '') + text
    if (event.type !== 'cell-end') return ''
    const mark = marks[event.verdict]
    const paint = painter(this.#options.color)
    const shown = mark === '.' || mark === 's' ? paint.dim(mark) : paint.red(mark)
    this.#column++
    if (this.#column < this.#options.width) return shown
    this.#column = 0
    return `${shown}\n`
  }
}
