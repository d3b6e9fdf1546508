// One notebook, ready to be executed: read, validated, its kernel chosen, its settings and those of each cell resolved. All that
// can be wrong without running anything is found here, before a kernel starts.
//
//   const job = await planJob({ path, places: [] }, { directory, layers: [], config })
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve as resolvePath, sep } from 'node:path'
import { ClientError } from '../../client/index.ts'
import type { Kernelspec } from '../../client/index.ts'
import type { Notebook, NotebookFile } from '../../notebook/index.ts'
import { decodeNotebook, NotebookError, readNotebook } from '../../notebook/index.ts'
import { readSanitizerFiles } from '../compare/index.ts'
import { RunnerError } from '../error.ts'
import type { Failure } from '../events.ts'
import type { MatrixRow } from '../parameters/index.ts'
import { resolveParameters } from '../parameters/index.ts'
import type { Layer, Settings } from '../settings/index.ts'
import { cellLayers, notebookLayers, resolve } from '../settings/index.ts'
import { codeCells } from './cells.ts'
import type { JobCell } from './cells.ts'
import type { FoundNotebook } from './files.ts'
import { chooseKernel, nameKernel } from './kernel-choice.ts'
import { selectCells } from './select.ts'
import type { Selection } from './select.ts'

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
  /** Of the command line; those of the settings are weaker. */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined
  /** Kernels are a server's: none is looked for here. */
  readonly onServer?: boolean
  readonly selection?: Pick<Selection, 'pattern' | 'tags'>
}

/** @param row of a matrix of parameters; its label becomes part of the name. */
export async function planJob(
  found: FoundNotebook,
  context: PlanContext,
  row?: MatrixRow,
): Promise<NotebookJob | BadJob> {
  const { path } = found
  const { directory } = context
  const label = row === undefined ? '' : ` [${row.label}]`
  const file = relative(directory, path).split(sep).join('/') + label
  try {
    const source = found.bytes === undefined ? await readNotebook(path) : decodeNotebook(found.bytes)
    const layers = [context.config, ...notebookLayers(source.notebook), ...context.layers]
    const { values: settings } = resolve(layers)
    const warnings = [...source.warnings]
    const choose = context.onServer === true ? nameKernel : chooseKernel
    const spec = choose(source.notebook.metadata, settings.kernel)
    const given = { ...settings.params, ...context.parameters, ...row?.values }
    const { notebook } = resolveParameters(source.notebook, spec.language, given)
    const selection = { ...context.selection, places: found.places }
    const cells: PlannedCell[] = []
    const plain = codeCells(source, notebook)
    const selected = selectCells(source, plain, selection, file)
    for (const cell of plain) {
      const own = cellLayers(cell.cell)
      warnings.push(...own.warnings.map((text) => `cell ${cell.ref.codeIndex}: ${text}`))
      const { values } = resolve([...layers, ...own.layers])
      cells.push({ ...cell, settings: await ready(values, directory, selected?.has(cell.ref.codeIndex) === true) })
    }
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

/** Files of sanitizers are read, and a slow cell that nobody asked for is skipped. */
async function ready(values: Settings, directory: string, selected: boolean): Promise<Settings> {
  const skip = values.slow && !selected && values.skip === false ? 'slow; --tag slow runs it' : values.skip
  const sanitize = await readSanitizerFiles(values.sanitize, directory)
  return { ...values, skip, sanitize }
}

const temporary = new Map<string, string>()

/** Fresh, and removed when this process ends. */
function temporaryFolder(path: string): string {
  const known = temporary.get(path)
  if (known !== undefined) return known
  const folder = mkdtempSync(join(tmpdir(), 'loopbook-cwd-'))
  if (temporary.size === 0) {
    process.once('exit', () => {
      for (const one of temporary.values()) rmSync(one, { recursive: true, force: true })
    })
  }
  temporary.set(path, folder)
  return folder
}

/** Folder that the notebook's cells run in. */
export function workingFolder(job: Pick<NotebookJob, 'path' | 'settings'>, directory: string): string {
  const { cwd } = job.settings
  // One a job: the kernel and what asks later must mean the same folder.
  if (cwd === 'tmp') return temporaryFolder(job.path)
  if (cwd === 'notebook') return dirname(job.path)
  return cwd === 'root' ? directory : resolvePath(directory, cwd)
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
    const ename = error instanceof RunnerError ? 'WrongUse' : 'NoKernel'
    const verdict = error instanceof ClientError || error.exitCode === 3 ? 'infrastructure' : 'invalid'
    const hint = error.hint === undefined ? {} : { hint: error.hint }
    return { verdict, failure: { ename, evalue, traceback: [], ...hint } }
  }
  throw error
}
