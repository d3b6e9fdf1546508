// loopbook_settle_request, of our own: answered when all that cells still have to say after their end has been said, which is
// the warnings about their types. Who keeps outputs in a file asks for it before the kernel is shut down.
import type { Handler } from './context.ts'

export const settle: Handler = async ({ settled }) => {
  await settled()
  return { status: 'ok' }
}
