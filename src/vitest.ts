// `loopbook/vitest`: notebooks as vitest test files, one test a cell. One line in the user's config; filters, watch, shards,
// reporters and coverage are vitest's own. Peer: vitest 4 or 5.
//
//   // vitest.config.ts
//   import { notebooks } from 'loopbook/vitest'
//   export default defineConfig({ plugins: [notebooks()] })
import { createPlugin } from './runner/vitest/plugin.ts'
import type { NotebookPlugin, NotebookPluginOptions } from './runner/vitest/plugin.ts'

export type { NotebookPlugin, NotebookPluginOptions }
export { CellFailure } from './runner/open-cell.ts'
export { openNotebook } from './runner/open-notebook.ts'
export type { CellSelector, OpenCell, OpenNotebook, OpenOptions } from './runner/open-notebook.ts'
export { openTestFile } from './runner/vitest/test-file.ts'

/** The plugin. Options are the runner's settings (`{ kernel, cellTimeout, check, … }`) and `include`. */
export function notebooks(options: NotebookPluginOptions = {}): NotebookPlugin {
  // The generated test modules import this very file: its path is known only here, in the bundle's entry.
  const runtime = new URL(import.meta.url)
  const coverage = runtime.pathname.endsWith('.ts') ? './runner/vitest/coverage-provider.ts' : './vitest-coverage.js'
  return createPlugin(options, { runtime, coverage: new URL(coverage, runtime) })
}

export default notebooks
