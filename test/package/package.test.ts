// The package as users get it: packed, installed in an empty folder, and run by each Node that `engines` names.
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const execute = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'loopbook-package-'))
const loopbook = join(folder, 'node_modules/loopbook/dist/cli/main.js')

interface Ran {
  code: number
  output: string
}

async function run(command: string, args: string[], cwd = folder, env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const settings = { cwd, env: { ...process.env, NODE_OPTIONS: '', ...env }, maxBuffer: 64 * 1024 * 1024 }
  try {
    const { stdout, stderr } = await execute(command, args, settings)
    return { code: 0, output: stdout + stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, output: `${stdout}${stderr}` }
  }
}

beforeAll(async () => {
  // A copy of what is built stays beside the tests that run from sources.
  const packed = await run('npm', ['pack', '--pack-destination', folder, '--loglevel=error'], root)
  expect(packed.output).toContain('.tgz')
  const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz'))!
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  const installed = await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', `./${tarball}`])
  expect(installed.code, installed.output).toBe(0)
  cpSync(join(root, 'notebooks/01-first-cells.ipynb'), join(folder, '01-first-cells.ipynb'))
}, 300_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The binary of a Node version, from its npm package. */
async function nodeOf(version: string): Promise<string> {
  const home = join(folder, `node-${version}`)
  mkdirSync(home)
  writeFileSync(join(home, 'package.json'), '{ "private": true }')
  const name = `node-${process.platform}-${process.arch}`
  const installed = await run('npm', ['install', '--no-audit', '--no-fund', `${name}@${version}`], home)
  expect(installed.code, installed.output).toBe(0)
  return join(home, 'node_modules', name, 'bin/node')
}

test.each(['22', '24', '26'])(
  'the installed package runs a notebook on Node %s',
  { timeout: 300_000 },
  async (version) => {
    const node = await nodeOf(version)
    const { code, output } = await run(node, [loopbook, 'test', '01-first-cells.ipynb'], folder, {
      LOOPBOOK_HOME: join(folder, 'home'),
    })
    expect(code, output).toBe(0)
  },
)

test('its types are there for every entry', { timeout: 120_000 }, async () => {
  writeFileSync(
    join(folder, 'use.ts'),
    `import { dl } from 'loopbook'
import { display } from 'loopbook/display'
import { notebooks } from 'loopbook/vitest'
export const used: unknown[] = [dl.projects, display, notebooks]
`,
  )
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const options = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--skipLibCheck',
    '--typeRoots',
    join(root, 'node_modules/@types'),
    '--types',
    'node',
    'use.ts',
  ]
  const { code, output } = await run(process.execPath, [compiler, ...options])
  expect(output).toBe('')
  expect(code).toBe(0)
})

test('it brings the course and the licence, and no sources or tests', () => {
  const files = readdirSync(join(folder, 'node_modules/loopbook'))
  expect(files.toSorted()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'notebooks', 'package.json'])
  const { engines } = JSON.parse(readFileSync(join(folder, 'node_modules/loopbook/package.json'), 'utf8')) as {
    engines: { node: string }
  }
  expect(engines.node).toBe('>=22.18')
})
