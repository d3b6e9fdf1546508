// Was a killed kernel killed for memory? The system counts such kills (Linux: vmstat, and the control group's
// memory.events); a count that rose while the kernel ran, together with its SIGKILL, is the answer. V8 says it itself, on stderr.
//
//   const count = countOomKills();  …  wasOutOfMemory({ signal: 'SIGKILL', stderr: '', before: count })
import { readFileSync } from 'node:fs'

/** Kills for lack of memory so far; 0 where the system doesn't count. */
export function countOomKills(): number {
  return count('/proc/vmstat') + count(`/sys/fs/cgroup${controlGroup()}/memory.events`)
}

export function wasOutOfMemory(end: { signal: string | null; stderr: string; before: number }): boolean {
  if (/heap out of memory|Cannot allocate memory|std::bad_alloc/.test(end.stderr)) return true
  return end.signal === 'SIGKILL' && countOomKills() > end.before
}

function count(path: string): number {
  const found = /^oom_kill (\d+)$/m.exec(readText(path))
  return found === null ? 0 : Number(found[1])
}

function controlGroup(): string {
  const path = /^0::(.+)$/m.exec(readText('/proc/self/cgroup'))?.[1] ?? ''
  return path === '/' ? '' : path
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
