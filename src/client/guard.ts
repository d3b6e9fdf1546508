// Sees to it that no kernel outlives the process that started it, however that ends: a shell (1 MB, started in 1 ms) in a
// session of its own reads our pipe; when the pipe closes, it ends every process group that it was told of, by SIGINT, SIGTERM
// and SIGKILL, and removes their folders. Nothing that we do at exit would survive our own SIGKILL; this does.
//
//   const release = guard({ pid, directory });  …  release()
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'

interface Guarded {
  /** Leader of a process group. */
  readonly pid: number
  /** Removed when we die; a folder of ours without blanks in its name. */
  readonly directory: string
}

const script = `
trap '' INT TERM HUP
groups=' '
while read -r word pid folder; do
  if [ "$word" = add ]; then groups="$groups$pid:$folder "
  else left=' '; for one in $groups; do [ "$one" = "$pid:$folder" ] || left="$left$one "; done; groups=$left
  fi
done
[ "$groups" = ' ' ] && exit 0
for one in $groups; do kill -INT "-\${one%%:*}" 2>/dev/null; done
sleep 0.2
for one in $groups; do kill -TERM "-\${one%%:*}" 2>/dev/null; done
sleep 0.5
for one in $groups; do kill -KILL "-\${one%%:*}" 2>/dev/null; rm -rf "\${one#*:}"; done
`

// Windows has no process groups to signal; taskkill ends the tree.
const windowsScript = `
const held = new Map()
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const [word, pid, folder] = line.split(' ')
  if (word === 'add') held.set(pid, folder); else held.delete(pid)
}).on('close', () => {
  for (const [pid, folder] of held) {
    require('node:child_process').spawnSync('taskkill', ['/pid', pid, '/t', '/f'])
    require('node:fs').rmSync(folder, { recursive: true, force: true })
  }
})`

let keeper: ChildProcess | undefined

/** Starts the guard if none runs; call it before the kernel is spawned, so that the pipe is there when its pid is known. */
export function startGuard(): void {
  if (keeper?.exitCode === null && keeper.signalCode === null) return
  const [program, args] =
    process.platform === 'win32'
      ? [process.execPath, ['-e', windowsScript]]
      : ['/bin/sh', ['-c', script, 'loopbook-guard']]
  keeper = spawn(program, args, { detached: true, stdio: ['pipe', 'ignore', 'ignore'], windowsHide: true })
  keeper.on('error', () => {})
  keeper.stdin?.on('error', () => {})
  keeper.unref()
  ;(keeper.stdin as unknown as { unref?(): void } | null)?.unref?.()
}

/** Puts a process group under guard. The returned function takes it out again, once the process has ended. */
export function guard(entry: Guarded): () => void {
  startGuard()
  keeper?.stdin?.write(`add ${entry.pid} ${entry.directory}\n`)
  return () => keeper?.stdin?.write(`drop ${entry.pid} ${entry.directory}\n`)
}
