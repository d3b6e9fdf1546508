// Executes one notebook in one kernel, cell after cell: an event for each step, every code cell with exactly one verdict. Knows
// neither files nor schedules; it is given a started kernel and leaves it running.
//
//   const session = new NotebookSession(job, kernel, { emit, stop })
//   while ((await session.next()) !== undefined);
import type { Kernel } from '../../client/index.ts'
import type { CellEnd, RunnerEvent, Verdict } from '../events.ts'
import type { NotebookJob, PlannedCell } from '../plan/job.ts'
import { executeCell } from './cell.ts'
import type { CellRun } from './cell.ts'

interface SessionContext {
  readonly emit: (event: RunnerEvent) => void
  readonly stop?: AbortSignal | undefined
}

export class NotebookSession {
  readonly job: NotebookJob
  readonly kernel: Kernel
  /** So far, in order. */
  readonly runs: CellRun[] = []
  readonly #context: SessionContext
  readonly #endsAt: number
  readonly #last: number
  #blocked: string | undefined

  constructor(job: NotebookJob, kernel: Kernel, context: SessionContext) {
    this.job = job
    this.kernel = kernel
    this.#context = context
    this.#endsAt = performance.now() + job.settings.notebookTimeout
    this.#last = job.selected === undefined ? Infinity : Math.max(...job.selected)
  }

  /** Runs or skips the next cell. `stop` ends this cell too, beside the session's own. @returns undefined after the last one. */
  async next(stop?: AbortSignal): Promise<CellRun | undefined> {
    const planned = this.job.cells[this.runs.length]
    if (planned === undefined) return undefined
    const reason = this.#skipReason(planned)
    const run = reason === undefined ? await this.#execute(planned, stop) : this.#skip(planned, reason)
    this.#context.emit(run.end)
    this.runs.push(run)
    if (reason === undefined) this.#blocked = this.#blocks(run.end, planned)
    return run
  }

  /** Takes results over instead of running the first cells: they stand from an earlier run in this kernel. */
  keep(runs: readonly CellRun[]): void {
    for (const run of runs) {
      this.#context.emit(run.end)
      this.runs.push(run)
    }
  }

  #execute(planned: PlannedCell, stop: AbortSignal | undefined): Promise<CellRun> {
    const { job, kernel } = this
    const signals = [this.#context.stop, stop].filter((signal) => signal !== undefined)
    return executeCell(planned, {
      file: job.file,
      kernel,
      emit: this.#context.emit,
      notebookEndsAt: this.#endsAt,
      stop: signals.length === 2 ? AbortSignal.any(signals) : signals[0],
    })
  }

  #skipReason({ ref, settings }: PlannedCell): string | undefined {
    if (this.#blocked !== undefined) return this.#blocked
    if (settings.skip !== false) return settings.skip === true ? 'as its metadata says' : settings.skip
    if (ref.codeIndex > this.#last) return 'not selected'
    return this.#context.stop?.aborted === true ? 'the run was interrupted' : undefined
  }

  #skip(planned: PlannedCell, reason: string): CellRun {
    const { ref: cell } = planned
    const end: CellEnd = {
      type: 'cell-end',
      file: this.job.file,
      cell,
      verdict: 'skipped',
      executionCount: null,
      durationMs: 0,
      reason,
    }
    return { planned, end }
  }

  /** Why no further cell is run after this one. */
  #blocks({ verdict, cell }: CellEnd, { settings }: PlannedCell): string | undefined {
    if (verdict === 'passed') return undefined
    if (verdict === 'aborted') return 'the run was interrupted'
    if (this.kernel.death !== undefined) return `cell ${cell.codeIndex} ended the kernel`
    // Outputs that differ say nothing about the state that the next cells need.
    if (settings.onError === 'continue' || verdict === 'unrecorded') return undefined
    return verdict === 'timeout' ? `cell ${cell.codeIndex} timed out` : `cell ${cell.codeIndex} failed`
  }
}

/** The worst that happened; a notebook of skipped cells alone has passed nothing, and says so. */
export function notebookVerdict(runs: readonly CellRun[]): Verdict {
  const verdicts = new Set(runs.map((run) => run.end.verdict))
  const order: Verdict[] = ['kernel-died', 'timeout', 'failed', 'unrecorded', 'aborted', 'passed']
  return order.find((verdict) => verdicts.has(verdict)) ?? (runs.length > 0 ? 'skipped' : 'passed')
}

export function countVerdicts(runs: readonly CellRun[]): Partial<Record<Verdict, number>> {
  const counts: Partial<Record<Verdict, number>> = {}
  for (const { end } of runs) counts[end.verdict] = (counts[end.verdict] ?? 0) + 1
  return counts
}
