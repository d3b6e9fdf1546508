// execute_request: into the session's queue; what happens to it there, execution.ts carries out.
import type { Request } from '../session/index.ts'
import { flag, text } from './context.ts'
import type { Handler } from './context.ts'

export const execute: Handler = (context, message) => {
  const { content } = message
  const silent = flag(content, 'silent', false)
  const code = text(content, 'code')
  const expressions = content['user_expressions']
  const request: Request = {
    key: context.remember(message),
    message,
    code,
    silent,
    // As IPython has it: an empty cell isn't counted; one that can't be compiled is, and it can be called back to be mended.
    storeHistory: flag(content, 'store_history', !silent) && !silent && code.trim() !== '',
    stopOnError: flag(content, 'stop_on_error', true),
    allowStdin: flag(content, 'allow_stdin', true),
    userExpressions:
      typeof expressions === 'object' && expressions !== null ? (expressions as Record<string, string>) : {},
  }
  context.dispatch({ type: 'requested', request })
  return undefined
}
