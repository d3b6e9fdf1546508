// The processes that cells have started, down to the last: an interruption must reach a shell's child too, or execSync waits
// for it. By /proc on Linux, by ps elsewhere.
//
//   signalDescendants('SIGINT', spared)
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** @param spared processes that are the kernel's own, such as the language service. */
export function signalDescendants(signal: NodeJS.Signals, spared: ReadonlySet<number> = new Set()): number {
  const found = process.platform === 'linux' ? fromProc(process.pid, spared) : fromPs(process.pid, spared)
  for (const pid of found) {
    try {
      process.kill(pid, signal)
    } catch {
      // It has ended meanwhile.
    }
  }
  return found.length
}

function fromProc(pid: number, spared: ReadonlySet<number>): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')
        .split(' ')
        .map(Number)
        .filter((child) => child > 0 && !spared.has(child) && !isOurs(child))
        .flatMap((child) => [child, ...fromProc(child, spared)]),
    )
  } catch {
    return []
  }
}

/** The language service's compiler: native TypeScript, which the kernel starts by this name. */
function isOurs(pid: number): boolean {
  try {
    return /@typescript\/(?:native|typescript)-|\/tsgo?\u0000|lib\/tsc\u0000.*--api/.test(
      readFileSync(`/proc/${pid}/cmdline`, 'utf8'),
    )
  } catch {
    return false
  }
}

function fromPs(pid: number, spared: ReadonlySet<number>): number[] {
  try {
    const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((row) => row.trim().split(/\s+/).map(Number) as [number, number])
    const below = (parent: number): number[] =>
      rows.filter(([child, its]) => its === parent && !spared.has(child)).flatMap(([child]) => [child, ...below(child)])
    return below(pid)
  } catch {
    return []
  }
}
