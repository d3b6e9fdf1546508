/**
 * Settings of runs, notebooks and cells: read from every place that they may stand in, checked, put in order, explained.
 * Nothing here runs anything.
 *
 *     const config = await loadConfig(process.cwd())
 *     const notebook = notebookSettings(file.notebook, config, [layer('--check', { check: 'all' })])
 */
export { cellLayers, type CellLayers } from './cell.ts'
export { loadConfig, type Config } from './config.ts'
export { explain, type Explained } from './explain.ts'
export { layer, resolve, type Layer, type Resolved } from './layer.ts'
export { notebookLayers } from './notebook.ts'
export {
  defaults,
  fields,
  settingNames,
  type SanitizerRule,
  type SanitizerSetting,
  type SettingName,
  type Settings,
} from './settings.ts'
export { formatDuration, parseDuration, parseSize } from './units.ts'
export {
  cellSettings,
  isExpected,
  notebookSettings,
  type CellSettings,
  type NotebookSettings,
  type Raises,
} from './wanted.ts'
