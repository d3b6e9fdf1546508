/**
 * The config file: `loopbook.config.ts` (js, mjs, mts, json) or the key `loopbook` of package.json, looked for from a
 * folder upwards until the root of the repository. TypeScript is run by Node itself.
 *
 *     // loopbook.config.ts
 *     export default { check: 'all', cellTimeout: '30s', reporter: ['pretty', 'junit=report.xml'] }
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { RunnerError } from '../error.ts'
import { type Layer, layer } from './layer.ts'
import { runConfigNames } from './run-config.ts'
import { settingName } from './settings.ts'

export interface Config {
  readonly path: string | undefined
  readonly directory: string
  /** Settings of notebooks and cells. */
  readonly layer: Layer
  /** What concerns the run: include, reporter, jobs …; `readRunConfig` checks it. */
  readonly run: Readonly<Record<string, unknown>>
}

const names = ['ts', 'mts', 'js', 'mjs', 'json'].map((extension) => `loopbook.config.${extension}`)

export async function loadConfig(directory: string, explicit?: string): Promise<Config> {
  const path = explicit ?? (await findConfig(directory))
  if (path === undefined) return { path, directory, layer: { origin: 'no config file', values: {} }, run: {} }
  const raw = await readConfig(path)
  const origin = relative(directory, path) || path
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    throw new RunnerError(`${origin}: the settings must be an object`, {
      hint: 'export default { cellTimeout: "30s" }',
    })
  const entries = Object.entries(raw)
  const isRun = ([name]: [string, unknown]): boolean => runConfigNames.includes(name) && settingName(name) === undefined
  return {
    path,
    directory: dirname(path),
    layer: layer(origin, Object.fromEntries(entries.filter((entry) => !isRun(entry)))),
    run: Object.fromEntries(entries.filter(isRun)),
  }
}

async function findConfig(start: string): Promise<string | undefined> {
  for (let folder = start; ; folder = dirname(folder)) {
    const found = names.map((name) => join(folder, name)).find((path) => existsSync(path))
    if (found !== undefined) return found
    const manifest = join(folder, 'package.json')
    if (existsSync(manifest) && 'loopbook' in (await readJson(manifest))) return manifest
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return undefined
  }
}

async function readConfig(path: string): Promise<unknown> {
  if (path.endsWith('package.json')) return (await readJson(path))['loopbook']
  if (path.endsWith('.json')) return readJson(path)
  try {
    const module = (await import(pathToFileURL(path).href)) as { default?: unknown }
    return module.default
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new RunnerError(`${path}: the config file can't be loaded: ${reason}`, { cause })
  }
}

async function readJson(path: string): Promise<Record<string, unknown>> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>
  } catch (cause) {
    throw new RunnerError(`${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}
