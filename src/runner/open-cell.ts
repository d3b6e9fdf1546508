// The error that a test sees when a cell of its opened notebook fails: the cell's own error, with its place in the notebook.
//
//   await expect(notebook.run()).rejects.toThrow(CellFailure)
import type { ExecuteOutcome } from '../client/index.ts'
import type { CellEnd, Failure } from './events.ts'
import { errorFailure, runnerFailure } from './session/failure.ts'

export class CellFailure extends Error {
  override readonly name = 'CellFailure'
  readonly failure: Failure
  /** Name of the error in the notebook, such as TypeError. */
  readonly ename: string

  constructor(message: string, failure: Failure) {
    super(message)
    this.failure = failure
    this.ename = failure.ename
  }

  static ofEnd({ cell, failure, verdict }: CellEnd, path: string): CellFailure {
    const why = failure ?? runnerFailure(verdict, `the cell was ${verdict}`)
    const place = `${path}:${why.jsonLine ?? cell.line}`
    return new CellFailure(`cell ${cell.codeIndex} (${place}): ${why.ename}: ${why.evalue}`, why)
  }

  static ofOutcome(code: string, outcome: ExecuteOutcome): CellFailure {
    const { error, death, executionCount } = outcome
    const failure =
      error === undefined
        ? runnerFailure('KernelDied', death?.message ?? `the kernel answered "${outcome.status}"`)
        : errorFailure(error, executionCount)
    return new CellFailure(`${failure.ename}: ${failure.evalue}\nin: ${code}`, failure)
  }
}
