// `--server`: notebooks in the kernels of a real Jupyter Server, several at once, and through a connection that drops.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createServer, connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { ClientError, launchServerKernel } from '../../src/client/index.ts'
import { runNotebooks } from '../../src/runner/index.ts'
import { notebookText, workspace } from '../runner/workspace.ts'
import { findPython, runPython } from './python.ts'

const python = await findPython()
const ready = python.path !== undefined && (await hasServer(python.path))
const token = 'a-secret-of-the-test'
const kernelspec = { name: 'python3', display_name: 'Python 3', language: 'python' }
let server: ChildProcess | undefined
afterAll(() => server?.kill('SIGKILL'))

async function hasServer(path: string): Promise<boolean> {
  const found = await runPython(path, ['-c', 'import jupyter_server'])
  return found.code === 0 || (await runPython(path, ['-m', 'pip', 'install', '-q', 'jupyter_server'])).code === 0
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => probe.once('listening', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

async function startServer(directory: string): Promise<{ url: string; port: number }> {
  const port = await freePort()
  const flags = [
    '--no-browser',
    `--port=${port}`,
    '--port-retries=0',
    '--allow-root',
    '--IdentityProvider.token=' + token,
    `--ServerApp.root_dir=${directory}`,
  ]
  server = spawn(python.path!, ['-m', 'jupyter_server', ...flags], { stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}`
  for (let tries = 0; tries < 300; tries++) {
    const response = await fetch(`${url}/api`).catch(() => undefined)
    if (response?.ok === true) return { url, port }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error('the Jupyter Server did not start')
}

/** A proxy whose connections can be cut: what a flaky network does. */
async function startProxy(port: number): Promise<{ url: string; cut(): number; close(): void }> {
  const open = new Set<Socket>()
  const proxy = createServer((socket) => {
    const upstream = connect(port, '127.0.0.1')
    for (const side of [socket, upstream]) side.on('error', () => {}).setNoDelay(true)
    socket.pipe(upstream).pipe(socket)
    open.add(socket)
    socket.on('close', () => {
      open.delete(socket)
      upstream.destroy()
    })
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => proxy.once('listening', resolve))
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    cut() {
      const count = open.size
      for (const socket of open) socket.destroy()
      return count
    },
    close: () => proxy.close(),
  }
}

test.skipIf(!ready)(
  'a Jupyter Server runs several notebooks at once, and survives a dropped connection',
  { timeout: 200_000 },
  async () => {
    using work = workspace({
      'a.ipynb': notebookText(['x = 20', 'print(x)\nx + 1'], { kernelspec }),
      'b.ipynb': notebookText(['1', '1 / 0', '3'], { kernelspec }),
      'sub/c.ipynb': notebookText(['import os\nprint(os.path.basename(os.getcwd()))'], { kernelspec }),
      'loop.ipynb': notebookText(['# @loopbook timeout=1s\nwhile True: pass'], { kernelspec }),
      'dies.ipynb': notebookText(['import os\nos._exit(1)'], { kernelspec }),
      'none.ipynb': notebookText(['1'], { kernelspec: { ...kernelspec, name: 'no-such' } }),
    })
    const { url, port } = await startServer(work.directory)
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
    const kernels = async (): Promise<unknown[]> =>
      (await fetch(`${url}/api/kernels`, { headers: { Authorization: `token ${token}` } })).json() as Promise<unknown[]>
    expect(await kernels()).toEqual([])

    await expect(launchServerKernel({ server: { url, token: 'wrong' } })).rejects.toThrow('refuses the token')
    await expect(launchServerKernel({ server: { url: 'http://127.0.0.1:1' } })).rejects.toThrow(ClientError)

    const proxy = await startProxy(port)
    const kernel = await launchServerKernel({ server: { url: proxy.url, token }, kernel: 'python3' })
    const running = kernel.execute('import time\nfor i in range(6):\n    print(i, flush=True)\n    time.sleep(0.5)')
    await new Promise((resolve) => setTimeout(resolve, 1000))
    expect(proxy.cut()).toBeGreaterThan(0)
    const { status, outputs } = await running
    expect({ status, outputs }).toEqual({
      status: 'ok',
      outputs: [{ output_type: 'stream', name: 'stdout', text: '0\n1\n2\n3\n4\n5\n' }],
    })
    expect((await kernel.execute('40 + 2')).outputs).toMatchObject([{ data: { 'text/plain': '42' } }])
    await kernel.shutdown()
    expect(await kernels()).toEqual([])
    proxy.close()
  },
)
