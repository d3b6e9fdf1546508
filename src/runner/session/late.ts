// What went wrong in a cell after its end: a promise that it left was rejected, a timer threw. The kernel runs on and the next cells
// ran, but the notebook has not passed: its copy would show an error that nobody was told of.
//
//   lateFailure(session.runs)   // { ename: 'TypeError', evalue: 'cell 1, after its end: no rows', … }
import type { Output } from '../../client/index.ts'
import type { Failure } from '../events.ts'
import type { CellRun } from './cell.ts'
import { errorFailure } from './failure.ts'

/** Of the first cell that passed and has an error all the same; one that may raise may do so late. */
export function lateFailure(runs: readonly CellRun[]): Failure | undefined {
  for (const { planned, end, outcome } of runs) {
    if (end.verdict !== 'passed' || planned.settings.raises !== false) continue
    const error = outcome?.laterOutputs().find((output) => isError(output))
    if (error === undefined) continue
    const failure = errorFailure(error, end.executionCount, planned.position)
    return { ...failure, evalue: `cell ${end.cell.codeIndex}, after its end: ${failure.evalue}` }
  }
  return undefined
}

function isError(output: Output): output is Extract<Output, { output_type: 'error' }> {
  return output.output_type === 'error'
}
