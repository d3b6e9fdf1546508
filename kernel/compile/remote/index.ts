// Modules of the web and what they need, for cells and for files beside the notebook. Loaded with the first such import.
export { prepare } from './graph.ts'
export { installRemoteHooks } from './hooks.ts'
