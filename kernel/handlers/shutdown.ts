// shutdown_request: answered, then the process ends; a restart is the client's to do, by a new process.
import { flag } from './context.ts'
import type { Handler } from './context.ts'

export const shutdown: Handler = (context, message) => {
  const restart = flag(message.content, 'restart', false)
  const { link } = context
  context.dispatch({ type: 'ending', restart })
  link.reply(message, 'shutdown_reply', { status: 'ok', restart })
  link.publish('shutdown_reply', { status: 'ok', restart }, message.header)
  void context.leave(restart)
  return undefined
}
