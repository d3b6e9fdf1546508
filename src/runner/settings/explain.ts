/**
 * What `--explain` prints: every setting that is not at its default, its value, and the place that decided it, for the
 * notebook and then for each cell that differs.
 *
 *     cellTimeout  10 s   comment in line 2
 */
import type { Resolved } from './layer.ts'
import { type SettingName, settingNames } from './settings.ts'
import { formatDuration } from './units.ts'

export interface Explained {
  readonly title: string
  readonly resolved: Resolved
}

/** The first entry is the notebook; of the cells only what differs from it is shown. */
export function explain(entries: readonly Explained[]): string {
  const [notebook, ...cells] = entries
  if (!notebook) return ''
  const own = settingNames.filter((name) => notebook.resolved.origins[name] !== 'default')
  const blocks = [block(notebook, own.length > 0 ? own : [])]
  for (const cell of cells) {
    const changed = settingNames.filter((name) => cell.resolved.origins[name] !== notebook.resolved.origins[name])
    if (changed.length > 0) blocks.push(block(cell, changed))
  }
  return `${blocks.join('\n')}\n`
}

function block({ title, resolved }: Explained, names: readonly SettingName[]): string {
  if (names.length === 0) return `${title}\n  all settings are at their defaults`
  const rows = names.map((name) => [name, show(name, resolved.values[name]), resolved.origins[name]] as const)
  const width = (column: 0 | 1): number => Math.max(...rows.map((row) => row[column].length))
  const lines = rows.map(([name, value, origin]) => `  ${name.padEnd(width(0))}  ${value.padEnd(width(1))}  ${origin}`)
  return [title, ...lines].join('\n')
}

function show(name: SettingName, value: unknown): string {
  if (typeof value === 'number' && (name.endsWith('Timeout') || name === 'grace'))
    return formatDuration(value).replace(/\.0+ s$/, ' s')
  if (name === 'env') return `${Object.keys(value as object).join(', ')} (values not shown)`
  return JSON.stringify(value, (_, inner: unknown) =>
    inner instanceof RegExp || typeof inner === 'function' ? String(inner) : inner === Infinity ? 'none' : inner,
  )
}
