// Real Jupyter clients for tests: a Python environment in .venv with jupyter_client, jupyter_kernel_test, nbclient, ipykernel and
// what else plays against us, made once from PyPI. Where that can't be had, tests that need it are skipped and say why; in CI
// (CI=true) that is a failure.
//
//   const python = await findPython();  if (python.path) spawnSync(python.path, ['-m', 'pytest', …])
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, openSync, closeSync, rmSync, writeFileSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const execute = promisify(execFile)

export const root: string = fileURLToPath(new URL('../../', import.meta.url))

interface Environment {
  folder: string
  packages: readonly string[]
}

const clients = [
  'jupyter_client',
  'jupyter_kernel_test',
  'nbclient',
  'nbconvert',
  'nbformat',
  'ipykernel',
  'psutil',
  'pytest',
  'deno',
  'dtlpy',
]
const environments: Readonly<Record<'clients' | 'jupyterlab', Environment>> = {
  clients: { folder: join(root, '.venv'), packages: clients },
  // Apart, for it brings a server and twenty megabytes of front end.
  jupyterlab: { folder: join(root, '.venv-jupyterlab'), packages: ['jupyterlab'] },
}

export type Python = { path: string; reason?: undefined } | { path?: undefined; reason: string }

/** The environment's interpreter; made on the first call. @throws Error in CI when it can't be had. */
export async function findPython(name: 'clients' | 'jupyterlab' = 'clients'): Promise<Python> {
  const python = await prepare(environments[name])
  if (python.path === undefined && process.env['CI'] === 'true') throw new Error(python.reason)
  return python
}

async function prepare({ folder, packages }: Environment): Promise<Python> {
  const path = process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python')
  const stamp = join(folder, 'loopbook-packages.txt')
  const wanted = packages.join('\n')
  const ready = (): boolean => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted
  if (ready()) return { path }
  mkdirSync(join(root, '.cache'), { recursive: true })
  const lock = join(root, '.cache', `${basename(folder)}.lock`)
  if (!(await locked(lock, ready))) return { path }
  try {
    if (!existsSync(path)) await execute('python3', ['-m', 'venv', folder], { timeout: 60_000 })
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]
    await execute(path, pip, { timeout: 240_000 })
    writeFileSync(stamp, wanted)
    return { path }
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string }
    const cause = (stderr || message).trim().split('\n').at(-1)
    return { reason: `Tests with real Jupyter clients need Python 3 and PyPI for ${folder}: ${cause}` }
  } finally {
    rmSync(lock, { force: true })
  }
}

/** One process at a time makes something that all need. @returns false when another has made it meanwhile. */
export async function locked(path: string, ready: () => boolean): Promise<boolean> {
  for (let left = 300; ; left--) {
    try {
      closeSync(openSync(path, 'wx'))
      return true
    } catch {
      if (left === 0) return true
      await new Promise((resolve) => setTimeout(resolve, 1000))
      if (ready()) return false
    }
  }
}

/** Runs a program in the environment and answers what it printed, whatever its exit code. */
export async function runPython(
  python: string,
  argv: readonly string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string; timeout?: number } = {},
): Promise<{ code: number; output: string }> {
  return await new Promise((resolve) => {
    execFile(
      python,
      [...argv],
      { timeout: 300_000, maxBuffer: 64 * 1024 * 1024, ...options, env: { ...process.env, ...options.env } },
      (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code ?? 1) : 0, output: `${stdout}\n${stderr}` })
      },
    )
  })
}
