// Real servers of kernels: Jupyter Server and Jupyter Kernel Gateway from the tests' Python environment, Enterprise Gateway, which
// needs older packages, from one of its own that is made in a long run. What can't be installed is undefined; in CI that is a failure.
//
//   await using server = await startServer('jupyter-server', directory);  await server.kernels()   // [{ id, … }]
import { execFile, spawn } from 'node:child_process'
import { existsSync, openSync, readFileSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findPython, root, runPython } from './python.ts'

const isLong = process.env['LOOPBOOK_LONG'] === '1'

export const token = 'a-secret-of-the-test'
export type ServerKind = 'jupyter-server' | 'kernel-gateway' | 'enterprise-gateway'

export interface KernelServer extends AsyncDisposable {
  readonly url: string
  readonly port: number
  kernels(): Promise<readonly { readonly id: string }[]>
}

const kinds: Readonly<
  Record<ServerKind, { module: string; package: string; flags(port: number, directory: string): string[] }>
> = {
  'jupyter-server': {
    module: 'jupyter_server',
    package: 'jupyter_server',
    flags: (port, directory) => [
      '--no-browser',
      `--port=${port}`,
      '--port-retries=0',
      '--allow-root',
      `--IdentityProvider.token=${token}`,
      `--ServerApp.root_dir=${directory}`,
    ],
  },
  'kernel-gateway': {
    module: 'kernel_gateway',
    package: 'jupyter_kernel_gateway',
    flags: (port) => [
      `--KernelGatewayApp.port=${port}`,
      '--KernelGatewayApp.port_retries=0',
      `--KernelGatewayApp.auth_token=${token}`,
      '--JupyterWebsocketPersonality.list_kernels=True',
    ],
  },
  'enterprise-gateway': {
    module: 'enterprise_gateway',
    package: 'jupyter_enterprise_gateway',
    flags: (port) => [
      `--EnterpriseGatewayApp.port=${port}`,
      '--EnterpriseGatewayApp.port_retries=0',
      `--EnterpriseGatewayApp.auth_token=${token}`,
      '--EnterpriseGatewayApp.list_kernels=True',
    ],
  },
}

/** Python that has the server. */
export async function findServer(kind: ServerKind): Promise<string | undefined> {
  const python = await pythonFor(kind)
  if (python !== undefined) {
    const { module, package: name } = kinds[kind]
    if ((await runPython(python, ['-c', `import ${module}`])).code === 0) return python
    await runPython(python, ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', name, 'ipykernel'])
    if ((await runPython(python, ['-c', `import ${module}`])).code === 0) return python
  }
  if (process.env['CI'] === 'true' && (kind !== 'enterprise-gateway' || isLong))
    throw new Error(`${kind} can't be installed`)
  return undefined
}

async function pythonFor(kind: ServerKind): Promise<string | undefined> {
  if (kind !== 'enterprise-gateway') return (await findPython()).path
  const folder = join(root, '.cache', 'enterprise-gateway')
  const path = join(folder, 'bin', 'python')
  if (!existsSync(path) && isLong)
    await promisify(execFile)('python3', ['-m', 'venv', folder], { timeout: 120_000 }).catch(() => {})
  return existsSync(path) ? path : undefined
}

export async function startServer(kind: ServerKind, directory: string): Promise<KernelServer> {
  const port = await freePort()
  const { module, flags } = kinds[kind]
  const log = join(directory, '..', `server-${port}.log`)
  const out = openSync(log, 'w')
  const python = (await findServer(kind))!
  const child = spawn(python, ['-m', module, ...flags(port, directory)], { stdio: ['ignore', out, out] })
  const url = `http://127.0.0.1:${port}`
  const headers = { Authorization: `token ${token}` }
  for (let tries = 0; tries < 300; tries++) {
    const response = await fetch(`${url}/api`, { headers }).catch(() => undefined)
    if (response?.ok === true) {
      return {
        url,
        port,
        kernels: async () => (await fetch(`${url}/api/kernels`, { headers })).json() as Promise<{ id: string }[]>,
        [Symbol.asyncDispose]: () =>
          new Promise((resolve) => {
            child.once('exit', () => {
              rmSync(log, { force: true })
              resolve()
            })
            child.kill('SIGKILL')
          }),
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  child.kill('SIGKILL')
  throw new Error(`the ${kind} did not start:\n${readFileSync(log, 'utf8')}`)
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => probe.once('listening', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

export interface Proxy {
  readonly url: string
  /** What a flaky network does: every connection ends at once. @returns how many there were. */
  cut(): number
  /** Swallows what goes this way from now on, until the connections are cut. */
  swallow(way: 'to the server' | 'from the server'): void
  close(): void
}

export async function startProxy(port: number): Promise<Proxy> {
  const open = new Set<{ socket: Socket; upstream: Socket }>()
  let swallowed: 'to the server' | 'from the server' | undefined
  const proxy = createServer((socket) => {
    const upstream = connect(port, '127.0.0.1')
    for (const side of [socket, upstream]) side.on('error', () => {}).setNoDelay(true)
    const pair = { socket, upstream }
    socket.on('data', (data) => swallowed === 'to the server' || upstream.write(data))
    upstream.on('data', (data) => swallowed === 'from the server' || socket.write(data))
    upstream.on('end', () => socket.end())
    open.add(pair)
    socket.on('close', () => {
      open.delete(pair)
      upstream.destroy()
    })
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => proxy.once('listening', resolve))
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    cut() {
      const count = open.size
      for (const { socket } of open) socket.destroy()
      swallowed = undefined
      return count
    },
    swallow: (way) => void (swallowed = way),
    close: () => proxy.close(),
  }
}
