// Executes one notebook in one kernel: cell after cell, an event for each step, every code cell with exactly one verdict. Knows
// neither files nor schedules; it is given a started kernel and leaves it running.
//
//   const run = await executeNotebook(job, kernel, { emit, stop })
import type { ExecuteOutcome, Kernel } from '../../client/index.ts'
import type { CellEnd, RunnerEvent, Verdict } from '../events.ts'
import type { NotebookJob, PlannedCell } from '../plan/job.ts'
import { Deadline } from './deadline.ts'
import { judge } from './verdict.ts'

export interface CellRun {
  readonly planned: PlannedCell
  readonly end: CellEnd
  /** Absent for cells that were not run. */
  readonly outcome?: ExecuteOutcome
}

interface Context {
  readonly emit: (event: RunnerEvent) => void
  readonly stop?: AbortSignal | undefined
}

export async function executeNotebook(job: NotebookJob, kernel: Kernel, context: Context): Promise<CellRun[]> {
  const notebookEndsAt = performance.now() + job.settings.notebookTimeout
  const last = job.selected === undefined ? Infinity : Math.max(...job.selected)
  const runs: CellRun[] = []
  let blocked: string | undefined
  for (const planned of job.cells) {
    const { codeIndex } = planned.ref
    const reason =
      blocked ??
      skipReason(planned) ??
      (codeIndex > last ? 'not selected' : undefined) ??
      (context.stop?.aborted === true ? 'the run was interrupted' : undefined)
    const run =
      reason === undefined
        ? await executeCell(job, planned, kernel, notebookEndsAt, context)
        : { planned, end: skipped(job, planned, reason) }
    context.emit(run.end)
    runs.push(run)
    blocked ??= reason === undefined ? blocks(run.end, planned, kernel) : undefined
  }
  return runs
}

/** Why no further cell is run after this one. */
function blocks({ verdict, cell }: CellEnd, { settings }: PlannedCell, kernel: Kernel): string | undefined {
  if (verdict === 'passed' || verdict === 'skipped') return undefined
  if (verdict === 'aborted') return 'the run was interrupted'
  if (kernel.death !== undefined) return `cell ${cell.codeIndex} ended the kernel`
  if (settings.onError === 'continue') return undefined
  return verdict === 'timeout' ? `cell ${cell.codeIndex} timed out` : `cell ${cell.codeIndex} failed`
}

function skipReason({ settings }: PlannedCell): string | undefined {
  if (settings.skip === false) return undefined
  return settings.skip === true ? 'as its metadata says' : settings.skip
}

function skipped(job: NotebookJob, { ref }: PlannedCell, reason: string): CellEnd {
  return {
    type: 'cell-end',
    file: job.file,
    cell: ref,
    verdict: 'skipped',
    executionCount: null,
    durationMs: 0,
    reason,
  }
}

async function executeCell(
  job: NotebookJob,
  planned: PlannedCell,
  kernel: Kernel,
  notebookEndsAt: number,
  { emit, stop }: Context,
): Promise<CellRun> {
  const { cell, ref, settings, position } = planned
  emit({ type: 'cell-start', file: job.file, cell: ref })
  using deadline = new Deadline({ cell: settings.cellTimeout, notebookEndsAt, stop })
  const outcome = await kernel.execute(cell.source, {
    signal: deadline.signal,
    grace: settings.grace,
    answers: settings.stdin,
    maxOutput: settings.maxOutput,
    onOutput: (output) => emit({ type: 'cell-output', file: job.file, cell: ref, output }),
  })
  const { timedOut, stopped } = deadline
  const judgement = judge(outcome, { settings, position, timedOut, stopped })
  if (outcome.cut > 0) {
    const message = `cell ${ref.codeIndex}: ${outcome.cut.toLocaleString('en')} characters of output were left out (maxOutput)`
    emit({ type: 'note', file: job.file, level: 'warning', message })
  }
  if (outcome.note !== undefined) emit({ type: 'note', file: job.file, level: 'warning', message: outcome.note })
  const end: CellEnd = {
    type: 'cell-end',
    file: job.file,
    cell: ref,
    executionCount: outcome.executionCount,
    durationMs: outcome.durationMs,
    source: cell.source,
    outputs: outcome.outputs,
    ...judgement,
  }
  return { planned, end, outcome }
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
