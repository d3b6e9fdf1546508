/**
 * Settings of runs, notebooks and cells: read from every place that they may stand in, checked, put in order, explained.
 * The order is the caller's: config file, notebook metadata, command line, then the cell's own layers. Nothing here runs
 * anything.
 *
 *     const config = await loadConfig(process.cwd())
 *     const { values } = resolve([config.layer, ...notebookLayers(notebook), layer('--check', { check: 'all' })])
 */
export { cellLayers, type CellLayers } from './cell.ts'
export { loadConfig, type Config } from './config.ts'
export { explain, type Explained } from './explain.ts'
export { layer, resolve, type Layer, type Resolved } from './layer.ts'
export { notebookLayers } from './notebook.ts'
export { readRunConfig, type RunConfig } from './run-config.ts'
export { fields, type SanitizerRule, type SanitizerSetting, type SettingName, type Settings } from './settings.ts'
export { formatDuration, parseDuration, parseSize } from './units.ts'
