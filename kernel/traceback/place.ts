// The place of what was thrown, from the inspector's answer: values that are no errors have no stack, and V8's own syntax errors
// have none that names the cell.
//
//   const { exceptionDetails } = await session.post('Runtime.evaluate', …)
//   withPlace(serializeError(thrown), exceptionDetails, 'cell:///3.ts')
import type { Runtime } from 'node:inspector'
import type { RawError } from './raw.ts'

export function withPlace(
  error: RawError,
  details: Pick<Runtime.ExceptionDetails, 'lineNumber' | 'columnNumber' | 'stackTrace'> | undefined,
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
