// Vitest's v8 coverage with that of the kernels merged in: a custom provider (the documented hook) that is v8's own in everything
// else. In a worker it names the folder where kernels leave their record; in the main process it adds what they left to the map
// that reports and thresholds are made of. The plugin puts it in the place of provider 'v8' (see coverage-plugin.ts).
//
//   // vitest: coverage: { provider: 'custom', customProviderModule: '…/vitest-coverage.js' }
import { mkdtempSync, rmSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseSync } from 'oxc-parser'
import type { KernelScript } from './kernel-coverage.ts'
import { readKernelScripts } from './kernel-coverage.ts'
import { coverageFolder, setCoverageFolder, v8Variable } from './coverage-folder.ts'

interface Payload {
  loopbook?: readonly KernelScript[]
}
interface ReadCallbacks {
  onFileRead(coverage: Payload): void
}
interface CoverageMap {
  merge(data: unknown): void
}
/** As much of vitest's BaseCoverageProvider as we use. */
interface Provider {
  readonly options: { readonly ignoreClassMethods?: readonly string[] }
  resolveOptions(): object
  isIncluded(path: string): boolean
  readCoverageFiles(callbacks: ReadCallbacks): Promise<void>
  generateCoverage(context: unknown): Promise<CoverageMap>
}
interface ProviderModule {
  startCoverage?(options: unknown): unknown
  takeCoverage?(options: unknown): unknown
  stopCoverage?(options: unknown): unknown
  getProvider(): Provider | Promise<Provider>
}
type Convert = (options: Record<string, unknown>) => Promise<unknown>

const address = process.env[v8Variable] ?? ''
const { default: v8 } = (await import(/* @vite-ignore */ address)) as { default: ProviderModule }

const coverage: ProviderModule = {
  async startCoverage(options) {
    // Vitest may load this module anew for each step: what lasts is in the process.
    if (coverageFolder() === undefined) setCoverageFolder(mkdtempSync(join(tmpdir(), 'loopbook-coverage-')))
    await v8.startCoverage?.(options)
  },
  async takeCoverage(options) {
    const taken = await v8.takeCoverage?.(options)
    const folder = coverageFolder()
    if (folder === undefined) return taken
    const scripts = readKernelScripts(folder)
    // Kernels of a further file make it again.
    rmSync(folder, { recursive: true, force: true })
    if (scripts.length === 0) return taken
    // Vitest 4 hands the record itself over, 5 the path of a file that it wrote.
    if (typeof taken !== 'string') return { ...(taken as object), loopbook: scripts }
    const written = JSON.parse(await readFile(taken, 'utf8')) as object
    await writeFile(taken, JSON.stringify({ ...written, loopbook: scripts }))
    return taken
  },
  stopCoverage: (options) => v8.stopCoverage?.(options),
  async getProvider() {
    const provider = await v8.getProvider()
    const { readCoverageFiles, generateCoverage, resolveOptions } = provider
    let scripts: KernelScript[] = []
    // These become vitest's settings, from which workers learn which module to load.
    provider.resolveOptions = () => ({
      ...resolveOptions.call(provider),
      provider: 'custom',
      customProviderModule: fileURLToPath(import.meta.url),
    })
    provider.readCoverageFiles = (callbacks) =>
      readCoverageFiles.call(provider, {
        ...callbacks,
        onFileRead(payload) {
          scripts.push(...(payload.loopbook ?? []))
          callbacks.onFileRead(payload)
        },
      })
    provider.generateCoverage = async (context) => {
      scripts = []
      const map = await generateCoverage.call(provider, context)
      const convert = await loadConvert()
      for (const script of scripts) {
        if (provider.isIncluded(fileURLToPath(script.url))) map.merge(await convertScript(script, convert, provider))
      }
      return map
    }
    return provider
  },
}

export default coverage

/** The converter that v8's provider uses itself: the same statements at the same places, so that counts add up. */
async function loadConvert(): Promise<Convert> {
  const path = createRequire(address).resolve('ast-v8-to-istanbul')
  return ((await import(/* @vite-ignore */ pathToFileURL(path).href)) as { default: Convert }).default
}

function convertScript(
  { url, code, map, functions }: KernelScript,
  convert: Convert,
  provider: Provider,
): Promise<unknown> {
  const { ignoreClassMethods } = provider.options
  const ast = parseSync('kernel.js', code, {
    sourceType: map === undefined && url.endsWith('.cjs') ? 'script' : 'module',
  }).program
  return convert({
    code,
    ast,
    coverage: { url, functions },
    wrapperLength: 0,
    ...(map === undefined ? {} : { sourceMap: map }),
    ignoreClassMethods,
  })
}
