/**
 * Parameters of notebooks: read from the cell that declares them, given by flags and files, checked before a kernel
 * starts, injected as a cell. Compatible with papermill's tag, placement and metadata.
 *
 *     const given = { ...(await readParameterFile('p.yaml')), ...parseParameterFlags(['year=2024']) }
 *     const { notebook } = resolveParameters(file.notebook, 'typescript', given)
 */
export { inspectCell, parameterLanguages, type Parameter } from './inspect.ts'
export { inspectParameters, resolveParameters, type ResolvedParameters } from './resolve.ts'
export { parseParameterFlags, parseParameterYaml, readMatrix, readParameterFile, type MatrixRow } from './source.ts'
export { describeType, type ParameterType } from './type.ts'
