import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { fixturePath } from '../../notebook/fixture.ts'

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>
  readonly runs: {
    readonly steps: readonly {
      readonly id?: string
      readonly run?: string
      readonly env?: Readonly<Record<string, string>>
    }[]
  }
}

const repository = fileURLToPath(new URL('../../..', import.meta.url))
const action = parse(readFileSync(join(repository, 'action.yml'), 'utf8')) as Action
const step = action.runs.steps.find(({ id }) => id === 'test')
const root = mkdtempSync(join(tmpdir(), 'action-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** The step's variables for these inputs of the action, as a runner works them out: `${{ inputs.files }}` or the input's default. */
function stepEnvironment(inputs: Readonly<Record<string, string>>): Record<string, string> {
  const unknown = Object.keys(inputs).filter((name) => !Object.hasOwn(action.inputs, name))
  if (unknown.length > 0) throw new Error(`no inputs of the action: ${unknown.join(', ')}`)
  return Object.fromEntries(
    Object.entries(step?.env ?? {}).map(([name, text]) => [
      name,
      text.replaceAll(
        /\$\{\{ inputs\.([\w-]+) \}\}/g,
        (_, input: string) => inputs[input] ?? action.inputs[input]!.default,
      ),
    ]),
  )
}

/** The action's own step, as a runner of GitHub executes it. */
function runStep(
  files: string,
  extra = '',
): { status: number | null; stdout: string; results: string; summary: string } {
  const folder = mkdtempSync(join(root, 'job-'))
  for (const sentence of ['an assertion fails in the third line', 'all cells pass'])
    cpSync(fixturePath(sentence), join(folder, `${sentence.replaceAll(' ', '-')}.ipynb`))
  mkdirSync(join(folder, 'temp'))
  const cli = join(repository, 'src/cli/main.ts')
  const env = {
    ...process.env,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: folder,
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
    RUNNER_TEMP: join(folder, 'temp'),
    ...stepEnvironment({
      files,
      arguments: extra,
      command: `${process.execPath} --conditions=loopbook-source ${cli}`,
    }),
  }
  const script = ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', step?.run ?? 'exit 99']
  const { status, stdout } = spawnSync('bash', script, { cwd: folder, env, encoding: 'utf8' })
  const results = /^results=(.*)$/m.exec(readFileSync(env.GITHUB_OUTPUT, 'utf8'))?.[1] ?? ''
  return { status, stdout, results, summary: readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8') }
}

test('a failed notebook: the step fails, annotates the exact line, and keeps copies and reports', () => {
  const { status, stdout, results, summary } = runStep('.')
  expect(status).toBe(1)
  const text = readFileSync(fixturePath('an assertion fails in the third line'), 'utf8').split('\n')
  const line = text.findIndex((entry) => entry.includes('throw new Error')) + 1
  expect(stdout).toContain(`::error file=an-assertion-fails-in-the-third-line.ipynb,line=${line},`)
  expect(summary).toContain('## 1 notebook of 2 failed')
  for (const name of [
    'report.html',
    'junit.xml',
    'report.json',
    'notebooks/an-assertion-fails-in-the-third-line.ipynb',
  ])
    expect({ name, kept: existsSync(join(results, name)) }).toEqual({ name, kept: true })
})

test('arguments reach the command, and globs are not the shell’s', () => {
  const { status, summary } = runStep('all-*.ipynb', '--check none')
  expect(status).toBe(0)
  expect(summary).toContain('## All notebooks passed')
})

test('inputs come as variables: nothing of them is pasted into the script', () => {
  expect(step?.run).not.toContain('${{')
  expect(Object.keys(step?.env ?? {}).toSorted()).toEqual(['ARGUMENTS', 'COMMAND', 'FILES'])
})

test('every expression names an input, or an output of a step that is there', () => {
  const text = readFileSync(join(repository, 'action.yml'), 'utf8')
  const named = [...text.matchAll(/\binputs\.([\w-]+)/g)].map(([, name]) => name!)
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter((name) => !Object.hasOwn(action.inputs, name))).toEqual([])
  expect(Object.keys(action.inputs).filter((name) => !named.includes(name))).toEqual([])
  const outputs = [...text.matchAll(/\bsteps\.(\w+)\.outputs\.(\w+)/g)].map(([, id, name]) => `${id} ${name}`)
  expect(new Set(outputs)).toEqual(new Set(['test results']))
})

test('without arguments, everything in the folder runs, by the inputs’ defaults', () => {
  expect(stepEnvironment({})).toEqual({ FILES: '.', ARGUMENTS: '', COMMAND: 'npx --yes loopbook' })
})
