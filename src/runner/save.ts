// Where executed notebooks go: into a folder of copies (also of failures, also of interrupted ones), back into the file, or, with
// -u, only what differs in it. Every write is all or nothing; a file that changed meanwhile is left alone.
//
//   const save = createSave('/work', { out: 'executed' })
import { mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Notebook } from '../notebook/index.ts'
import { serializePieces, writeAtomic, writeNotebook } from '../notebook/index.ts'
import { acceptOutputs, compareOptions } from './compare/index.ts'
import type { RunOptions } from './options.ts'
import type { NotebookJob } from './plan/job.ts'
import type { CellRun } from './session/cell.ts'

/** Gives the path that was written; undefined when nothing was to be written. */
export type Save = (job: NotebookJob, executed: Notebook, runs: readonly CellRun[]) => Promise<string | undefined>

export function createSave(directory: string, options: RunOptions): Save | undefined {
  const { out, outputFile, onExecuted, inPlace, update } = options
  const asked = out !== undefined || outputFile !== undefined || onExecuted !== undefined
  if (!asked && inPlace !== true && update !== true) return undefined
  return async (job, executed, runs) => {
    if (update === true) await accept(job, runs)
    if (inPlace === true) await writeNotebook(job.source, executed)
    await onExecuted?.(serializePieces(job.source, executed))
    if (out === undefined && outputFile === undefined) return inPlace === true ? job.path : undefined
    const path = outputFile === undefined ? copyPath(directory, out!, job.file) : resolve(directory, outputFile)
    await mkdir(dirname(path), { recursive: true })
    await writeAtomic(path, serializePieces(job.source, executed))
    return path
  }
}

function copyPath(directory: string, out: string, file: string): string {
  return resolve(directory, out, `${file.replace(/\.ipynb( \[.*\])?$/, '$1')}.ipynb`)
}

/** New outputs of the cells that passed but for their outputs; a cell that raised has nothing to accept. */
async function accept(job: NotebookJob, runs: readonly CellRun[]): Promise<void> {
  const made = new Map(
    runs.flatMap(({ planned, outcome, end }) => {
      const onlyOutputs = end.verdict === 'passed' || end.failure?.mismatches !== undefined
      return outcome !== undefined && onlyOutputs ? [[planned.cell.id, outcome.laterOutputs()] as const] : []
    }),
  )
  const settings = new Map(job.cells.map((planned) => [planned.cell.id, planned.settings]))
  const accepted = acceptOutputs(job.source.notebook, made, (cell) => compareOptions(settings.get(cell.id)))
  await writeNotebook(job.source, accepted)
}
