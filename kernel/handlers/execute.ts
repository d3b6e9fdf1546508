// execute_request: into the session's queue; what happens to it there, execution.ts carries out.
import type { Request } from '../session/index.ts'
import { flag, text } from './context.ts'
import type { Handler } from './context.ts'

export const execute: Handler = (context, message) => {
  const { content } = message
  const silent = flag(content, 'silent', false)
  const expressions = content['user_expressions']
  const request: Request = {
    key: context.remember(message),
    message,
    code: text(content, 'code'),
    silent,
    storeHistory: flag(content, 'store_history', !silent) && !silent,
    stopOnError: flag(content, 'stop_on_error', true),
    allowStdin: flag(content, 'allow_stdin', true),
    userExpressions:
      typeof expressions === 'object' && expressions !== null ? (expressions as Record<string, string>) : {},
  }
  context.dispatch({ type: 'requested', request })
  return undefined
}
