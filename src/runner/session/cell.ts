// One cell in a kernel: executed under its deadline, judged, compared with what the file recorded, and what its settings want
// done afterwards (nbmake's mock and post_cell_execute).
//
//   const { end } = await executeCell(planned, { file, kernel, emit, notebookEndsAt })
import type { ExecuteOutcome, Kernel } from '../../client/index.ts'
import type { CellEnd, RunnerEvent } from '../events.ts'
import { compareOptions, compareOutputs } from '../compare/index.ts'
import type { PlannedCell } from '../plan/job.ts'
import { afterCell } from './after.ts'
import { Deadline } from './deadline.ts'
import { judgeSubTests, subTests } from './sub-tests.ts'
import { judge } from './verdict.ts'
import type { Judgement } from './verdict.ts'
import { runnerFailure } from './failure.ts'

export interface CellRun {
  readonly planned: PlannedCell
  readonly end: CellEnd
  /** Absent for cells that were not run. */
  readonly outcome?: ExecuteOutcome
}

interface CellContext {
  readonly file: string
  readonly kernel: Kernel
  readonly emit: (event: RunnerEvent) => void
  /** On the clock of performance.now(). */
  readonly notebookEndsAt: number
  readonly stop?: AbortSignal | undefined
}

export async function executeCell(planned: PlannedCell, context: CellContext): Promise<CellRun> {
  const { cell, ref, settings, position } = planned
  const { file, kernel, emit } = context
  emit({ type: 'cell-start', file, cell: ref })
  using deadline = new Deadline({
    cell: settings.cellTimeout,
    notebookEndsAt: context.notebookEndsAt,
    stop: context.stop,
  })
  const outcome = await kernel.execute(cell.source, {
    signal: deadline.signal,
    grace: settings.grace,
    answers: settings.stdin,
    maxOutput: settings.maxOutput,
    onOutput: (output) => emit({ type: 'cell-output', file, cell: ref, output }),
  })
  const { timedOut, stopped } = deadline
  let judgement = judge(outcome, { settings, position, timedOut, stopped })
  const tests = subTests(outcome.outputs, outcome.executionCount, position)
  if (settings.raises === false) judgement = judgeSubTests(judgement, tests, position)
  if (judgement.verdict === 'passed' && settings.check === 'all') {
    await kernel.settled()
    judgement = compare(planned, outcome)
  }
  if (judgement.verdict === 'passed') judgement = await afterCell(planned, kernel, deadline.signal)
  for (const message of notes(ref.codeIndex, outcome)) emit({ type: 'note', file, level: 'warning', message })
  const { executionCount, durationMs } = outcome
  const compared = settings.check === 'all' ? { expected: cell.outputs } : {}
  const end: CellEnd = {
    type: 'cell-end',
    file,
    cell: ref,
    executionCount,
    durationMs,
    source: cell.source,
    outputs: outcome.laterOutputs(),
    ...compared,
    ...(tests.length > 0 ? { tests } : {}),
    ...judgement,
  }
  return { planned, end, outcome }
}

function compare({ cell, settings, position }: PlannedCell, outcome: ExecuteOutcome): Judgement {
  const outputs = outcome.laterOutputs()
  const recorded = { outputs: cell.outputs, executionCount: cell.execution_count }
  const mismatches = compareOutputs(recorded, outputs, compareOptions(settings))
  const [first] = mismatches
  if (first === undefined) return { verdict: 'passed' }
  if (first.kind === 'unrecorded') {
    const failure = runnerFailure(
      'Unrecorded',
      'The cell has outputs, but the file records none.',
      position,
      'Accept them with -u.',
    )
    return { verdict: 'unrecorded', failure: { ...failure, mismatches } }
  }
  const count = mismatches.length === 1 ? 'An output differs' : `${mismatches.length} outputs differ`
  const failure = runnerFailure(
    'OutputDiffers',
    `${count} from what the file records (${first.mime}).`,
    position,
    'Accept what is right with -u.',
  )
  return { verdict: 'failed', failure: { ...failure, mismatches } }
}

function notes(codeIndex: number, { cut, note }: ExecuteOutcome): string[] {
  const left =
    cut > 0 ? [`cell ${codeIndex}: ${cut.toLocaleString('en')} characters of output were left out (maxOutput)`] : []
  return note === undefined ? left : [...left, `cell ${codeIndex}: ${note}`]
}
