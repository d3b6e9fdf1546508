// Which handler answers which request, and what every answer has around it: busy before, idle after, a reply on the request's
// channel. A request that we don't know is no reason to fall silent: it gets busy, idle, and a line in the log.
import type { Message } from '../protocol/index.ts'
import { commClose, commInfo, commMessage, commOpen } from './comm.ts'
import { complete } from './complete.ts'
import type { Handler, HandlerContext } from './context.ts'
import { debug } from './debug.ts'
import { execute } from './execute.ts'
import { history } from './history.ts'
import { inspect } from './inspect.ts'
import { interrupt } from './interrupt.ts'
import { isComplete } from './is-complete.ts'
import { kernelInfo } from './kernel-info.ts'
import { settle } from './settle.ts'
import { shutdown } from './shutdown.ts'
import { usage } from './usage.ts'

const handlers: Readonly<Record<string, Handler>> = {
  kernel_info_request: kernelInfo,
  complete_request: complete,
  inspect_request: inspect,
  is_complete_request: isComplete,
  history_request: history,
  comm_info_request: commInfo,
  comm_open: commOpen,
  comm_msg: commMessage,
  comm_close: commClose,
  interrupt_request: interrupt,
  shutdown_request: shutdown,
  usage_request: usage,
  debug_request: debug,
  loopbook_settle_request: settle,
}

export function handle(context: HandlerContext, message: Message): void {
  const { msg_type: type } = message.header
  // A cell says busy when its turn comes.
  if (type === 'execute_request') return void execute(context, message)
  void answer(context, message, Object.hasOwn(handlers, type) ? handlers[type] : undefined)
}

async function answer(context: HandlerContext, message: Message, handler: Handler | undefined): Promise<void> {
  const { link, log } = context
  const { msg_type: type } = message.header
  link.publish('status', { execution_state: 'busy' }, message.header)
  try {
    if (!handler) log(`a ${type.slice(0, 80)} was not understood`)
    const result = handler?.(context, message)
    const content = result instanceof Promise ? await result : result
    if (content) link.reply(message, type.replace(/_request$/, '_reply'), content)
  } catch (error) {
    const { name, message: evalue, stack } = error as Error
    log(`a ${type} failed: ${stack ?? String(error)}`)
    link.reply(message, type.replace(/_request$/, '_reply'), { status: 'error', ename: name, evalue, traceback: [] })
  }
  link.publish('status', { execution_state: 'idle' }, message.header)
}
