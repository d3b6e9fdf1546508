// `test('name', …)` within a cell: our kernel shows each finished one as a display of its own MIME type; here they become the cell's
// sub-tests. One that failed fails its cell, also when the cell itself raised nothing.
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

/** What failed sub-tests mean for a cell that passed otherwise. */
export function judgeSubTests(tests: readonly SubTest[], position: CellPosition | undefined): Judgement {
  const failed = tests.filter((test) => test.verdict === 'failed')
  const [first] = failed
  if (first === undefined) return { verdict: 'passed' }
  const evalue =
    failed.length === 1
      ? `the test "${first.name}" failed`
      : `${failed.length} of ${tests.length} tests failed, first "${first.name}"`
  const failure = runnerFailure('TestFailed', evalue, position)
  return {
    verdict: 'failed',
    failure: first.failure === undefined ? failure : { ...first.failure, evalue: `${evalue}: ${first.failure.evalue}` },
  }
}
