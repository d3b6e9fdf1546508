// Starts a program that doesn't outlive us, not even if we are killed: the native compiler waits for ever when its parent
// dies in the middle of a question to it. A shell holds a pipe of ours and kills the program when that closes.
// In a process group of its own, for Jupyter sends SIGINT to the kernel's whole group; and behind running cells in priority.
//
//   const { child, kill } = startGuarded('/usr/lib/tsc', ['--api'])
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

export interface Guarded {
  child: ChildProcessByStdio<Writable, Readable, Readable>
  /** Ends the program at once, whatever it is doing. */
  kill(): void
}

// A background program of a shell reads nothing unless its input is given to it: hence descriptor 4.
const script = `exec 4<&0 </dev/null
nice -n 5 "$0" "$@" <&4 3<&- 4<&- & program=$!
exec 4<&-
{ read -r _ <&3; kill -9 $program; } >/dev/null 2>&1 & guard=$!
wait $program; status=$?
kill $guard
exit $status`

export function startGuarded(path: string, args: readonly string[], env: NodeJS.ProcessEnv): Guarded {
  if (process.platform === 'win32') {
    const child = spawn(path, args, { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true, env })
    return { child, kill: () => void child.kill() }
  }
  const child = spawn('/bin/sh', ['-c', script, path, ...args], {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    detached: true,
    env,
  }) as unknown as Guarded['child']
  const kill = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    } catch {
      // The group is gone already.
    }
  }
  // Should only the shell be killed, the program must not go on.
  child.once('exit', kill)
  return { child, kill }
}
