/**
 * `-u`: a notebook whose recorded outputs are replaced by those just made, as far as they differ. What counts as the same
 * (times, ids, tolerance) keeps its recorded form, so the diff in version control shows changes only. Execution counts
 * become 1, 2, 3 … in the order of the cells; timing is not written.
 *
 *     const accepted = acceptOutputs(file.notebook, new Map([['cell-id', outputs]]), () => options)
 */
import type { CodeCell, Notebook, Output } from '../../notebook/index.ts'
import { type CompareOptions, compareOutputs } from './compare.ts'
import { mergeStreams } from './terminal.ts'

/** `made` has the outputs of every cell that was run; cells not in it keep theirs. */
export function acceptOutputs(
  notebook: Notebook,
  made: ReadonlyMap<string, readonly Output[]>,
  optionsOf: (cell: CodeCell) => CompareOptions,
): Notebook {
  let count = 0
  const cells = notebook.cells.map((cell) => {
    if (cell.cell_type !== 'code') return cell
    const outputs = made.get(cell.id)
    if (outputs === undefined) return cell
    count++
    const recorded = { outputs: cell.outputs, executionCount: cell.execution_count }
    const same = cell.execution_count !== null && compareOutputs(recorded, outputs, optionsOf(cell)).length === 0
    const kept = same ? cell.outputs : mergeStreams(outputs)
    return renumber(cell, count, kept)
  })
  return cells.every((cell, index) => cell === notebook.cells[index]) ? notebook : { ...notebook, cells }
}

function renumber(cell: CodeCell, count: number, outputs: readonly Output[]): CodeCell {
  const numbered = outputs.map((output) =>
    output.output_type === 'execute_result' && output.execution_count !== count
      ? { ...output, execution_count: count }
      : output,
  )
  const untouched =
    numbered.length === cell.outputs.length && numbered.every((output, at) => output === cell.outputs[at])
  if (untouched && cell.execution_count === count) return cell
  return { ...cell, execution_count: count, outputs: untouched ? cell.outputs : numbered }
}
