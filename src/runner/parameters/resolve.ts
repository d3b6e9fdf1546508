/**
 * Parameters given to a notebook: checked against the cell tagged "parameters" before any kernel starts, then injected as
 * a cell after it, tagged "injected-parameters", as papermill does (an earlier injected cell is replaced). Unknown names
 * and wrong types are errors, all of them told at once.
 *
 *     const { notebook, values } = resolveParameters(file.notebook, 'typescript', parseParameterFlags(['year=2024']))
 */
import type { CodeCell, Notebook } from '../../notebook/index.ts'
import { RunnerError, nearest } from '../error.ts'
import { type Assigned, injectedCode } from './code.ts'
import { type Parameter, inspectCell } from './inspect.ts'
import { RawText, convert } from './type.ts'

/** Exit code 2; the message has a line for each parameter that is wrong. */
export class ParameterError extends RunnerError {
  override readonly name: string = 'ParameterError'
}

export interface ResolvedParameters {
  readonly notebook: Notebook
  readonly values: Readonly<Record<string, unknown>>
}

/** Parameters that a notebook declares; none without a cell tagged "parameters". */
export function inspectParameters(notebook: Notebook, language: string): Parameter[] {
  const cell = taggedCell(notebook, 'parameters')
  if (!cell) return []
  // Of two declarations of one name the last counts.
  return [...new Map(inspectCell(cell.source, language).map((parameter) => [parameter.name, parameter])).values()]
}

/** Throws ParameterError. Without given values the notebook comes back as it is. */
export function resolveParameters(
  notebook: Notebook,
  language: string,
  given: Readonly<Record<string, unknown>>,
): ResolvedParameters {
  const names = Object.keys(given)
  if (names.length === 0) return { notebook, values: {} }
  const cell = taggedCell(notebook, 'parameters')
  if (!cell)
    throw new ParameterError(`the notebook takes no parameters, but ${names.join(', ')} was given`, {
      hint: 'tag the cell that declares them with "parameters" (JupyterLab: property inspector; VS Code: "Add Cell Tag")',
    })
  const declared = inspectParameters(notebook, language)
  const number = notebook.cells.filter(({ cell_type: type }) => type === 'code').indexOf(cell) + 1
  const problems: string[] = []
  const assigned: Assigned[] = []
  for (const [name, value] of Object.entries(given)) {
    const parameter = declared.find((candidate) => candidate.name === name)
    if (!parameter) {
      problems.push(unknownParameter(name, declared))
      continue
    }
    const converted = convert(parameter.type, value)
    if (converted.ok) assigned.push({ parameter, value: converted.value })
    else
      problems.push(
        `${name} must be ${converted.expected}, not ${show(value)} (cell ${number}, line ${parameter.line}: ${parameter.declaration} = ${parameter.default})`,
      )
  }
  if (problems.length > 0) throw new ParameterError(problems.join('\n'))
  const values = Object.fromEntries(assigned.map(({ parameter, value }) => [parameter.name, plain(value)]))
  return { notebook: inject(notebook, cell, injectedCode(assigned, language), values), values }
}

function unknownParameter(name: string, declared: readonly Parameter[]): string {
  const names = declared.map((parameter) => parameter.name)
  const meant = nearest(name, names)
  if (meant !== undefined) return `there is no parameter "${name}"; did you mean "${meant}"?`
  return `there is no parameter "${name}"; the notebook declares ${names.join(', ') || 'none'}`
}

function show(value: unknown): string {
  if (value instanceof RawText) return JSON.stringify(value.text)
  return typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? String(value))
}

/** As JSON can hold it, for metadata and reports. */
function plain(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value
}

function taggedCell(notebook: Notebook, tag: string): CodeCell | undefined {
  return notebook.cells.find(
    (cell): cell is CodeCell => cell.cell_type === 'code' && (cell.metadata.tags ?? []).includes(tag),
  )
}

function inject(
  notebook: Notebook,
  parameters: CodeCell,
  source: string,
  values: Readonly<Record<string, unknown>>,
): Notebook {
  const old = taggedCell(notebook, 'injected-parameters')
  const taken = new Set(notebook.cells.map(({ id }) => id))
  const id = old?.id ?? freeId('injected-parameters', taken)
  const cell: CodeCell = {
    cell_type: 'code',
    id,
    source,
    metadata: old?.metadata ?? { tags: ['injected-parameters'] },
    execution_count: null,
    outputs: [],
  }
  const cells = old
    ? notebook.cells.map((candidate) => (candidate === old ? cell : candidate))
    : notebook.cells.flatMap((candidate) => (candidate === parameters ? [candidate, cell] : [candidate]))
  const before = notebook.metadata['papermill']
  const papermill = { ...(typeof before === 'object' && before !== null ? before : {}), parameters: values }
  return { ...notebook, cells, metadata: { ...notebook.metadata, papermill } }
}

function freeId(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted
  for (let count = 2; ; count++) if (!taken.has(`${wanted}-${count}`)) return `${wanted}-${count}`
}
