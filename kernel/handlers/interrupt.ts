// interrupt_request: stops the running cell; variables stay. Answered at once, the cell's own reply follows.
import type { Handler } from './context.ts'

export const interrupt: Handler = ({ interrupt, log }) => {
  interrupt().catch((error: unknown) => log(`an interruption failed: ${String(error)}`))
  return { status: 'ok' }
}
