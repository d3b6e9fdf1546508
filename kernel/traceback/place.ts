// The place of what was thrown, where its stack doesn't name the cell: from the inspector's answer for syntax errors that only
// V8 finds, otherwise the statement or await that the cell had reached. (What a cell throws itself and is no Error has its place
// from compile/thrown.ts.)
//
//   const { exceptionDetails } = await session.post('Runtime.evaluate', …)
//   withPlace(serializeError(thrown), exceptionDetails, { url: 'cell:///3.ts', reached: runtime.reached(3) })
import type { Runtime } from 'node:inspector'
import type { RawError } from './raw.ts'

export type ExceptionDetails = Pick<Runtime.ExceptionDetails, 'lineNumber' | 'columnNumber' | 'stackTrace'>

export interface EvaluatedCell {
  url: string
  /** What the runtime says of it. */
  reached: number | undefined
}

export function withPlace(
  error: RawError,
  details: ExceptionDetails | undefined,
  { url, reached }: EvaluatedCell,
): RawError {
  const reaching = reached === undefined ? error : { ...error, reached: { url, offset: reached } }
  if (!details || error.stack.includes('cell:///')) return reaching
  const calls = details.stackTrace?.callFrames ?? []
  const frames = calls.map(
    ({ functionName, url, lineNumber, columnNumber }) =>
      `    at ${functionName === '' ? '<anonymous>' : functionName} (${url}:${lineNumber + 1}:${columnNumber + 1})`,
  )
  // In the REPL's mode a throw has no place, and says so by the first one.
  if (frames.length === 0 && details.lineNumber + details.columnNumber > 0)
    frames.push(`    at ${url}:${details.lineNumber + 1}:${details.columnNumber + 1}`)
  if (!frames.some((frame) => frame.includes('cell:///'))) return reaching
  return { ...reaching, stack: `${error.stack === '' ? error.name : error.stack}\n${frames.join('\n')}` }
}
