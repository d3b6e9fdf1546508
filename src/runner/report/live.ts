/**
 * The part of a live terminal that redraws itself: a line for each running notebook and a bar for the whole run. It hands
 * out escape sequences and text; at most every 80 ms, so that a fast run is not spent on drawing.
 *
 *     view.draw('a line that stays\n')
 */
import { formatDuration } from '../settings/units.ts'
import { truncate } from '../../text/width.ts'
import type { RunnerEvent } from '../events.ts'
import type { NotebookRecord, RunRecord } from './record.ts'
import type { ReporterOptions } from './reporter.ts'
import { painter } from './style.ts'

const interval = 80
const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const maximalLines = 12

export class LiveView {
  readonly #record: RunRecord
  readonly #options: ReporterOptions
  readonly #started = new Map<string, number>()
  #drawn = 0
  #last = -Infinity

  constructor(record: RunRecord, options: ReporterOptions) {
    this.#record = record
    this.#options = options
  }

  see(event: RunnerEvent): void {
    if (event.type === 'notebook-start' || event.type === 'run-start')
      this.#started.set('file' in event ? event.file : '', this.#options.now())
  }

  /** Erases the old view, writes what stays, draws the new view. */
  draw(permanent: string): string {
    const now = this.#options.now()
    if (permanent === '' && now - this.#last < interval) return ''
    this.#last = now
    const lines = this.#lines(now)
    const text = this.clear() + permanent + lines.map((line) => `${line}\n`).join('')
    this.#drawn = lines.length
    return text
  }

  clear(): string {
    const drawn = this.#drawn
    this.#drawn = 0
    return drawn === 0 ? '' : `\u001B[${drawn}A\u001B[0J`
  }

  #lines(now: number): string[] {
    const { width, color } = this.#options
    const paint = painter(color)
    const running = [...this.#record.notebooks.values()].filter(({ start, end }) => start && !end)
    const lines = running.slice(0, maximalLines).map((notebook) => {
      const wheel = spinner[Math.floor(now / interval) % spinner.length] ?? ''
      return ` ${paint.cyan(wheel)} ${truncate(this.#describe(notebook, now), width - 4)}`
    })
    if (running.length > maximalLines) lines.push(paint.dim(`   and ${running.length - maximalLines} more`))
    return [...lines, paint.dim(truncate(this.#bar(now), width - 1))]
  }

  #describe({ file, start, cells, running }: NotebookRecord, now: number): string {
    const time = formatDuration(now - (this.#started.get(file) ?? now))
    const progress = `${cells.length}/${start?.cells ?? '?'}`
    return `${file}  ${progress}  ${time}${running ? `  ${running.name}` : ''}`
  }

  #bar(now: number): string {
    const total = Math.max(this.#record.start?.files.length ?? 0, this.#record.notebooks.size)
    const done = [...this.#record.notebooks.values()].filter(({ end }) => end).length
    const filled = total === 0 ? 0 : Math.round((20 * done) / total)
    const time = formatDuration(now - (this.#started.get('') ?? now))
    return ` ${'█'.repeat(filled)}${'░'.repeat(20 - filled)} ${done}/${total} notebooks  ${time}`
  }
}
