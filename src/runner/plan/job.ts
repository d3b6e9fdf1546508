// One notebook, ready to be executed: read, validated, its kernel chosen, its settings and those of each cell resolved. All that
// can be wrong without running anything is found here, before a kernel starts.
//
//   const job = await planJob({ path, places: [] }, { directory, layers: [], config })
import { dirname, relative, resolve as resolvePath, sep } from 'node:path'
import { ClientError } from '../../client/index.ts'
import type { Kernelspec } from '../../client/index.ts'
import type { Notebook, NotebookFile } from '../../notebook/index.ts'
import { cellAtLine, cellPositions, NotebookError, readNotebook } from '../../notebook/index.ts'
import { RunnerError } from '../error.ts'
import type { Failure } from '../events.ts'
import type { Layer, Settings } from '../settings/index.ts'
import { cellLayers, notebookLayers, resolve } from '../settings/index.ts'
import { codeCells } from './cells.ts'
import type { JobCell } from './cells.ts'
import type { FoundNotebook, Place } from './files.ts'
import { chooseKernel } from './kernel-choice.ts'

export interface PlannedCell extends JobCell {
  readonly settings: Settings
}

export interface NotebookJob {
  /** Relative to the run's directory, with forward slashes; a parameter row adds ` [year=2024]`. */
  readonly file: string
  readonly path: string
  readonly source: NotebookFile
  /** With injected parameters, if any were given. */
  readonly notebook: Notebook
  readonly spec: Kernelspec
  readonly settings: Settings
  readonly cells: readonly PlannedCell[]
  /** Code indexes that were asked for; the cells before the last of them run too. Absent: all. */
  readonly selected?: ReadonlySet<number>
  readonly warnings: readonly string[]
}

/** A notebook that can't be run, and whose fault that is. */
export interface BadJob {
  readonly file: string
  readonly path: string
  readonly bad: { readonly verdict: 'invalid' | 'infrastructure'; readonly failure: Failure }
}

export interface PlanContext {
  readonly directory: string
  /** Of the config file; weaker than a notebook's own. */
  readonly config: Layer
  /** Of the command line; stronger than a notebook's, weaker than a cell's. */
  readonly layers: readonly Layer[]
}

export async function planJob(found: FoundNotebook, context: PlanContext): Promise<NotebookJob | BadJob> {
  const { path } = found
  const file = relative(context.directory, path).split(sep).join('/')
  try {
    const source = await readNotebook(path)
    const { notebook } = source
    const layers = [context.config, ...notebookLayers(notebook), ...context.layers]
    const { values: settings } = resolve(layers)
    const warnings = [...source.warnings]
    const cells = codeCells(source, notebook).map((cell) => {
      const own = cellLayers(cell.cell)
      warnings.push(...own.warnings.map((text) => `cell ${cell.ref.codeIndex}: ${text}`))
      return { ...cell, settings: resolve([...layers, ...own.layers]).values }
    })
    const spec = chooseKernel(notebook.metadata, settings.kernel)
    const selected = selectCells(source, cells, found.places, file)
    return {
      file,
      path,
      source,
      notebook,
      spec,
      settings,
      cells,
      warnings,
      ...(selected === undefined ? {} : { selected }),
    }
  } catch (error) {
    return { file, path, bad: badJob(error) }
  }
}

/** Folder that the notebook's cells run in. */
export function workingFolder(job: Pick<NotebookJob, 'path' | 'settings'>, directory: string): string {
  const { cwd } = job.settings
  if (cwd === 'notebook') return dirname(job.path)
  return cwd === 'root' ? directory : resolvePath(directory, cwd)
}

function selectCells(
  source: NotebookFile,
  cells: readonly JobCell[],
  places: readonly Place[],
  file: string,
): ReadonlySet<number> | undefined {
  if (places.length === 0) return undefined
  const positions = cellPositions(source)
  return new Set(
    places.map((place) => {
      const index = place.line === undefined ? undefined : cellAtLine(positions, place.line)
      const cell = cells.find(({ ref }) => (place.cellId === undefined ? ref.index === index : ref.id === place.cellId))
      if (cell !== undefined) return cell.ref.codeIndex
      throw place.cellId === undefined
        ? new RunnerError(`line ${place.line} of ${file} is in no code cell`)
        : new RunnerError(`${file} has no code cell with the id "${place.cellId}"`)
    }),
  )
}

function badJob(error: unknown): BadJob['bad'] {
  if (error instanceof NotebookError) {
    const { line, column, hint } = error
    const failure = { ename: 'NotebookError', evalue: error.reason, traceback: [] }
    return {
      verdict: 'invalid',
      failure: {
        ...failure,
        ...(line === undefined ? {} : { jsonLine: line }),
        ...(column === undefined ? {} : { jsonColumn: column }),
        ...(hint === undefined ? {} : { hint }),
      },
    }
  }
  if (error instanceof RunnerError || error instanceof ClientError) {
    const evalue = error instanceof RunnerError ? error.reason : error.message
    const verdict = error instanceof ClientError || error.exitCode === 3 ? 'infrastructure' : 'invalid'
    const hint = error.hint === undefined ? {} : { hint: error.hint }
    return { verdict, failure: { ename: error.name, evalue, traceback: [], ...hint } }
  }
  throw error
}
