import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const program = fileURLToPath(new URL('./guarded-program.ts', import.meta.url))

/** Starts a process that starts kernels; gives their pids and folders. */
async function startOwner(
  fault: string,
): Promise<{ kill(signal: NodeJS.Signals): void; pids: number[]; folders: string[] }> {
  const child = spawn(process.execPath, ['--conditions=loopbook-source', program, fault], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const line = await new Promise<string>((resolve) => child.stdout.setEncoding('utf8').once('data', resolve))
  return { kill: (signal) => child.kill(signal), ...(JSON.parse(line) as { pids: number[]; folders: string[] }) }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function eventually(condition: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 100 && !condition(); tries++) await new Promise((resolve) => setTimeout(resolve, 50))
  return condition()
}

test.each(['SIGKILL', 'SIGTERM'] as const)(
  'no kernel outlives an owner that %s ends, not even a deaf one',
  async (signal) => {
    const owner = await startOwner('deaf')
    expect(owner.pids.map(isRunning)).toEqual([true, true])
    owner.kill(signal)
    expect(await eventually(() => !owner.pids.some(isRunning))).toBe(true)
    expect(await eventually(() => !owner.folders.some((folder) => existsSync(folder)))).toBe(true)
  },
)
