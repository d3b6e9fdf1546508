// Who has a home open, as a name that another process can check: the process and a mark of its own.
//
//   const owner = newOwner(); isAlive(owner)   // until retire(owner), or until the process dies
import { randomUUID } from 'node:crypto'

/** Those of this process. */
const living = new Set<string>()

export function newOwner(): string {
  const owner = `${process.pid}/${randomUUID()}`
  living.add(owner)
  return owner
}

export function retire(owner: string): void {
  living.delete(owner)
}

/** A process elsewhere, with the same number or none that can be seen from here, may be taken for another: a guess, not a lock. */
export function isAlive(owner: string): boolean {
  const pid = Number(owner.split('/')[0])
  if (pid === process.pid) return living.has(owner)
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
