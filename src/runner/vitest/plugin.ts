// The Vite plugin: adds notebooks to the test files and turns each, when it is loaded, into a module of tests. Does no running
// itself; that happens in vitest's worker (test-file.ts).
//
//   createPlugin({ cellTimeout: '30s' }, import.meta.url)
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { notebookModule } from './module.ts'

export interface NotebookPluginOptions {
  /** Globs of notebooks, relative to the root. Default: all but checkpoints and dependencies. */
  readonly include?: readonly string[]
  /** Settings as in loopbook.config.ts: `kernel`, `cellTimeout`, `check`, `onError`, `retry` … */
  readonly [setting: string]: unknown
}

interface TestConfig {
  readonly include?: readonly string[]
}

/** As much of Vite's Plugin as we use; written down here so that no version of Vite's types is asked for. */
export interface NotebookPlugin {
  readonly name: string
  readonly enforce: 'pre'
  config(config: {
    readonly test?: TestConfig
  }): Promise<{ test: { include: string[]; forceRerunTriggers?: string[] } }>
  load(id: string): Promise<{ code: string; map: null } | undefined>
  configureVitest(context: { experimental_defineCacheKeyGenerator?: (generator: () => string) => void }): void
}

export function createPlugin(options: NotebookPluginOptions, runtimeUrl: string): NotebookPlugin {
  const { include = ['**/*.ipynb'], ...settings } = options
  return {
    name: 'loopbook',
    enforce: 'pre',
    async config(config) {
      // Vitest's own patterns count only as long as nobody gives any; Vite adds ours to the user's.
      const { configDefaults } = await import('vitest/config')
      const own = config.test?.include === undefined ? configDefaults.include : []
      return { test: { include: [...own, ...include] } }
    },
    async load(id) {
      const path = id.split('?')[0]!
      if (!path.endsWith('.ipynb')) return undefined
      const code = await notebookModule(path, { runtime: fileURLToPath(runtimeUrl), settings })
      return { code, map: null }
    },
    configureVitest(context) {
      // Vitest 5 keeps transformed modules on disk: other options, other module.
      const key = createHash('sha256').update(JSON.stringify(settings)).digest('hex')
      context.experimental_defineCacheKeyGenerator?.(() => key)
    },
  }
}
