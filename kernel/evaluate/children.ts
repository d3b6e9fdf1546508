// Child processes write to the notebook's pipes themselves. From the first one on, the outbox marks its batches in these pipes,
// and sends what was printed before the child starts: so both outputs keep one order.
import * as childProcess from 'node:child_process'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import type { Outbox, Pipes } from './outbox.ts'

type Call = (...parameters: unknown[]) => unknown

export function watchChildren(outbox: Outbox, pipes: Pipes): void {
  const before = (): void => {
    outbox.pipes = pipes
    outbox.flush()
  }
  const module = createRequire(import.meta.url)('node:child_process') as Record<string, Call>
  for (const name of ['spawnSync', 'execSync', 'execFileSync']) {
    const original = module[name]!
    module[name] = Object.defineProperty(
      function (this: unknown, ...parameters: unknown[]): unknown {
        before()
        return original.apply(this, parameters)
      },
      'name',
      { value: name },
    )
  }
  syncBuiltinESMExports()
  const prototype = childProcess.ChildProcess.prototype as unknown as Record<string, Call>
  const spawn = prototype['spawn']!
  prototype['spawn'] = function (this: unknown, ...parameters: unknown[]): unknown {
    before()
    return spawn.apply(this, parameters)
  }
}
