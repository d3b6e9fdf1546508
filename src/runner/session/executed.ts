// The notebook as it is after a run: new outputs and counts in the cells that ran, nothing in those that a failure kept from
// running, and the rest untouched. No timing, no volatile ids: two runs of the same notebook give the same bytes.
//
//   await writeNotebook(job.source, executedNotebook(job, runs, kernel), 'out/etl.ipynb')
import type { Kernel } from '../../client/index.ts'
import type { Cell, Notebook } from '../../notebook/index.ts'
import type { NotebookJob } from '../plan/job.ts'
import type { CellRun } from './cell.ts'

export function executedNotebook(job: NotebookJob, runs: readonly CellRun[], kernel: Kernel | undefined): Notebook {
  const byId = new Map(runs.map((run) => [run.planned.cell.id, run]))
  const cells = job.notebook.cells.map((cell): Cell => {
    const run = byId.get(cell.id)
    if (cell.cell_type !== 'code' || run === undefined) return cell
    if (run.outcome !== undefined) {
      return { ...cell, outputs: run.outcome.laterOutputs(), execution_count: run.outcome.executionCount }
    }
    // What was skipped on purpose keeps its outputs; what did not come to run has none.
    const onPurpose = run.planned.settings.skip !== false || run.end.reason === 'not selected'
    return onPurpose ? cell : { ...cell, outputs: [], execution_count: null }
  })
  return { ...job.notebook, metadata: metadata(job, kernel), cells }
}

function metadata({ notebook, spec }: NotebookJob, kernel: Kernel | undefined): Notebook['metadata'] {
  const old = notebook.metadata
  const widgets = kernel?.widgets.metadata()
  const info = kernel?.info?.language_info
  return {
    ...old,
    ...(old.kernelspec === undefined
      ? { kernelspec: { display_name: spec.displayName, language: spec.language, name: spec.name } }
      : {}),
    ...(old.language_info === undefined && info !== undefined ? { language_info: info } : {}),
    ...(widgets === undefined ? {} : { widgets }),
  }
}
