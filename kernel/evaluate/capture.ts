// What child processes and native code write to fd 1 and 2 comes to the notebook too: pipes stand behind both descriptors,
// the I/O thread reads them. Only on Linux and macOS; elsewhere this output goes where the kernel's own goes.
//
// There is no dup2 in Node: the descriptor is closed and the pipe opened, which takes the lowest free number. No other thread
// may open a file in between, so this happens before the I/O thread starts.
//
//   const pipes = capture()   // { stdout: 23, stderr: 24, log: 22, mark }
import { execFileSync, spawn } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mark } from './marks.ts'

export interface Capture {
  /** Read ends, for the I/O thread. */
  stdout: number
  stderr: number
  /** The kernel's own stderr, for its log. */
  log: number
  /** The process that passes the log on, if it takes one. */
  helper: number | undefined
  /** Writes the place of a batch into both pipes, so that both outputs can be put in one order. */
  mark(serial: number): void
}

export function capture(): Capture | undefined {
  if (process.platform === 'win32') return undefined
  let folder: string | undefined
  try {
    folder = mkdtempSync(join(tmpdir(), 'loopbook-'))
    const paths = [join(folder, 'out'), join(folder, 'err'), join(folder, 'log')] as const
    // Without a locale it is done in half the time.
    execFileSync('mkfifo', paths, { stdio: 'ignore', env: { PATH: process.env['PATH'], LC_ALL: 'C' } })
    const { log, helper } = duplicate(2, paths[2])
    const stdout = replace(1, paths[0])
    const stderr = replace(2, paths[1])
    return {
      stdout,
      stderr,
      log,
      helper,
      mark(serial) {
        writeSync(1, mark(serial))
        writeSync(2, mark(serial))
      },
    }
  } catch {
    return undefined
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  }
}

/** Another descriptor of the same file. A socket, such as programs in Node give their children, has none: a `cat` passes on. */
function duplicate(fd: number, path: string): { log: number; helper: number | undefined } {
  try {
    return {
      log: openSync(process.platform === 'linux' ? `/proc/self/fd/${fd}` : `/dev/fd/${fd}`, 'a'),
      helper: undefined,
    }
  } catch {
    const both = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
    const read = openSync(path, constants.O_RDONLY)
    const log = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
    const child = spawn('cat', [], { stdio: [read, fd, 'ignore'], detached: true })
    child.on('error', () => {})
    child.unref()
    closeSync(both)
    closeSync(read)
    return { log, helper: child.pid }
  }
}

function replace(fd: number, path: string): number {
  // Opened for both, a pipe needs no partner: neither end waits for the other.
  const both = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  const read = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  closeSync(fd)
  const got = openSync(path, 'w')
  closeSync(both)
  if (got !== fd) throw new Error(`the pipe took descriptor ${got} instead of ${fd}`)
  return read
}
