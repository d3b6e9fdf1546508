/**
 * Settings come in layers, each with the place it was written in; later layers win, and `--explain` can say which one
 * did. Order: defaults, config file, notebook metadata, command line, cell metadata, cell tags, cell comment.
 * Lists and objects replace each other, except params, env and sanitize, which add up.
 *
 *     const { values, origins } = resolve([layer('--check', { check: 'all' })])
 *     origins.check   // '--check'
 */
import { type SettingName, type Settings, defaults, readSetting, settingNames } from './settings.ts'

export interface Layer {
  /** "loopbook.config.ts", "--cell-timeout", "metadata.loopbook", 'tag "slow"', "comment in line 2" */
  readonly origin: string
  readonly values: Partial<Settings>
}
export interface Resolved {
  readonly values: Settings
  readonly origins: Readonly<Record<SettingName, string>>
}

/** Checks raw values; throws RunnerError with the origin in it. Undefined values are left out. */
export function layer(origin: string, raw: Readonly<Record<string, unknown>>): Layer {
  const entries = Object.entries(raw).filter(([, value]) => value !== undefined)
  return {
    origin,
    values: Object.fromEntries(entries.map(([name, value]) => readSetting(name, value, origin))) as Partial<Settings>,
  }
}

const additive: ReadonlySet<SettingName> = new Set(['params', 'env', 'sanitize'])

export function resolve(layers: readonly Layer[]): Resolved {
  const values: Record<string, unknown> = { ...defaults }
  const origins: Record<string, string> = Object.fromEntries(settingNames.map((name) => [name, 'default']))
  for (const { origin, values: own } of layers)
    for (const [name, value] of Object.entries(own)) {
      const adds = additive.has(name as SettingName) && origins[name] !== 'default'
      values[name] = adds ? add(values[name], value) : value
      origins[name] = adds ? `${origins[name]}, ${origin}` : origin
    }
  return { values: values as unknown as Settings, origins: origins as Record<SettingName, string> }
}

function add(before: unknown, value: unknown): unknown {
  if (Array.isArray(before)) return [...(before as unknown[]), ...(value as unknown[])]
  return { ...(before as object), ...(value as object) }
}
