// Takes secrets out of text before it becomes part of an error, a log line or an output: tokens, API keys, passwords.
//
//   masked('token eyJhbGciOi…')      // 'token ‹secret›'

// A JWT; a bearer header; `password=…`, `"token": "…"` and their like.
const patterns: readonly [RegExp, string][] = [
  [/eyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)?/g, '‹secret›'],
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, '$1 ‹secret›'],
  [
    /((?:password|token|api[-_]?key|secret|authorization|x-amz-signature)["']?\s*[=:]\s*["']?)[^\s"'&,}]+/gi,
    '$1‹secret›',
  ],
]

/** The text with everything that looks like a secret replaced. */
export function masked(text: string): string {
  return patterns.reduce((result, [pattern, by]) => result.replace(pattern, by), text)
}

/** A deep copy for a log: values under names of secrets and secret-looking texts replaced. */
export function maskedValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return masked(value)
  if (typeof value !== 'object' || value === null || depth > 6) return value
  if (Array.isArray(value)) return value.map((entry) => maskedValue(entry, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key,
      /password|token|api[-_]?key|secret|authorization|cookie/i.test(key) && entry !== undefined && entry !== null
        ? '‹secret›'
        : maskedValue(entry, depth + 1),
    ]),
  )
}
