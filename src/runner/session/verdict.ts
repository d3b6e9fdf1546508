// What an executed cell's outcome means, by the cell's settings: pure rules, no kernel. A tagged cell must raise (peers let it
// pass when it doesn't); a dead kernel, a timeout, refused input and an aborted reply are failures, never silence.
//
//   judge(outcome, { settings, position, timedOut: undefined, stopped: undefined })   // { verdict: 'passed' }
import type { ExecuteOutcome } from '../../client/index.ts'
import { describeExit } from '../../client/index.ts'
import type { CellPosition } from '../../notebook/index.ts'
import type { Failure, Verdict } from '../events.ts'
import { RunnerError } from '../error.ts'
import type { Settings } from '../settings/index.ts'
import { formatDuration } from '../settings/index.ts'
import { errorFailure, runnerFailure } from './failure.ts'

export interface Judgement {
  readonly verdict: Verdict
  readonly reason?: string
  readonly failure?: Failure
}

interface Circumstances {
  readonly settings: Settings
  readonly position?: CellPosition | undefined
  /** Which time ran out, if one did. */
  readonly timedOut?: 'cell' | 'notebook' | undefined
  /** The run was ended from outside. */
  readonly stopped?: boolean | undefined
}

export function judge(outcome: ExecuteOutcome, { settings, position, timedOut, stopped }: Circumstances): Judgement {
  if (stopped === true && outcome.interrupted) return { verdict: 'aborted', reason: 'the run was interrupted' }
  if (timedOut !== undefined) return timeout(outcome, timedOut, settings, position)
  if (outcome.stdinRefused !== undefined) return refusedInput(outcome.stdinRefused, position)
  if (outcome.status === 'died') return died(outcome, position)
  if (outcome.status === 'aborted') {
    const failure = runnerFailure('Aborted', 'The kernel answered "aborted": it did not run this cell.', position)
    return { verdict: 'aborted', failure }
  }
  return settings.raises === false ? plain(outcome, position) : raising(outcome, settings, position)
}

function plain(outcome: ExecuteOutcome, position: CellPosition | undefined): Judgement {
  if (outcome.error === undefined) return { verdict: 'passed' }
  const failure = errorFailure(outcome.error, outcome.executionCount, position)
  const assertion = shownAssertion(outcome.outputs)
  return { verdict: 'failed', failure: assertion === undefined ? failure : { ...failure, assertion } }
}

/** What our kernel shows beside a failed assertion. */
function shownAssertion(outputs: ExecuteOutcome['outputs']): Failure['assertion'] {
  for (const output of outputs) {
    const shown = 'data' in output ? output.data['application/vnd.loopbook.assertion+json'] : undefined
    if (typeof shown === 'object' && shown !== null && 'actual' in shown && 'expected' in shown) {
      return { actual: shown.actual, expected: shown.expected }
    }
  }
  return undefined
}

function raising(outcome: ExecuteOutcome, settings: Settings, position: CellPosition | undefined): Judgement {
  const { raises, raisesException } = settings
  const { error } = outcome
  if (error === undefined) {
    if (raisesException === 'allow') return { verdict: 'passed' }
    const wanted = typeof raises === 'string' ? raises : 'an exception'
    return {
      verdict: 'failed',
      failure: runnerFailure(
        'DidNotRaise',
        `Expected ${wanted}, but the cell raised nothing.`,
        position,
        'Remove the tag if the cell is fine now; `raisesException: "allow"` restores the lax meaning of other tools.',
      ),
    }
  }
  if (typeof raises !== 'string' || matches(raises, error)) return { verdict: 'passed' }
  const failure = errorFailure(error, outcome.executionCount, position)
  return { verdict: 'failed', failure: { ...failure, hint: `The cell may raise only ${raises}.` } }
}

/** "TypeError" is a name; "/no such/i" is looked for in "TypeError: no such thing". */
function matches(raises: string, error: { ename: string; evalue: string }): boolean {
  const expression = /^\/(.+)\/([a-z]*)$/s.exec(raises)
  if (expression === null) return error.ename === raises || error.ename.endsWith(`.${raises}`)
  try {
    return new RegExp(expression[1]!, expression[2]).test(`${error.ename}: ${error.evalue}`)
  } catch (cause) {
    throw new RunnerError(`raises=${raises} is no regular expression`, { cause })
  }
}

function timeout(
  outcome: ExecuteOutcome,
  which: 'cell' | 'notebook',
  settings: Settings,
  position: CellPosition | undefined,
): Judgement {
  const limit = formatDuration(which === 'cell' ? settings.cellTimeout : settings.notebookTimeout)
  const whose = which === 'cell' ? 'The cell' : 'The notebook'
  const end = outcome.status === 'died' ? ' It did not react to the interrupt, so the kernel was ended.' : ''
  const flag = which === 'cell' ? '--cell-timeout, or `timeout=…` in the cell,' : '--notebook-timeout'
  const failure = runnerFailure(
    'Timeout',
    `${whose} ran longer than ${limit}.${end}`,
    position,
    `${flag} allows more time.`,
  )
  // The interrupted traceback says where it was.
  const interrupted = outcome.error && errorFailure(outcome.error, outcome.executionCount, position)
  return { verdict: 'timeout', failure: interrupted ? { ...interrupted, ...pick(failure) } : failure }
}

function pick({ ename, evalue, hint }: Failure): Partial<Failure> {
  return { ename, evalue, ...(hint === undefined ? {} : { hint }) }
}

function refusedInput(prompt: string, position: CellPosition | undefined): Judgement {
  const asked = prompt.trim() === '' ? 'asked for input' : `asked for input: "${prompt.trim()}"`
  return {
    verdict: 'failed',
    failure: runnerFailure(
      'InputRefused',
      `The cell ${asked}. Nobody is there to answer.`,
      position,
      'Give the answers in the metadata: "loopbook": { "stdin": ["Ann"] }.',
    ),
  }
}

function died({ death, outputs }: ExecuteOutcome, position: CellPosition | undefined): Judgement {
  // A kernel that takes its own stderr over, as ours does, says it in its output.
  const said = outputs.map((output) => (output.output_type === 'stream' ? output.text : '')).join('')
  const exit = death?.exit && { ...death.exit, outOfMemory: death.exit.outOfMemory || /heap out of memory/.test(said) }
  const message = exit === undefined ? (death?.message ?? 'The kernel died.') : describeExit(exit)
  const words = exit?.stderr.trim().split('\n').slice(-5).join('\n') ?? ''
  const failure = runnerFailure('KernelDied', words === '' ? message : `${message} Its last words:\n${words}`, position)
  if (exit === undefined) return { verdict: 'kernel-died', failure }
  const { code, signal, outOfMemory } = exit
  return { verdict: 'kernel-died', failure: { ...failure, exit: { code, signal, outOfMemory } } }
}
