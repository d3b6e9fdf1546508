// The library where our kernel is not: in plain Node by its name, and in tslab's kernel.
import { execFile } from 'node:child_process'
import { mkdtemp, rm, symlink, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchKernel } from '../../src/client/index.ts'

const root = join(import.meta.dirname, '../..')
const conditions = '--conditions=loopbook-source'
const run = promisify(execFile)
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loopbook-elsewhere-'))
  await mkdir(join(folder, 'node_modules'))
  await symlink(root, join(folder, 'node_modules/loopbook'))
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function node(code: string): Promise<{ stdout: string; stderr: string }> {
  const env = { ...process.env, DATALOOP_URL: '', DATALOOP_TOKEN: '', LOOPBOOK_HOME: join(folder, 'home') }
  return run(process.execPath, [conditions, '--input-type=module', '-e', code], { cwd: folder, env })
}

describe('plain Node', () => {
  it('imports it by name and talks to the embedded platform', async () => {
    const { stdout, stderr } = await node(`
      import { dl } from 'loopbook'
      const project = await dl.projects.get({ name: 'Tutorial' })
      const dataset = await project.datasets.get({ name: 'Animals' })
      console.log(await dataset.items.get({ filename: '/test1.jpg' }))
      console.log(await dataset.items.all())
    `)
    expect(stdout).toMatch(/^Item \{/)
    expect(stdout).toContain('Items of dataset Animals')
    // Neither the line about the platform nor a progress bar: nobody is there to read them.
    expect(stderr).toBe('')
  })

  it('requires it, and loads neither axios nor the platform before the first request', async () => {
    const { stdout } = await node(`
      import { createRequire } from 'node:module'
      const { dl } = createRequire(import.meta.url)('loopbook')
      const loaded = Object.keys(createRequire(import.meta.url).cache).filter((path) => /axios|src\\/platform|apache-arrow|cli-table3/.test(path))
      console.log(typeof dl.now(), loaded)
    `)
    expect(stdout).toBe('string []\n')
  })

  it('ends by itself, and shows errors with their next step', async () => {
    const failing = node(`
      import { dl } from 'loopbook'
      await dl.projects.get({ name: 'Tutrial' })
    `)
    await expect(failing).rejects.toMatchObject({
      stderr: expect.stringContaining('hint: "did you mean \'Tutorial\'?"') as string,
    })
  })
})

describe('tslab’s kernel', () => {
  it('shows its tables', async () => {
    const argv = [process.execPath, conditions, '--experimental-vm-modules', join(root, 'node_modules/tslab/bin/tslab')]
    const kernel = await launchKernel({
      cwd: folder,
      env: { DATALOOP_URL: '', DATALOOP_TOKEN: '', LOOPBOOK_HOME: join(folder, 'home') },
      kernel: {
        name: 'tslab',
        displayName: 'tslab',
        language: 'typescript',
        interruptMode: 'signal',
        env: {},
        argv: [...argv, 'kernel', '--config-path', '{connection_file}'],
      },
    })
    try {
      const outcome = await kernel.execute(
        [
          "const { dl } = require('loopbook')",
          "const dataset = await dl.dataset({ project: 'Tutorial', name: 'Animals' })",
          'await dataset.items.whereAnnotation({ label: "Adult" }).all()',
        ].join('\n'),
      )
      expect(outcome.status).toBe('ok')
      expect(JSON.stringify(outcome.outputs)).toContain('/test1.jpg')
    } finally {
      await kernel.shutdown()
    }
  })
})
