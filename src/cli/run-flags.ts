// The flags that `loopbook test` and `loopbook run` share: each a setting of the runner, read by the same rules as in the config
// file, with the flag's name in the error.
//
//   const { values } = parseArgs({ args, options: { ...settingFlags } });  settingLayers(values)
import type { JupyterServer } from '../client/index.ts'
import { readServer } from '../client/index.ts'
import type { Layer } from '../runner/settings/index.ts'
import { layer } from '../runner/settings/index.ts'

/** Flags that take a value; their camelCase is the setting's name. */
const names = [
  'kernel',
  'cwd',
  'cell-timeout',
  'notebook-timeout',
  'startup-timeout',
  'grace',
  'on-error',
  'check',
  'types',
  'retry',
  'max-output',
  'rtol',
  'atol',
  'pixels',
  'sanitize',
  'ignore',
] as const

export const settingFlags: Record<string, { type: 'string' }> = Object.fromEntries(
  names.map((name) => [name, { type: 'string' as const }]),
)

/** @throws RunnerError naming the flag. */
export function settingLayers(values: Readonly<Record<string, unknown>>): Layer[] {
  return names.flatMap((name) => {
    const value = values[name]
    return value === undefined ? [] : [layer(`--${name}`, { [camelCase(name)]: value })]
  })
}

function camelCase(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

/** `--server URL`: its token is in the environment. A wrong address is wrong usage. */
export function serverFlag(url: string | undefined, variable: string | undefined): JupyterServer | undefined {
  try {
    return readServer(url, variable)
  } catch (error) {
    throw Object.assign(error as Error, { exitCode: 2 })
  }
}

/** A whole number of at least `least`, or a usage error. */
export function readCount(flag: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined
  const count = Number(text)
  if (Number.isInteger(count) && count >= least) return count
  throw usageError(`${flag} must be a whole number of at least ${least}, not "${text}"`)
}

/** Wrong use of the command line: exit code 2, no stack. */
export function usageError(message: string): Error {
  return Object.assign(new Error(message), { code: 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE' })
}
