// The runner: executes notebooks in any Jupyter kernel and judges them. Events go out, results come back; printing, files and
// processes' exit codes are for its faces (command line, vitest, API).
//
//   const { exitCode, notebooks } = await runNotebooks({ patterns: ['notebooks'] }, onEvent)
export type * from './events.ts'
export { CellFailure } from './open-cell.ts'
export { openNotebook } from './open-notebook.ts'
export type { CellSelector, OpenCell, OpenNotebook, OpenOptions } from './open-notebook.ts'
export type { NotebookResult, RunOptions, RunResult } from './options.ts'
export { runNotebooks } from './run.ts'
export { wantsColor } from './report/style.ts'
