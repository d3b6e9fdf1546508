// A project with notebooks as vitest test files, run by vitest 4 (as this repository has it) or by a 5, each installed once,
// with its coverage, into .cache/. Where that can't be had, its tests are skipped and say why; in CI that is a failure.
//
//   const project = await vitestProject(5);  const report = await project.run('a.ipynb:41')
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Running, TestCell, Workspace } from './workspace.ts'
import { locked } from '../interop/python.ts'
import { eventually, workspace } from './workspace.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const execute = promisify(execFile)

export interface VitestProject extends Disposable {
  readonly work: Workspace
  /** Test name → state and messages, and what was printed. */
  run(
    ...args: Arguments
  ): Promise<{ tests: Record<string, { status: string; messages: string[] }>; success: boolean; printed: string }>
  start(...args: Arguments): Running
  /** `vitest watch`: one line a test of each run, as "a.ipynb [1] 1 + 1: passed kept". */
  watch(...args: string[]): Watching
}

/** Of the command line, perhaps after variables of the environment. */
type Arguments = string[] | [options: { readonly env: Readonly<Record<string, string>> }, ...args: string[]]

export interface Watching {
  readonly running: Running
  /** Waits for the nth run that ran anything. */
  run(number: number): Promise<readonly string[]>
}

/** Notes what each run of a watch did, as vitest tells its reporters. */
const noting = `import { appendFileSync } from 'node:fs'
import { basename } from 'node:path'
export default class {
  onTestRunEnd(modules) {
    const lines = modules.flatMap((module) => [...module.children.allTests()].map((test) =>
      [basename(module.moduleId) + ' ' + test.name + ': ' + test.result().state, ...test.annotations().map(({ type }) => type)].join(' ')))
    if (lines.length > 0) appendFileSync('watched.jsonl', JSON.stringify(lines) + '\\n')
  }
}
`

/** Not the newest of the day: 5.1.2 wanted a package that had not reached every registry. */
const version5 = '5.1.1'

/** Folder with a node_modules that holds this major version; undefined when it can't be installed. */
export async function findVitest(major: 4 | 5): Promise<string | undefined> {
  const folder = join(root, '.cache', `vitest-${major}`)
  const has = (path: string): boolean => existsSync(join(folder, 'node_modules', path))
  const ready = (): boolean => has('loopbook-ready')
  if (ready()) return folder
  mkdirSync(folder, { recursive: true })
  // Several test files need it, and two of them run at once.
  const lock = `${folder}.lock`
  if (!(await locked(lock, ready))) return folder
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  const wanted = major === 4 ? versionHere() : version5
  const packages = ['vitest', '@vitest/coverage-v8'].map((name) => `${name}@${wanted}`)
  try {
    await execute('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: folder, timeout: 240_000 })
    writeFileSync(join(folder, 'node_modules/loopbook-ready'), '')
    return folder
  } catch (error) {
    if (process.env['CI'] === 'true') throw error
    return undefined
  } finally {
    rmSync(lock, { force: true })
  }
}

function versionHere(): string {
  const manifest = readFileSync(join(root, 'node_modules/vitest/package.json'), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}

export function vitestProject(
  packages: string,
  files: Readonly<Record<string, string | readonly TestCell[]>>,
  options = '{}',
  /** Further settings of vitest, as code. */
  test = '',
): VitestProject {
  const work = workspace(files)
  symlinkSync(join(packages, 'node_modules'), work.path('node_modules'))
  work.write('package.json', '{ "type": "module" }')
  work.write(
    'vitest.config.ts',
    `import { notebooks } from ${JSON.stringify(join(root, 'src/vitest.ts'))}
export default { plugins: [notebooks(${options})], test: { execArgv: ['--conditions=loopbook-source'], ${test} } }\n`,
  )
  const program = join(packages, 'node_modules/vitest/vitest.mjs')
  const start = (...args: Arguments): Running => {
    const [first, ...rest] = args
    const flags = ['--conditions=loopbook-source', program, 'run']
    return typeof first === 'object'
      ? work.startNode([...flags, ...(rest as string[])], first)
      : work.startNode([...flags, ...(args as string[])])
  }
  return {
    work,
    start,
    watch(...args) {
      work.write('noting.js', noting)
      const flags = ['--reporter=./noting.js', ...args]
      const running = work.startNode(['--conditions=loopbook-source', program, 'watch', ...flags])
      const runs = (): string[][] => {
        if (!work.has('watched.jsonl')) return []
        const lines = work.read('watched.jsonl').trim().split('\n')
        return lines.map((line) => JSON.parse(line) as string[])
      }
      return {
        running,
        async run(number) {
          if (!(await eventually(() => runs().length >= number, 60_000)))
            throw new Error(`run ${number} did not come: ${JSON.stringify(runs())}`)
          return runs()[number - 1]!
        },
      }
    },
    async run(...args) {
      rmSync(work.path('report.json'), { force: true })
      const reporters = ['--reporter=github-actions', '--reporter=json', '--outputFile.json=report.json']
      const { stdout, stderr } = await start(...args, ...reporters).done
      const report = JSON.parse(readFileSync(work.path('report.json'), 'utf8')) as {
        success: boolean
        testResults: {
          name: string
          assertionResults: { title: string; status: string; failureMessages: string[] }[]
        }[]
      }
      const tests = report.testResults.flatMap(({ name, assertionResults }) =>
        assertionResults.map(({ title, status, failureMessages: messages }) => {
          const file = name.slice(dirname(work.path('x')).length + 1)
          return [`${file} ${title}`, { status, messages }] as const
        }),
      )
      return { tests: Object.fromEntries(tests), success: report.success, printed: stdout + stderr }
    },
    [Symbol.dispose]: () => work[Symbol.dispose](),
  }
}
