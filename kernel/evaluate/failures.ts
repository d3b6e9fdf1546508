// Errors that no cell's own code catches: thrown in timers and callbacks, rejections that nobody handles. They are shown under
// the cell that caused them, and the kernel lives. Not listeners of process, which cells may remove, and whose own may throw.
import { serializeError } from '../traceback/serialize.ts'
import type { RawError } from '../traceback/raw.ts'
import type { Outbox } from './outbox.ts'

type Emit = (name: string | symbol, ...rest: unknown[]) => boolean

export function installFailures(outbox: Outbox, keyOfCell: (id: number) => number | undefined, mend: () => void): void {
  const report = (how: 'timer' | 'rejection', thrown: unknown): void => {
    mend()
    const error = serializeError(thrown)
    if (error.name === 'KeyboardInterrupt' || terminated.has(error.code ?? '')) return
    const key = keyFromStack(error, keyOfCell)
    outbox.add({ type: 'failure', error, how, ...(key === undefined ? {} : { key }) })
  }
  const emit = process.emit as Emit
  const guarded = (name: string | symbol, ...rest: unknown[]): boolean => {
    if (name !== 'uncaughtException' && name !== 'unhandledRejection')
      return Reflect.apply(emit, process, [name, ...rest])
    report(name === 'uncaughtException' ? 'timer' : 'rejection', rest[0])
    try {
      Reflect.apply(emit, process, [name, ...rest])
    } catch (error) {
      report('timer', error)
    }
    return true
  }
  process.emit = guarded as typeof process.emit
}

const terminated = new Set(['ERR_SCRIPT_EXECUTION_INTERRUPTED'])

/** The cell that stands in the stack is surer than the asynchronous context, which a rejection may have lost. */
function keyFromStack(error: RawError, keyOfCell: (id: number) => number | undefined): number | undefined {
  const [, id] = /cell:\/\/\/(\d+)\.\w+/.exec(error.stack) ?? []
  return id === undefined ? undefined : keyOfCell(Number(id))
}
