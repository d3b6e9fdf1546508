// Which files changed since a commit, by git: for `--changed`. Files that are not yet committed, and new ones, count as changed.
//
//   await changedFiles('/work', 'origin/main')   // Set { '/work/etl.ipynb' }
import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { RunnerError } from '../error.ts'

const run = promisify(execFile)

/** Absolute paths. @throws RunnerError outside of a repository, or for an unknown commit. */
export async function changedFiles(directory: string, since: string): Promise<ReadonlySet<string>> {
  const git = async (...args: string[]): Promise<string[]> => {
    try {
      const { stdout } = await run('git', args, { cwd: directory, maxBuffer: 2 ** 28 })
      return stdout.split('\0').filter((name) => name !== '')
    } catch (cause) {
      const words = ((cause as { stderr?: string }).stderr ?? '').trim().split('\n')[0]
      throw new RunnerError(`--changed needs git: ${words || (cause as Error).message}`, {
        hint: 'in CI, fetch enough history (actions/checkout: fetch-depth: 0)',
        cause,
      })
    }
  }
  const [root = directory] = (await git('rev-parse', '--show-toplevel')).map((line) => line.trim())
  const names = [
    // Against the common ancestor: what this branch did, not what the other one did meanwhile.
    ...(await git('diff', '--name-only', '-z', '--merge-base', since)),
    ...(await git('ls-files', '--others', '--exclude-standard', '--full-name', '-z')),
  ]
  return new Set(names.map((name) => resolve(root, name)))
}
