// A kernel's process: started as the leader of its own group (a Ctrl-C in the terminal is ours to pass on), its exit known by
// event and not by polling, the end of its stderr kept for messages, and a ladder of signals that always ends.
//
//   const child = startProcess({ argv, cwd, env, directory })
//   const { code, signal, outOfMemory } = await child.exited
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ClientError } from './errors.ts'
import { guard, startGuard } from './guard.ts'
import { countOomKills, wasOutOfMemory } from './memory.ts'

export interface KernelExit {
  readonly code: number | null
  readonly signal: string | null
  readonly outOfMemory: boolean
  /** The last 8 kB that it wrote to stderr itself. */
  readonly stderr: string
  /** Whether we ended it. */
  readonly expected: boolean
}

export interface KernelProcess {
  readonly pid: number
  readonly exited: Promise<KernelExit>
  /** Set once it has ended. */
  readonly exit: KernelExit | undefined
  /** To the whole group, so that children of the kernel hear it too. */
  signal(name: NodeJS.Signals): void
  /** SIGTERM, then SIGKILL after `grace` milliseconds; resolves when the process is gone. */
  terminate(grace: number): Promise<KernelExit>
  /** From now on its end is what we want, not a death. */
  expectExit(): void
  stderrTail(): string
}

interface StartOptions {
  readonly argv: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Of the connection file; under guard with the process. */
  readonly directory: string
}

const tail = 8192

/**
 * Where our kernel has Node write its report of a fatal error. Its stderr goes to the notebook, by a thread that dies with the
 * process; a report is written by the dying thread itself.
 */
const lastWordsVariable = 'LOOPBOOK_LAST_WORDS'

function readLastWords(path: string): string {
  try {
    return readFileSync(path, 'utf8').slice(0, tail)
  } catch {
    return ''
  }
}

/** @throws ClientError `not-started` when the program isn't there or may not run. */
export async function startProcess(options: StartOptions): Promise<KernelProcess> {
  startGuard()
  const before = countOomKills()
  const [program, ...args] = options.argv
  const lastWords = join(options.directory, 'last-words.json')
  const child = spawn(program!, args, {
    cwd: options.cwd,
    env: { ...options.env, [lastWordsVariable]: lastWords },
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  })
  let stderr = ''
  child.stdout.resume()
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-tail)
  })
  const { pid } = child
  if (pid === undefined) {
    const cause = await new Promise<NodeJS.ErrnoException>((resolve) => child.once('error', resolve))
    throw notThere(program!, options.cwd, cause)
  }
  child.on('error', () => {})
  const release = guard({ pid, directory: options.directory })

  let expected = false
  let exit: KernelExit | undefined
  const signalGroup = (name: NodeJS.Signals): void => {
    try {
      if (process.platform === 'win32') child.kill(name)
      else process.kill(-pid, name)
    } catch {
      // Gone already.
    }
  }
  const exited = new Promise<KernelExit>((resolve) => {
    child.once('exit', (code, signal) => {
      const said = readLastWords(lastWords)
      // What the kernel left running in its group (a server that a cell started) has nobody left to stop it.
      signalGroup('SIGKILL')
      release()
      // The pipe may still hold the last words; a grandchild that keeps it open is not waited for.
      const finish = (): void => {
        clearTimeout(timer)
        const outOfMemory = !expected && wasOutOfMemory({ signal, stderr: stderr + said, before })
        exit ??= { code, signal, outOfMemory, stderr, expected }
        child.stdout.destroy()
        child.stderr.destroy()
        resolve(exit)
      }
      const timer = setTimeout(finish, 100)
      if (child.stderr.readableEnded) finish()
      else child.stderr.once('close', finish)
    })
  })

  return {
    pid,
    exited,
    get exit() {
      return exit
    },
    signal: signalGroup,
    expectExit() {
      expected = true
    },
    stderrTail: () => stderr,
    async terminate(grace) {
      expected = true
      signalGroup('SIGTERM')
      const timer = setTimeout(() => signalGroup('SIGKILL'), grace)
      try {
        return await exited
      } finally {
        clearTimeout(timer)
      }
    },
  }
}

function notThere(program: string, cwd: string, cause: NodeJS.ErrnoException): ClientError {
  const reason = cause.code === 'ENOENT' ? 'was not found' : `could not be run (${cause.code ?? cause.message})`
  return new ClientError('not-started', `The kernel's program ${program} ${reason}.`, {
    hint: `Is it installed, and does the folder ${cwd} exist? \`jupyter kernelspec list\` shows where kernels come from.`,
    cause,
  })
}

/** "The kernel was killed by the system: out of memory." */
export function describeExit(exit: KernelExit): string {
  if (exit.outOfMemory) {
    return `The kernel ran out of memory and was killed${exit.signal === null ? '' : ` (${exit.signal})`}.`
  }
  if (exit.signal === null && exit.code === null) return 'The kernel died on its server.'
  if (exit.signal !== null) return `The kernel died (${exit.signal}).`
  return `The kernel ended by itself (exit code ${exit.code}).`
}
