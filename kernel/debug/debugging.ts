// debug_request and debug_event of Jupyter's protocol: the debugger as the rest of the kernel sees it. It costs nothing before a
// client starts it, and nothing any more once the client is done.
//
//   const debugging = createDebugging(parts);  await debugging.answer(message.content, message.header)
import type { CompiledCell } from '../compile/index.ts'
import type { Header } from '../protocol/index.ts'
import { CellDebugger } from './debugger.ts'
import type { DebuggerParts } from './debugger.ts'
import { DebugError, readRequest } from './protocol.ts'
import type { Fields } from './protocol.ts'
import { requestOf } from './requests.ts'

export interface Debugging {
  /** The content of a debug_reply, whatever the request is. */
  answer(content: Fields, header: Partial<Header>): Promise<Fields>
  /** What has to be done before a cell runs; undefined if there is nothing. */
  ready(cell: CompiledCell): Promise<void> | undefined
  /** Whether a client wants to know what cells throw. */
  readonly heedsExceptions: boolean
  /** Does something that ends what runs; a program that stands still is ended first. */
  interrupting<T>(work: () => Promise<T>): Promise<T>
  /** The kernel ends: nothing may stand still. */
  release(): void
}

export interface DebuggingParts extends Omit<DebuggerParts, 'send'> {
  publish(type: string, content: Fields, parent: Partial<Header>): void
}

export function createDebugging({ publish, ...parts }: DebuggingParts): Debugging {
  let seq = 0
  let parent: Partial<Header> = {}
  const send = (event: string, body: object): void =>
    publish('debug_event', { seq: ++seq, type: 'event', event, body }, parent)
  const debug = new CellDebugger({ ...parts, send })

  return {
    async answer(content, header) {
      parent = header
      const reply = (more: Fields): Fields => ({
        seq: ++seq,
        type: 'response',
        request_seq: typeof content['seq'] === 'number' ? content['seq'] : 0,
        command: typeof content['command'] === 'string' ? content['command'] : '',
        ...more,
      })
      try {
        const { command, arguments: given } = readRequest(content)
        const body = await requestOf(command, debug.started)(debug, given)
        // Its answer goes first.
        if (command === 'initialize') setImmediate(() => send('initialized', {}))
        return reply({ success: true, body })
      } catch (error) {
        if (!(error instanceof DebugError))
          parts.log(`a debug_request failed: ${(error as Error).stack ?? String(error)}`)
        const { message } = error as Error
        return reply({ success: false, message, body: { error: { id: 1, format: message } } })
      }
    },
    ready: (cell) => debug.ready(cell),
    get heedsExceptions() {
      return debug.exceptions !== 'none'
    },
    interrupting: (work) => debug.interrupting(work),
    release: () => debug.release(),
  }
}
