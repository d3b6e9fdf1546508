// The place of what was thrown, from the inspector's answer: syntax errors that only V8 finds have no stack that names the cell.
// (What is thrown and is no Error has its place from compile/thrown.ts.)
//
//   const { exceptionDetails } = await session.post('Runtime.evaluate', …)
//   withPlace(serializeError(thrown), exceptionDetails, 'cell:///3.ts')
import type { Runtime } from 'node:inspector'
import type { RawError } from './raw.ts'

export type ExceptionDetails = Pick<Runtime.ExceptionDetails, 'lineNumber' | 'columnNumber' | 'stackTrace'>

export function withPlace(
  error: RawError,
  details: ExceptionDetails | undefined,
  /** Of the cell that was evaluated. */
  cell: string,
): RawError {
  if (!details || error.stack.includes('cell:///')) return error
  const calls = details.stackTrace?.callFrames ?? []
  const frames = calls.map(
    ({ functionName, url, lineNumber, columnNumber }) =>
      `    at ${functionName === '' ? '<anonymous>' : functionName} (${url}:${lineNumber + 1}:${columnNumber + 1})`,
  )
  // In the REPL's mode a throw has no place, and says so by the first one.
  if (frames.length === 0 && details.lineNumber + details.columnNumber > 0)
    frames.push(`    at ${cell}:${details.lineNumber + 1}:${details.columnNumber + 1}`)
  if (!frames.some((frame) => frame.includes('cell:///'))) return error
  return { ...error, stack: `${error.stack === '' ? error.name : error.stack}\n${frames.join('\n')}` }
}
