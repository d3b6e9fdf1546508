/**
 * Durations and sizes as people write them. A bare number is seconds (as in nbclient, papermill, nbmake and nbval) or
 * bytes; `none` and `0` mean without limit.
 *
 *     parseDuration('1m30s')   // 90000
 *     parseSize('10MB')        // 10000000
 */
const milliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 }
const bytes: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
}

/** Milliseconds; Infinity for none; undefined if it can't be read. */
export function parseDuration(value: unknown): number | undefined {
  if (typeof value === 'number') return value < 0 || Number.isNaN(value) ? undefined : limit(value * 1000)
  if (typeof value !== 'string') return undefined
  const text = value.trim().toLowerCase()
  if (text === 'none') return Infinity
  if (/^\d+(?:\.\d+)?$/.test(text)) return limit(Number(text) * 1000)
  if (!/^(?:\d+(?:\.\d+)?\s*(?:ms|s|min|m|h)\s*)+$/.test(text)) return undefined
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*(ms|s|min|m|h)/g)]
  return limit(parts.reduce((sum, [, count, unit]) => sum + Number(count) * (milliseconds[unit ?? ''] ?? 0), 0))
}

/** Bytes; Infinity for none; undefined if it can't be read. */
export function parseSize(value: unknown): number | undefined {
  if (typeof value === 'number') return value < 0 || Number.isNaN(value) ? undefined : limit(value)
  if (typeof value !== 'string') return undefined
  const text = value.trim().toLowerCase()
  if (text === 'none') return Infinity
  const found = /^(\d+(?:\.\d+)?)\s*([kmg]?i?b)?$/.exec(text)
  const unit = bytes[found?.[2] ?? 'b']
  return found && unit !== undefined ? limit(Number(found[1]) * unit) : undefined
}

function limit(value: number): number {
  return value === 0 ? Infinity : value
}

/** "850 ms", "1.2 s", "2 min 5 s" */
export function formatDuration(value: number): string {
  if (!Number.isFinite(value)) return 'none'
  if (value < 1) return `${value.toFixed(1)} ms`
  if (value < 1000) return `${Math.round(value)} ms`
  if (value < 60_000) return `${(value / 1000).toFixed(value < 9950 ? 2 : 1)} s`
  const seconds = Math.round(value / 1000)
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const rest = seconds % 60
  const parts = [hours > 0 ? `${hours} h` : '', minutes > 0 ? `${minutes} min` : '', rest > 0 ? `${rest} s` : '']
  return parts.filter(Boolean).join(' ')
}
