/**
 * What `loopbook list` prints of a notebook: its parameters with types and defaults, its code cells with the lines that
 * `file.ipynb:41` takes, ids and tags; with `explain` every setting and the place that decided it. No kernel is started.
 *
 *     listNotebook('etl.ipynb', file, { layers: [config.layer], explain: true })
 */
import type { NotebookFile } from '../../notebook/index.ts'
import type { Parameter } from '../parameters/index.ts'
import { describeType, inspectParameters, parameterLanguages } from '../parameters/index.ts'
import { codeCells } from '../plan/cells.ts'
import type { Layer } from '../settings/index.ts'
import { cellLayers, explain, notebookLayers, resolve } from '../settings/index.ts'

export interface ListOptions {
  /** Config file first, then the command line: the notebook's own come between. */
  readonly config: Layer
  readonly flags: readonly Layer[]
  readonly explain: boolean
}

/** Throws RunnerError if a setting or the parameters cell is wrong. */
export function listNotebook(name: string, file: NotebookFile, options: ListOptions): string {
  const { notebook } = file
  const { kernelspec, language_info: info } = notebook.metadata
  const language = (info?.name ?? kernelspec?.language ?? 'typescript').toLowerCase()
  const cells = codeCells(file, notebook)
  const layers = [options.config, ...notebookLayers(notebook), ...options.flags]
  const head = `${name}  ${kernelspec?.name ?? language}, ${cells.length} code cells\n`
  const parameters = parameterLanguages.includes(language) ? inspectParameters(notebook, language) : []
  const rows = cells.map(({ ref }) => {
    const tags = ref.tags.length > 0 ? `  [${ref.tags.join(', ')}]` : ''
    return `  ${String(ref.line).padStart(5)}  #${ref.id}  ${ref.name}${tags}\n`
  })
  const warnings = file.warnings.map((warning) => `  ! ${warning}\n`)
  const listed = [head, ...parameters.map(parameterRow), ...rows, ...warnings].join('')
  if (!options.explain) return listed
  const entries = cells.map(({ cell, ref }) => ({
    title: `cell ${ref.codeIndex} #${ref.id}`,
    resolved: resolve([...layers, ...cellLayers(cell).layers]),
  }))
  return `${listed}\n${explain([{ title: 'settings', resolved: resolve(layers) }, ...entries])}`
}

function parameterRow({ name, type, default: value, help }: Parameter): string {
  return `  -p ${name}=${value.replaceAll(/\s+/g, ' ')}  (${describeType(type)})${help === '' ? '' : `  ${help}`}\n`
}
