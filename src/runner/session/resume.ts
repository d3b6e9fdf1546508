// How much of an earlier run of a notebook still stands when it is run again in the same kernel: the cells before the first one that
// changed, did not pass, or is new. Pure; whether the kernel itself may be used again is asked elsewhere (schedule/kept.ts).
//
//   const kept = keptRuns(before.runs, job)   // results of cells 1 and 2, as cells of the new job
import type { NotebookJob } from '../plan/job.ts'
import { cellFingerprint } from '../plan/fingerprint.ts'
import type { CellRun } from './cell.ts'

export function keptRuns(before: readonly CellRun[], job: NotebookJob): CellRun[] {
  const kept: CellRun[] = []
  for (const [index, planned] of job.cells.entries()) {
    const run = before[index]
    if (run === undefined || !stands(run) || cellFingerprint(run.planned) !== cellFingerprint(planned)) break
    // Cells before it may have moved it within the file.
    kept.push({ ...run, planned, end: { ...run.end, file: job.file, cell: planned.ref, kept: true } })
  }
  return kept
}

/** A failure is looked at again; so is what was skipped for one, or not asked for. */
function stands({ end, planned }: CellRun): boolean {
  return end.verdict === 'passed' || (end.verdict === 'skipped' && planned.settings.skip !== false)
}
