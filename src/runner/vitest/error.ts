// A Failure as the Error that vitest prints: its stack points into the .ipynb, its actual and expected give the diff.
//
//   throw toTestError(failure, '/work/etl.ipynb')
import { stripVTControlCharacters } from 'node:util'
import type { Failure } from '../events.ts'

export function toTestError(failure: Failure, path: string): Error {
  const { evalue, hint, assertion, mismatches, jsonLine = 1, jsonColumn = 1 } = failure
  const diffs = (mismatches ?? []).map(({ mime, diff }) => `${mime}\n${diff}`)
  const parts = [stripVTControlCharacters(evalue), ...diffs, ...(hint === undefined ? [] : [`hint: ${hint}`])]
  const error = new Error(parts.join('\n'))
  error.name = failure.ename
  error.stack = `${failure.ename}: ${error.message}\n    at cell (${path}:${jsonLine}:${jsonColumn})`
  if (assertion !== undefined) Object.assign(error, { ...assertion, showDiff: true })
  return error
}
