// Puts our coverage provider in the place of vitest's v8 one, when the user has chosen that (or nothing, which means that), before
// anything of coverage has started. Other providers are left alone, and so is v8 where it isn't installed: vitest says that best.
//
//   replaceProvider(context, root, providerUrl)
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { v8Variable } from './coverage-folder.ts'

interface CoverageConfig {
  provider?: string
  customProviderModule?: string
}
interface ConfigWithCoverage {
  readonly root?: string
  readonly coverage?: CoverageConfig
  readonly browser?: { readonly enabled?: boolean }
}
/** As much of what vitest gives to configureVitest as we use. */
export interface CoverageContext {
  readonly vitest?: { readonly config?: ConfigWithCoverage }
  readonly project?: { readonly config?: ConfigWithCoverage }
}

export function replaceProvider({ vitest, project }: CoverageContext, provider: URL): void {
  // A browser's provider is another module.
  const configs = [vitest?.config, project?.config].filter((config) => config?.browser?.enabled !== true)
  for (const config of configs) {
    const coverage = config?.coverage
    if (coverage === undefined || (coverage.provider ?? 'v8') !== 'v8') continue
    const v8 = findV8(config?.root ?? process.cwd())
    if (v8 === undefined) continue
    process.env[v8Variable] = v8
    coverage.provider = 'custom'
    coverage.customProviderModule = fileURLToPath(provider)
  }
}

/** As vitest itself finds it: from where vitest is, or else from the project. */
function findV8(root: string): string | undefined {
  const project = createRequire(join(root, 'package.json'))
  for (const from of [
    (): NodeJS.Require => createRequire(project.resolve('vitest/package.json')),
    (): NodeJS.Require => project,
  ]) {
    try {
      return pathToFileURL(from().resolve('@vitest/coverage-v8')).href
    } catch {
      // Not there.
    }
  }
  return undefined
}
