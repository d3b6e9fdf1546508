/**
 * From layers to answers: what a notebook, and each of its cells, wants. The order of the layers is decided here and
 * nowhere else: config file, notebook metadata, command line; then the cell's metadata, tags, comment.
 *
 *     const notebook = notebookSettings(file.notebook, config, [layer('--check', { check: 'all' })])
 *     cellSettings(cell, notebook).skip   // undefined, or the reason
 */
import type { Cell, Notebook } from '../../notebook/index.ts'
import { RunnerError } from '../error.ts'
import { cellLayers } from './cell.ts'
import type { Config } from './config.ts'
import { type Layer, type Resolved, resolve } from './layer.ts'
import { notebookLayers } from './notebook.ts'
import type { Settings } from './settings.ts'

export interface NotebookSettings extends Settings {
  readonly resolved: Resolved
  readonly layers: readonly Layer[]
}

export interface Raises {
  /** 'must': the cell fails if nothing is raised. 'allow': nbclient's meaning. */
  readonly kind: 'must' | 'allow'
  /** Name of the error, or a pattern for "Name: message". Anything, if absent. */
  readonly what?: string | RegExp
}

export interface CellSettings extends Omit<Settings, 'skip' | 'raises' | 'check'> {
  readonly resolved: Resolved
  /** The reason, if it is not to be run. */
  readonly skip: string | undefined
  readonly raises: Raises | undefined
  readonly timeout: number
  /** Its outputs are compared. */
  readonly check: boolean
  readonly tags: readonly string[]
  readonly warnings: readonly string[]
}

export function notebookSettings(
  notebook: Pick<Notebook, 'metadata'>,
  config: Pick<Config, 'layer'>,
  overrides: readonly Layer[] = [],
): NotebookSettings {
  const layers = [config.layer, ...notebookLayers(notebook), ...overrides]
  const resolved = resolve(layers)
  return { ...resolved.values, resolved, layers }
}

export function cellSettings(cell: Pick<Cell, 'source' | 'metadata'>, notebook: NotebookSettings): CellSettings {
  const { layers, warnings } = cellLayers(cell)
  const resolved = resolve([...notebook.layers, ...layers])
  const { values } = resolved
  const reason = values.skip === true ? resolved.origins.skip : values.skip
  return {
    ...values,
    resolved,
    skip: reason === false ? undefined : reason,
    raises: readRaises(values),
    timeout: values.cellTimeout,
    check: values.check === 'all',
    tags: cell.metadata.tags ?? [],
    warnings,
  }
}

function readRaises({ raises, raisesException: kind }: Settings): Raises | undefined {
  if (raises === false) return undefined
  if (raises === true) return { kind }
  const pattern = /^\/(.*)\/([a-z]*)$/s.exec(raises)
  if (!pattern) return { kind, what: raises }
  try {
    return { kind, what: new RegExp(pattern[1] ?? '', pattern[2]) }
  } catch (cause) {
    throw new RunnerError(`raises: ${raises} is no regular expression`, { cause })
  }
}

/** Whether an error is the expected one. A dotted name (`mod.Error`) also matches by its last part. */
export function isExpected(raises: Raises, error: { readonly ename: string; readonly evalue: string }): boolean {
  const { what } = raises
  if (what === undefined) return true
  if (typeof what !== 'string') return what.test(`${error.ename}: ${error.evalue}`)
  return error.ename === what || error.ename.split('.').at(-1) === what
}
