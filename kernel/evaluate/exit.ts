// process.exit in a cell: what was printed arrives, the cell is answered, then the kernel's process ends, and the front end
// starts it anew. Without this the cell would hang for ever in most front ends.
import { currentKey } from './context.ts'
import { slot } from './channel.ts'
import type { ToIo } from './channel.ts'
import type { Outbox } from './outbox.ts'

export function installExit(
  outbox: Outbox,
  post: (message: ToIo) => void,
  shared: Int32Array<SharedArrayBuffer>,
): (code: number) => never {
  const leave = process.exit.bind(process)
  process.exit = (code?: number | string | null): never => {
    const status = Number(code ?? process.exitCode ?? 0)
    outbox.flush()
    post({ type: 'exit', key: currentKey(), code: status })
    // The I/O thread says when all is sent; a thread that doesn't answer must not keep the process.
    Atomics.wait(shared, slot.exit, 0, 3000)
    process.removeAllListeners('exit')
    process.kill(process.pid, 0)
    return leave(status)
  }
  return leave
}
