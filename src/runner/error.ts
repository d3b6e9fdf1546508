/**
 * The one error of the runner for what the user can mend: wrong settings, parameters, patterns, a missing kernel. Carries
 * the process's exit code (2 usage, 3 infrastructure, 4 nothing matched) and a next step.
 *
 *     throw new RunnerError('--shard must be like 2/5, not "2"', { hint: 'use --shard 2/5' })
 */
export class RunnerError extends Error {
  override readonly name: string = 'RunnerError'
  readonly reason: string
  readonly hint: string | undefined
  readonly exitCode: number

  constructor(
    reason: string,
    details: { readonly hint?: string | undefined; readonly exitCode?: number; readonly cause?: unknown } = {},
  ) {
    super(details.hint === undefined ? reason : `${reason}\nhint: ${details.hint}`, { cause: details.cause })
    this.reason = reason
    this.hint = details.hint
    this.exitCode = details.exitCode ?? 2
  }
}

/** The known name that a mistyped one is nearest to, if it is near enough to be meant. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const scored = known.map((candidate) => ({
    candidate,
    distance: distance(name.toLowerCase(), candidate.toLowerCase()),
  }))
  const [best] = scored.toSorted((a, b) => a.distance - b.distance)
  return best && best.distance <= Math.max(1, Math.floor(name.length / 3)) ? best.candidate : undefined
}

/** Edits between two names; letters that changed places are one edit, because that is what fingers do. */
function distance(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        swapped ? (before[j - 2] ?? 0) + 1 : Infinity,
      )
    }
    before = row
    row = next
  }
  return row[b.length] ?? 0
}
