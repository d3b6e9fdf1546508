// The real Python SDK, unmodified, against the platform as another process has it.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPlatform, seedItems } from '../../src/platform/index.ts'
import { findPython, root } from './python.ts'

const python = await findPython()
const home = mkdtempSync(join(tmpdir(), 'dtlpy-'))
let server: ChildProcess
let url = ''

beforeAll(async () => {
  const platform = await openPlatform({ directory: home })
  await platform.close()
  await seedItems(home, { items: 2500, annotationsPerItem: 3, name: 'Large' })
  server = spawn(
    process.execPath,
    ['--conditions=loopbook-source', 'src/cli/main.ts', 'platform', 'start', '--port', '0', '--data', home],
    { cwd: root },
  )
  url = await new Promise((resolve, reject) => {
    let said = ''
    server.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const found = /http:\/\/127\.0\.0\.1:\d+\/api\/v1/.exec(said)
      if (found) resolve(found[0])
    })
    server.once('exit', () => reject(new Error(`the platform ended: ${said}`)))
  })
})

afterAll(() => {
  server.kill('SIGKILL')
  rmSync(home, { recursive: true, force: true })
})

test.skipIf(python.path === undefined)(
  'the tutorial as printed and more than 100 checks of the official SDK run against the platform',
  async () => {
    const picture = join(home, 'test1.jpg')
    const [sample] = JSON.parse(readFileSync(join(root, 'src/platform/sample/pictures.json'), 'utf8')) as {
      jpeg: string
    }[]
    writeFileSync(picture, Buffer.from(sample?.jpeg ?? '', 'base64'))
    const password = readFileSync(join(home, 'password'), 'utf8').trim()
    const script = join(root, 'test/interop/dtlpy_session.py')
    // The SDK keeps its cookie and its state where it runs: nothing of the developer's own is touched.
    const env = { ...process.env, HOME: home, DATALOOP_PATH: join(home, 'sdk'), PYTHONWARNINGS: 'ignore' }
    const child = spawn(python.path ?? '', [script, url, password, picture], { cwd: home, env })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
    const code = await new Promise((resolve) => child.once('close', resolve))
    expect(code, output.slice(-4000)).toBe(0)
    expect(Number(/^checks (\d+)$/m.exec(output)?.[1])).toBeGreaterThan(104)
  },
  240_000,
)
