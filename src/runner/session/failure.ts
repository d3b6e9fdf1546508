// An error as the kernel sent it → a Failure with the line in the cell and in the .ipynb. The line stands in the traceback, in
// the words of each kernel: "Cell In[3], line 2" (IPython), "Cell [3], line 2" (ours), "<anonymous>:2:7" (Deno).
//
//   errorFailure(error, 3, position).jsonLine   // 43
import { stripVTControlCharacters } from 'node:util'
import type { CellPosition } from '../../notebook/index.ts'
import type { Failure } from '../events.ts'

interface KernelError {
  readonly ename: string
  readonly evalue: string
  readonly traceback: readonly string[]
}

export function errorFailure(error: KernelError, executionCount: number | null, position?: CellPosition): Failure {
  const place = errorPlace(error.traceback, executionCount)
  const { ename, evalue, traceback } = error
  const hint = /^\s*hint: (.+)$/m.exec(stripVTControlCharacters(traceback.join('\n')))?.[1]
  return {
    ename,
    evalue,
    traceback,
    ...placeInFile(place?.line, place?.column, position),
    ...(hint === undefined ? {} : { hint }),
  }
}

/** A failure that the runner found; it points at the cell's first line. */
export function runnerFailure(ename: string, evalue: string, position?: CellPosition, hint?: string): Failure {
  return { ename, evalue, traceback: [], ...placeInFile(1, 1, position), ...(hint === undefined ? {} : { hint }) }
}

function placeInFile(line: number | undefined, column: number | undefined, position?: CellPosition): Partial<Failure> {
  if (position === undefined) return line === undefined ? {} : { sourceLine: line }
  const place = position.place(line ?? 1, column ?? 1)
  return { ...(line === undefined ? {} : { sourceLine: line }), jsonLine: place.line, jsonColumn: place.column }
}

/** Where this cell (by its execution count) last appears in the traceback: the deepest of its own frames. */
export function errorPlace(
  traceback: readonly string[],
  executionCount: number | null,
): { line: number; column?: number } | undefined {
  const text = stripVTControlCharacters(traceback.join('\n'))
  const count = executionCount ?? '\\d+'
  const named = [...text.matchAll(new RegExp(`Cell (?:In ?)?\\[${count}\\], line (\\d+)(?:, column (\\d+))?`, 'g'))].at(
    -1,
  )
  if (named !== undefined) return place(named[1], named[2])
  // IPython before 8.
  const arrow = new RegExp(`(?:Input In \\[${count}\\]|<ipython-input-${count}-\\w+>)[^]*?^-+> (\\d+) `, 'm').exec(text)
  if (arrow !== null) return place(arrow[1])
  const anonymous = /^\s+at (?:.*\()?<anonymous>:(\d+):(\d+)\)?$/m.exec(text)
  return anonymous === null ? undefined : place(anonymous[1], anonymous[2])
}

function place(line: string | undefined, column?: string): { line: number; column?: number } {
  return column === undefined ? { line: Number(line) } : { line: Number(line), column: Number(column) }
}
