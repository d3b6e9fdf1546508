// The Vite plugin: adds notebooks to the test files and turns each, when it is loaded, into a module of tests. Does no running
// itself; that happens in vitest's worker (test-file.ts) or, in a watch, beside it in the main process (host.ts).
//
//   createPlugin({ cellTimeout: '30s' }, { runtime: new URL(import.meta.url), coverage })
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { RunnerError } from '../error.ts'
import type { CoverageContext } from './coverage-plugin.ts'
import { replaceProvider } from './coverage-plugin.ts'
import { notebookModule } from './module.ts'
import type { ProjectContext } from './projects.ts'
import { claimNotebooks } from './projects.ts'
import { hostVariable } from './wire.ts'

export interface NotebookPluginOptions {
  /** Globs of notebooks, relative to the root. Default: all but checkpoints and dependencies. */
  readonly include?: readonly string[]
  /** Address of a Jupyter Server or gateway whose kernels run the notebooks. */
  readonly server?: string
  /** Environment variable that holds the server's token. Default JUPYTER_TOKEN. */
  readonly tokenEnv?: string
  /** Settings as in loopbook.config.ts: `kernel`, `cellTimeout`, `check`, `onError`, `retry` … */
  readonly [setting: string]: unknown
}

interface TestConfig {
  readonly include?: readonly string[]
}
type DefineCacheKey = (generator: () => string) => void

/** As much of what vitest gives to configureVitest as we use. */
type VitestContext = CoverageContext &
  ProjectContext & {
    readonly vitest?: {
      readonly config?: { readonly watch?: boolean }
      onClose?(listener: () => Promise<void>): void
    }
    readonly defineCacheKeyGenerator?: DefineCacheKey
    readonly experimental_defineCacheKeyGenerator?: DefineCacheKey
  }

/** As much of Vite's Plugin as we use; written down here so that no version of Vite's types is asked for. */
export interface NotebookPlugin {
  readonly name: string
  readonly enforce: 'pre'
  config(config: { readonly test?: TestConfig }): Promise<{ test: { include: string[] } }>
  load(id: string): Promise<{ code: string; map: null } | undefined>
  configureVitest(context: VitestContext): Promise<void>
}

interface Entries {
  /** Module that exports openTestFile. */
  readonly runtime: URL
  /** The coverage provider's module. */
  readonly coverage: URL
}

export function createPlugin(options: NotebookPluginOptions, entries: Entries): NotebookPlugin {
  const { include = ['**/*.ipynb'], server, tokenEnv, ...settings } = options
  mustBePlain(options)
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
      const code = await notebookModule({ path, settings, server, tokenEnv }, fileURLToPath(entries.runtime))
      return { code, map: null }
    },
    async configureVitest(context) {
      claimNotebooks(context, include)
      replaceProvider(context, entries.coverage)
      // Vitest 5 keeps transformed modules on disk: other options, other module.
      const key = createHash('sha256').update(JSON.stringify(options)).digest('hex')
      // 4 has it under a name that 5 calls deprecated.
      const define = context.defineCacheKeyGenerator ?? context.experimental_defineCacheKeyGenerator
      define?.call(context, () => key)
      await hostFor(context)
    },
  }
}

const hosts = process as unknown as Record<symbol, boolean | undefined>
const hosted = Symbol.for('loopbook.vitest-host')

/** One for all projects of this process; the one of a vitest that started this one is not ours. */
async function hostFor({ vitest }: VitestContext): Promise<void> {
  if (hosts[hosted] === true) return
  delete process.env[hostVariable]
  if (vitest?.config?.watch !== true) return
  hosts[hosted] = true
  // Everything that runs kernels: not loaded into a main process that runs none.
  const { startHost } = await import('./host.ts')
  const host = await startHost()
  process.env[hostVariable] = host.path
  vitest.onClose?.(async () => {
    delete process.env[hostVariable]
    hosts[hosted] = false
    await host.close()
  })
}

/** Options go to the workers as JSON. @throws RunnerError */
function mustBePlain(options: NotebookPluginOptions): void {
  JSON.stringify(options, (name, value: unknown) => {
    if (typeof value !== 'function' && !(value instanceof RegExp)) return value
    throw new RunnerError(
      `notebooks(): ${name} can't be a ${typeof value === 'function' ? 'function' : 'regular expression'} here`,
      {
        hint: 'put it into loopbook.config.ts, which the plugin reads too',
      },
    )
  })
}
