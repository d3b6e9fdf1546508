// Errors that no cell's own code catches: thrown in timers and callbacks, rejections that nobody handles. They are shown under
// the cell that caused them, and the kernel lives.
import { serializeError } from '../traceback/serialize.ts'
import type { RawError } from '../traceback/raw.ts'
import type { Outbox } from './outbox.ts'

export function installFailures(outbox: Outbox, keyOfCell: (id: number) => number | undefined): void {
  const report =
    (how: 'timer' | 'rejection') =>
    (thrown: unknown): void => {
      const error = serializeError(thrown)
      if (error.name === 'KeyboardInterrupt' || terminated.has(error.code ?? '')) return
      const key = keyFromStack(error, keyOfCell)
      outbox.add({ type: 'failure', error, how, ...(key === undefined ? {} : { key }) })
    }
  process.on('uncaughtException', report('timer'))
  process.on('unhandledRejection', report('rejection'))
}

const terminated = new Set(['ERR_SCRIPT_EXECUTION_INTERRUPTED'])

/** The cell that stands in the stack is surer than the asynchronous context, which a rejection may have lost. */
function keyFromStack(error: RawError, keyOfCell: (id: number) => number | undefined): number | undefined {
  const [, id] = /cell:\/\/\/(\d+)\.\w+/.exec(error.stack) ?? []
  return id === undefined ? undefined : keyOfCell(Number(id))
}
