import { edits } from '../text/edits.ts'

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
    distance: edits(name.toLowerCase(), candidate.toLowerCase()),
  }))
  const [best] = scored.toSorted((a, b) => a.distance - b.distance)
  return best && best.distance <= Math.max(1, Math.floor(name.length / 3)) ? best.candidate : undefined
}
