// The package as users get it: packed, installed in an empty folder, and run by each Node that `engines` names.
import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { nodeProblem } from '../../kernel/kernelspec/index.ts'
import { launchKernel, ownKernelspec } from '../../src/client/index.ts'

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

    // What differs from version to version: contexts, collected promises, terminated timers.
    const spec = ownKernelspec()
    const main = join(folder, 'node_modules/loopbook/dist/kernel/main.cjs')
    const argv = [node, '--no-force-async-hooks-checks', '--min-semi-space-size=8', main, '{connection_file}']
    const kernel = await launchKernel({ kernel: { ...spec, argv }, cwd: folder })
    try {
      const shown = async (code: string): Promise<unknown> => (await kernel.execute(code)).outputs.at(-1)
      const features = Number(version) < 24 ? [] : ['debugger']
      expect(kernel.info?.['supported_features']).toEqual(features)
      const flood = await kernel.execute(`for (let i = 0; i < 100_000; i++) console.log('line', i)`)
      expect(flood.outputs.map((output) => (output.output_type === 'stream' ? output.text : '')).join('')).toMatch(
        /^line 0\n[^]*line 99999\n$/,
      )
      await kernel.execute('let turns = 0; setTimeout(() => { for (;;) turns++ }, 20); 1')
      await sleep(200)
      const waiting = kernel.execute('2')
      await kernel.interrupt()
      expect((await waiting).status).not.toBe('died')
      expect(await shown('turns > 1000')).toMatchObject({ data: { 'text/plain': 'true' } })
      const late = kernel.execute('await new Promise(() => {})')
      await sleep(200)
      await kernel.interrupt()
      expect((await late).error?.ename).toBe('KeyboardInterrupt')
      expect(await shown('process.versions.node.split(`.`)[0]')).toMatchObject({
        data: { 'text/plain': `'${version}'` },
      })
    } finally {
      await kernel.shutdown()
    }
  },
)

test.each(['14', '20'])(
  'under Node %s every command says in two lines what is needed, and nothing is written',
  { timeout: 300_000 },
  async (version) => {
    const node = await nodeOf(version)
    const { output: exact } = await run(node, ['--version'])
    const refusal = `loopbook: Loopbook needs Node 22.18 or later; ${node} is Node ${exact.trim().slice(1)}.\nhint: get Node 24 from `
    const prefix = join(folder, `prefix-${version}`)
    const commands = [
      ['install', '--prefix', prefix],
      ['test', '01-first-cells.ipynb'],
      ['platform', 'start'],
      ['kernel', 'x'],
      ['doctor'],
      ['--version'],
      [],
    ]
    for (const command of commands) {
      const { code, output } = await run(node, [loopbook, ...command])
      expect({ command, code, lines: output.trim().split('\n').length }).toEqual({ command, code: 3, lines: 2 })
      expect(output).toContain(refusal)
    }
    expect(existsSync(prefix)).toBe(false)
    // As the package's command, which npm links.
    expect(
      (await run(node, [join(folder, 'node_modules/.bin/loopbook'), 'install', '--prefix', prefix])).output,
    ).toContain(refusal)
  },
)

test(
  'a kernelspec whose Node has become an older one says so, in its log and to the doctor',
  { timeout: 300_000 },
  async () => {
    const node = await nodeOf('18')
    const data = join(folder, 'share/jupyter')
    await run(process.execPath, [loopbook, 'install', '--prefix', folder])
    const file = join(data, 'kernels/loopbook/kernel.json')
    const spec = JSON.parse(readFileSync(file, 'utf8')) as { argv: string[] }
    const argv = [node, ...spec.argv.slice(1)]
    writeFileSync(file, JSON.stringify({ ...spec, argv }))
    const { code, output } = await run(node, argv.slice(1))
    expect(output).toMatch(
      /^loopbook: Loopbook needs Node 22\.18 or later; .* is Node 18\.[\d.]+\nhint: get Node 24 from .*\n$/,
    )
    expect(code).toBe(2)
    const doctor = await run(process.execPath, [loopbook, 'doctor'], folder, {
      JUPYTER_PATH: data,
      JUPYTER_DATA_DIR: join(folder, 'none'),
    })
    expect(doctor.output).toMatch(/Kernelspec loopbook +│ to do │ Node 18\.[\d.]+ is too old/)
    expect(doctor.code).toBe(1)
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
  expect(nodeProblem('22.17.1', 'node')?.message).toBe('Loopbook needs Node 22.18 or later; node is Node 22.17.1.')
  expect(['22.18.0', '24.0.0', '26.10.0'].map((version) => nodeProblem(version, 'node'))).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})
