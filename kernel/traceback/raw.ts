// A thrown value as plain data, so that it can cross to the thread that describes it.

export interface RawError {
  /** Its class's name, `TypeError`. */
  name: string
  message: string
  /** As V8 printed it; empty for what isn't an Error. */
  stack: string
  code?: string
  /** A next step, where the thrower knew one. */
  hint?: string
  cause?: RawError
  /** Members of an AggregateError. */
  errors?: RawError[]
  /** actual and expected of a failed assertion, as text. */
  assertion?: { actual: string; expected: string }
  /** What was thrown isn't an Error: its inspection. */
  thrown?: string
  /** What the cell was at when it failed: the place, where the stack doesn't name that cell. */
  reached?: { url: string; offset: number }
}
