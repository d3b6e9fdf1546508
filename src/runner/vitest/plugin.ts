// The Vite plugin: adds notebooks to the test files and turns each, when it is loaded, into a module of tests. Does no running
// itself; that happens in vitest's worker (test-file.ts).
//
//   createPlugin({ cellTimeout: '30s' }, { runtime: new URL(import.meta.url), coverage })
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { CoverageContext } from './coverage-plugin.ts'
import { replaceProvider } from './coverage-plugin.ts'
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
  configureVitest(
    context: CoverageContext & {
      defineCacheKeyGenerator?: DefineCacheKey
      experimental_defineCacheKeyGenerator?: DefineCacheKey
    },
  ): void
}

type DefineCacheKey = (generator: () => string) => void

interface Entries {
  /** Module that exports openTestFile. */
  readonly runtime: URL
  /** The coverage provider's module. */
  readonly coverage: URL
}

export function createPlugin(options: NotebookPluginOptions, entries: Entries): NotebookPlugin {
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
      const code = await notebookModule(path, { runtime: fileURLToPath(entries.runtime), settings })
      return { code, map: null }
    },
    configureVitest(context) {
      replaceProvider(context, entries.coverage)
      // Vitest 5 keeps transformed modules on disk: other options, other module.
      const key = createHash('sha256').update(JSON.stringify(settings)).digest('hex')
      // 4 has it under a name that 5 calls deprecated.
      const define = context.defineCacheKeyGenerator ?? context.experimental_defineCacheKeyGenerator
      define?.call(context, () => key)
    },
  }
}
