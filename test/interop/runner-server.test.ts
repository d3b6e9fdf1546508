// `--server` and the plugin's `server`: notebooks in the kernels of real servers, several at once, through a connection that drops,
// and with a token that nothing ever shows.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ClientError, launchServerKernel, readServer } from '../../src/client/index.ts'
import { runNotebooks } from '../../src/runner/index.ts'
import { findVitest, vitestProject } from '../runner/vitest-project.ts'
import { eventually, notebookText, workspace } from '../runner/workspace.ts'
import { findServer, startProxy, startServer, token } from './servers.ts'

const kernelspec = { name: 'python3', display_name: 'Python 3', language: 'python' }
const python = (...cells: Parameters<typeof notebookText>[0]): string => notebookText(cells, { kernelspec })
const hasServer = (await findServer('jupyter-server')) !== undefined
const time = { timeout: 240_000 }

test.skipIf(!hasServer)(
  'a Jupyter Server runs several notebooks at once, and survives a dropped connection',
  time,
  async () => {
    using work = workspace({
      'a.ipynb': python('x = 20', 'print(x)\nx + 1'),
      'b.ipynb': python('1', '1 / 0', '3'),
      'sub/c.ipynb': python('import os\nprint(os.path.basename(os.getcwd()))'),
      'loop.ipynb': python('# @loopbook timeout=1s\nwhile True: pass'),
      'dies.ipynb': python('import os\nos._exit(1)'),
      'none.ipynb': notebookText(['1'], { kernelspec: { ...kernelspec, name: 'no-such' } }),
    })
    await using server = await startServer('jupyter-server', work.directory)
    const { url, port } = server
    const { notebooks } = await runNotebooks({
      directory: work.directory,
      server: { url, token },
      workers: 4,
      out: 'executed',
    })
    expect(notebooks.map(({ file, verdict }) => `${file} ${verdict}`)).toEqual([
      'a.ipynb passed',
      'b.ipynb failed',
      'dies.ipynb kernel-died',
      'loop.ipynb timeout',
      'none.ipynb infrastructure',
      'sub/c.ipynb passed',
    ])
    expect(notebooks[4]!.failure!.evalue).toContain('has no kernel named "no-such"')
    expect(JSON.stringify(work.outputs('executed/sub/c.ipynb'))).toContain('sub\\n')
    expect(await server.kernels()).toEqual([])

    await expect(launchServerKernel({ server: { url, token: 'wrong' } })).rejects.toThrow('refuses the token')
    await expect(launchServerKernel({ server: { url: 'http://127.0.0.1:1' } })).rejects.toThrow(ClientError)

    const proxy = await startProxy(port)
    const kernel = await launchServerKernel({ server: { url: proxy.url, token }, kernel: 'python3' })
    const running = kernel.execute('import time\nfor i in range(6):\n    print(i, flush=True)\n    time.sleep(0.5)')
    await new Promise((resolve) => setTimeout(resolve, 1000))
    expect(proxy.cut()).toBeGreaterThan(0)
    const { status, outputs, note } = await running
    expect({ status, outputs, note }).toEqual({
      status: 'ok',
      outputs: [{ output_type: 'stream', name: 'stdout', text: '0\n1\n2\n3\n4\n5\n' }],
      note: expect.stringContaining('dropped while this cell ran, and came back') as string,
    })
    expect((await kernel.execute('40 + 2')).outputs).toMatchObject([{ data: { 'text/plain': '42' } }])
    await kernel.shutdown()
    expect(await server.kernels()).toEqual([])
    proxy.close()
  },
)

test.skipIf(!hasServer)(
  'a request or an answer that a dropped connection took with it is said to be lost, not waited for',
  time,
  async () => {
    using work = workspace({})
    await using server = await startServer('jupyter-server', work.directory)
    const proxy = await startProxy(server.port)
    const kernel = await launchServerKernel({ server: { url: proxy.url, token }, kernel: 'python3' })
    await kernel.execute('x = 1')
    for (const [way, what] of [
      ['to the server', 'the cell or its answer'],
      ['from the server', 'the cell or its answer'],
    ] as const) {
      proxy.swallow(way)
      const running = kernel.execute('x += 1')
      await new Promise((resolve) => setTimeout(resolve, 1500))
      proxy.cut()
      const { status, death } = await running
      expect([way, status, death?.message]).toEqual([
        way,
        'died',
        `The connection to the server dropped, and ${what} was lost with it.`,
      ])
    }
    // The same kernel, still there: the first request never arrived, the second did.
    expect((await kernel.execute('x')).outputs).toMatchObject([{ data: { 'text/plain': '2' } }])
    await kernel.shutdown()
    proxy.close()
  },
)

describe.each(['kernel-gateway', 'enterprise-gateway'] as const)('%s', async (kind) => {
  const found = (await findServer(kind)) !== undefined

  test.skipIf(!found)('runs notebooks at once, passes variables on, and is left without kernels', time, async () => {
    using work = workspace({
      'a.ipynb': python('import os\nprint(os.environ["KERNEL_USERNAME"])'),
      'b.ipynb': python('1', '1 / 0'),
      'loop.ipynb': python('# @loopbook timeout=1s\nwhile True: pass'),
    })
    await using server = await startServer(kind, work.directory)
    const run = work.start(['test', '--server', server.url, '-j', '3', '--out', 'out', '--reporter', 'events'], {
      env: { JUPYTER_TOKEN: token, KERNEL_USERNAME: 'ann' },
    })
    const { code, stdout } = await run.done
    const ends = stdout
      .split('\n')
      .filter((line) => line.includes('"type":"notebook-end"'))
      .map((line) => JSON.parse(line) as { file: string; verdict: string })
    expect(ends.map(({ file, verdict }) => `${file} ${verdict}`).sort()).toEqual([
      'a.ipynb passed',
      'b.ipynb failed',
      'loop.ipynb timeout',
    ])
    expect(code).toBe(1)
    expect(JSON.stringify(work.outputs('out/a.ipynb'))).toContain('ann')
    expect(await server.kernels()).toEqual([])

    const proxy = await startProxy(server.port)
    const kernel = await launchServerKernel({
      server: { url: proxy.url, token },
      kernel: 'python3',
      env: { KERNEL_USERNAME: 'ann' },
    })
    const running = kernel.execute('import time\ntime.sleep(2)\nprint("after")')
    await new Promise((resolve) => setTimeout(resolve, 700))
    expect(proxy.cut()).toBeGreaterThan(0)
    const { status, outputs } = await running
    expect({ status, outputs }).toMatchObject({ status: 'ok', outputs: [{ text: 'after\n' }] })
    expect((await kernel.execute('40 + 2')).outputs).toMatchObject([{ data: { 'text/plain': '42' } }])
    await kernel.shutdown()
    proxy.close()
  })
})

test('an address with a secret in it is refused in words that don’t hold it', async () => {
  for (const url of [`http://localhost:8888/?token=${token}`, `http://ann:${token}@localhost:8888`]) {
    expect(() => readServer(url)).toThrow('must not hold its token')
    using work = workspace({ 'a.ipynb': ['1'] })
    const { code, stdout, stderr } = await work.loopbook('test', '--server', url)
    expect([code, (stdout + stderr).includes(token), stderr.includes('JUPYTER_TOKEN')]).toEqual([2, false, true])
  }
})

test.skipIf(!hasServer)(
  'the token is in no output, no report and no saved notebook, whatever happens',
  time,
  async () => {
    using work = workspace({
      'a.ipynb': python('print(1)'),
      'b.ipynb': python('1 / 0'),
      'loop.ipynb': python('# @loopbook timeout=1s\nwhile True: pass'),
      'dies.ipynb': python('import os\nos._exit(1)'),
      'none.ipynb': notebookText(['1'], { kernelspec: { ...kernelspec, name: 'no-such' } }),
    })
    await using server = await startServer('jupyter-server', work.directory)
    const reporters = [
      'json=r.json',
      'junit=r.xml',
      'html=r.html',
      'tap=r.tap',
      'events=r.jsonl',
      'github=r.github',
      'pretty',
    ]
    const flags = ['--out', 'out', '--cache', ...reporters.flatMap((name) => ['--reporter', name])]
    const shown: string[] = []
    for (const [url, secret] of [
      [server.url, token],
      [server.url, `${token}-that-is-wrong`],
      ['http://127.0.0.1:1', token],
      ['no address', token],
    ] as const) {
      const env = { MY_TOKEN: secret, GITHUB_STEP_SUMMARY: work.path('summary.md'), NODE_DEBUG: '' }
      const { stdout, stderr, code } = await work.start(
        ['test', '--server', url, '--token-env', 'MY_TOKEN', ...flags],
        { env },
      ).done
      expect(code).not.toBe(0)
      shown.push(stdout, stderr, ...everything(work.directory))
    }
    const { stdout, stderr, code } = await work.start(['run', 'a.ipynb', 'done.ipynb', '--server', server.url], {
      env: { JUPYTER_TOKEN: token },
    }).done
    expect(code).toBe(0)
    shown.push(stdout, stderr, ...everything(work.directory))
    expect(shown.length).toBeGreaterThan(40)
    expect(shown.filter((text) => text.includes(token))).toEqual([])
  },
)

for (const major of [4, 5] as const) {
  const packages = await findVitest(major)

  test.skipIf(!hasServer || packages === undefined)(
    `vitest ${major} runs several notebooks on a server, and leaves no kernel there when it is killed`,
    time,
    async () => {
      const seen = (text: string): string => text.replaceAll(/\s+/g, ' ')
      using files = vitestProject(packages!, {
        'a.ipynb': python('x = 20', 'print(x)\nassert x == 21, "twenty"'),
        'b.ipynb': python('x = 1', 'x + 1'),
        'c.ipynb': python('import os\nassert "JUPYTER_TOKEN" not in os.environ'),
      })
      await using server = await startServer('jupyter-server', files.work.directory)
      const config = files.work.read('vitest.config.ts')
      files.work.write(
        'vitest.config.ts',
        config
          .replace('notebooks({})', `notebooks({ server: ${JSON.stringify(server.url)}, tokenEnv: 'MY_TOKEN' })`)
          .replace('test: {', 'test: { maxWorkers: 3,'),
      )
      const env = { MY_TOKEN: token }
      const { tests, printed } = await files.run({ env })
      expect(
        Object.entries(tests)
          .map(([name, { status }]) => `${name.slice(0, 11)} ${status}`)
          .sort(),
      ).toEqual([
        'a.ipynb [1] passed',
        'a.ipynb [2] failed',
        'b.ipynb [1] passed',
        'b.ipynb [2] passed',
        'c.ipynb [1] passed',
      ])
      expect(seen(printed)).toContain('twenty')
      expect(await server.kernels()).toEqual([])
      expect([printed, ...everything(files.work.directory)].filter((text) => text.includes(token))).toEqual([])

      files.work.write('a.ipynb', python('open("running", "w").close()\nimport time\ntime.sleep(60)'))
      for (const signal of ['SIGINT', 'SIGKILL'] as const) {
        const running = files.start({ env }, 'a.ipynb')
        expect(await eventually(() => files.work.has('running'), 60_000)).toBe(true)
        running.child.kill(signal)
        await running.done
        let left = 1
        for (let tries = 0; tries < 100 && left > 0; tries++) {
          left = (await server.kernels()).length
          await new Promise((resolve) => setTimeout(resolve, 100))
        }
        expect([signal, left]).toEqual([signal, 0])
      }
    },
  )
}

/** Texts of all files in the folder; packages are linked into it, not in it. */
function everything(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) return everything(path)
    return entry.isFile() ? [readFileSync(path, 'utf8')] : []
  })
}
