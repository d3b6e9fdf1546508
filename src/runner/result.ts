// From the verdicts of notebooks to totals and the exit code, which CI reads.
//
//   exitCode(notebooks, undefined)   // 0, 1, 2, 3 or 4
import type { RunEnd, Verdict } from './events.ts'
import type { NotebookResult } from './options.ts'

/** 130 or 143 interrupted, 4 nothing to run, 3 infrastructure, 2 invalid, 1 failed, 0 passed: the one that needs attention first. */
export function exitCode(notebooks: readonly NotebookResult[], interrupted: 'SIGINT' | 'SIGTERM' | undefined): number {
  if (interrupted !== undefined) return interrupted === 'SIGINT' ? 130 : 143
  if (notebooks.length === 0) return 4
  const verdicts = new Set(notebooks.map((notebook) => notebook.verdict))
  if (verdicts.has('infrastructure')) return 3
  if (verdicts.has('invalid')) return 2
  return [...verdicts].every((verdict) => verdict === 'passed' || verdict === 'skipped') ? 0 : 1
}

export function totals(notebooks: readonly NotebookResult[]): Pick<RunEnd, 'notebooks' | 'cells'> {
  const counts: Partial<Record<Verdict | 'flaky' | 'cached', number>> = {}
  const cells: Partial<Record<Verdict | 'kept', number>> = {}
  for (const { verdict, flaky, cached, cells: ends } of notebooks) {
    counts[verdict] = (counts[verdict] ?? 0) + 1
    if (flaky === true) counts.flaky = (counts.flaky ?? 0) + 1
    if (cached === true) counts.cached = (counts.cached ?? 0) + 1
    for (const { verdict: of, kept } of ends) {
      cells[of] = (cells[of] ?? 0) + 1
      if (kept === true) cells.kept = (cells.kept ?? 0) + 1
    }
  }
  return { notebooks: counts, cells }
}
