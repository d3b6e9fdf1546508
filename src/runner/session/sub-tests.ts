// `test('name', …)` within a cell: our kernel shows each finished one as a display of its own MIME type; here they become the cell's
// sub-tests. One that failed fails its cell: in our kernel the cell raises the first failure when all tests are over.
//
//   subTests(outcome.outputs)   // [{ name: 'adds', verdict: 'passed', durationMs: 1.2 }]
import type { Output } from '../../client/index.ts'
import type { CellPosition } from '../../notebook/index.ts'
import type { SubTest } from '../events.ts'
import { errorFailure, runnerFailure } from './failure.ts'
import type { Judgement } from './verdict.ts'

const mime = 'application/vnd.loopbook.test+json'

export function subTests(
  outputs: readonly Output[],
  executionCount: number | null,
  position?: CellPosition,
): SubTest[] {
  return outputs.flatMap((output) => {
    const shown = 'data' in output ? output.data[mime] : undefined
    if (typeof shown !== 'object' || shown === null) return []
    const { name, verdict, durationMs, failure } = shown as Record<string, unknown>
    const test: SubTest = {
      name: String(name),
      verdict: verdict === 'failed' || verdict === 'skipped' ? verdict : 'passed',
      durationMs: typeof durationMs === 'number' ? durationMs : 0,
    }
    if (typeof failure !== 'object' || failure === null) return [test]
    const { ename = 'Error', evalue = '', traceback = [] } = failure as Record<string, unknown>
    const error = {
      ename: String(ename),
      evalue: String(evalue),
      traceback: Array.isArray(traceback) ? traceback.map(String) : [],
    }
    return [{ ...test, failure: errorFailure(error, executionCount, position) }]
  })
}

/** What failed sub-tests mean for a cell that passed otherwise, or raised the failure of one of them. */
export function judgeSubTests(
  judgement: Judgement,
  tests: readonly SubTest[],
  position: CellPosition | undefined,
): Judgement {
  const failed = tests.filter((test) => test.verdict === 'failed')
  const [first] = failed
  const raised = judgement.failure
  const isRaised =
    raised !== undefined && raised.ename === first?.failure?.ename && raised.evalue === first.failure.evalue
  if (first === undefined || (judgement.verdict !== 'passed' && !isRaised)) return judgement
  const evalue =
    failed.length === 1
      ? `the test "${first.name}" failed`
      : `${failed.length} of ${tests.length} tests failed, first "${first.name}"`
  if (first.failure === undefined) return { verdict: 'failed', failure: runnerFailure('TestFailed', evalue, position) }
  // What was raised has its place in the cell, and what was expected.
  const failure = isRaised ? raised : first.failure
  return { verdict: 'failed', failure: { ...failure, evalue: `${evalue}: ${failure.evalue}` } }
}
