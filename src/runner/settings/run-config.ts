/**
 * What a config file may say of the run itself, beside the settings of notebooks and cells: which files, which reports,
 * how many at once. The command line's flags win. Paths are relative to the config file.
 *
 *     readRunConfig(await loadConfig(process.cwd())).reporter   // ['dot', 'junit=/work/report.xml']
 */
import { isAbsolute, relative, resolve } from 'node:path'
import { RunnerError } from '../error.ts'
import type { Config } from './config.ts'

export interface RunConfig {
  /** Files, folders, globs; absolute or relative to the working directory. */
  readonly include: readonly string[]
  readonly reporter: readonly string[]
  readonly tag: readonly string[] | undefined
  readonly jobs: number | undefined
  readonly bail: number | undefined
  readonly slowest: number | undefined
  readonly out: string | undefined
  readonly durations: string | undefined
  readonly paramsMatrix: string | undefined
  readonly server: string | undefined
  readonly cache: boolean | undefined
  readonly passWithNoTests: boolean | undefined
}

type Kind = 'texts' | 'text' | 'count' | 'flag'

const kinds: Readonly<Record<keyof RunConfig, Kind>> = {
  include: 'texts',
  reporter: 'texts',
  tag: 'texts',
  jobs: 'count',
  bail: 'count',
  slowest: 'count',
  out: 'text',
  durations: 'text',
  paramsMatrix: 'text',
  server: 'text',
  cache: 'flag',
  passWithNoTests: 'flag',
}

export const runConfigNames: readonly string[] = Object.keys(kinds)

const expected: Readonly<Record<Kind, string>> = {
  texts: 'a text or a list of texts',
  text: 'a text',
  count: 'a whole number of at least 0',
  flag: 'true or false',
}

/** @throws RunnerError naming the file and the option. */
export function readRunConfig(config: Config, directory: string = process.cwd()): RunConfig {
  const read = (name: keyof RunConfig): unknown => {
    const value = config.run[name]
    if (value === undefined) return undefined
    const found = convert(kinds[name], value)
    if (found === undefined)
      throw new RunnerError(
        `${config.layer.origin}: ${name} must be ${expected[kinds[name]]}, not ${JSON.stringify(value)}`,
      )
    return found
  }
  const here = (path: string): string => (isAbsolute(path) ? path : resolve(config.directory, path))
  const placed = (path: unknown): string | undefined => (typeof path === 'string' ? here(path) : undefined)
  const reporters = (read('reporter') ?? []) as string[]
  return {
    include: ((read('include') ?? []) as string[]).map((pattern) => relative(directory, here(pattern)) || '.'),
    reporter: reporters.map((spec) => spec.replace(/(?<==).+$/s, (path) => here(path))),
    tag: read('tag') as string[] | undefined,
    jobs: read('jobs') as number | undefined,
    bail: read('bail') as number | undefined,
    slowest: read('slowest') as number | undefined,
    out: placed(read('out')),
    durations: placed(read('durations')),
    paramsMatrix: placed(read('paramsMatrix')),
    server: read('server') as string | undefined,
    cache: read('cache') as boolean | undefined,
    passWithNoTests: read('passWithNoTests') as boolean | undefined,
  }
}

function convert(kind: Kind, value: unknown): unknown {
  if (kind === 'flag') return typeof value === 'boolean' ? value : undefined
  if (kind === 'count') return Number.isInteger(value) && Number(value) >= 0 ? value : undefined
  if (kind === 'text') return typeof value === 'string' && value !== '' ? value : undefined
  const list = typeof value === 'string' ? [value] : value
  return Array.isArray(list) && list.every((item) => typeof item === 'string') ? list : undefined
}
