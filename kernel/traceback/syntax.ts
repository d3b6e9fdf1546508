// A cell that the parser refused, in the same form as every other error: title, place, the line with its caret, hint.
//
//   catch (error) { if (error instanceof CellSyntaxError) return describeSyntax(error, { id: 3, code }) }
import type { CellSyntaxError } from '../compile/index.ts'
import { describeAt } from './describe.ts'
import type { DescribedError } from './describe.ts'

export function describeSyntax(
  error: Pick<CellSyntaxError, 'message' | 'line' | 'column' | 'endColumn' | 'hint'>,
  cell: { id: number; code: string },
): DescribedError {
  const raw = {
    name: 'SyntaxError',
    message: error.message,
    stack: '',
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  }
  const { line, column, endColumn } = error
  return describeAt(raw, {
    cell: cell.id,
    path: '',
    line,
    column,
    endColumn,
    function: undefined,
    source: cell.code,
  })
}
