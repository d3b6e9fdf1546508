// Kernels behind a Jupyter Server, Kernel Gateway or Enterprise Gateway: started, interrupted and ended by REST, talked to over a
// WebSocket. The rest of the client does not know the difference.
//
//   const kernel = await launchServerKernel({ server: { url: 'https://hub/user/ann', token }, kernel: 'python3' })
import { ClientError } from './errors.ts'
import { Kernel } from './kernel.ts'
import type { KernelExit } from './process.ts'
import { guardServerKernel } from './server-guard.ts'
import { connectWebSocket } from './websocket.ts'

export interface JupyterServer {
  /** Base address, with the path that the server is mounted at. */
  readonly url: string
  readonly token?: string | undefined
}

/**
 * A server as it is named on a command line or in a settings file, with its token from the environment: there nobody else reads it.
 * @throws ClientError `server` for an address that holds a secret; the message doesn't.
 */
export function readServer(url: string | undefined, variable = 'JUPYTER_TOKEN'): JupyterServer | undefined {
  if (url === undefined) return undefined
  const address = URL.parse(url)
  if (address !== null && (address.username !== '' || address.password !== '' || address.searchParams.has('token'))) {
    throw new ClientError('server', 'The address of the server must not hold its token or a password.', {
      hint: `Give the address alone, and put the token into the environment variable ${variable}.`,
    })
  }
  return { url, token: process.env[variable] }
}

export interface ServerLaunchOptions {
  readonly server: JupyterServer
  /** Default: the server's default kernel. */
  readonly kernel?: string | undefined
  /** Folder below the server's root that the kernel works in. */
  readonly path?: string | undefined
  /** A gateway passes KERNEL_… variables on (those of this process too) and others that it allows; a Jupyter Server ignores them. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  readonly startTimeout?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** @throws ClientError `server`, `no-kernel` or `not-started`. */
export async function launchServerKernel(options: ServerLaunchOptions): Promise<Kernel> {
  const api = new ServerApi(options.server)
  const timeout = options.startTimeout ?? 60_000
  const name = await api.checkKernel(options.kernel)
  const ofGateway = Object.entries(process.env).filter(([variable]) => variable.startsWith('KERNEL_'))
  const env = { ...Object.fromEntries(ofGateway), ...options.env }
  const body = { name, ...(options.path ? { path: options.path } : {}), env }
  const { id } = (await api.call('POST', 'api/kernels', body, AbortSignal.timeout(timeout))) as { id: string }
  const where = `api/kernels/${id}`
  const release = guardServerKernel(api.address(where), api.headers)

  let ended!: (exit: KernelExit) => void
  const exited = new Promise<KernelExit>((resolve) => (ended = resolve))
  let expected = false
  const exit = (): void => ended({ code: null, signal: null, outOfMemory: false, stderr: '', expected })
  const remove = async (): Promise<void> => {
    expected = true
    await removeKernel(api, where)
    release()
    exit()
  }
  const kernel = new Kernel({
    label: `kernel ${id} on ${options.server.url}`,
    exited,
    interrupt: async () => {
      await api.call('POST', `${where}/interrupt`).catch(() => undefined)
    },
    expectExit: () => {
      expected = true
    },
    shutdown: remove,
    terminate: remove,
    release: () => {},
    onRestart: exit,
  })
  try {
    const isAlive = async (): Promise<boolean> => {
      const alive = await api.exists(where)
      if (!alive) exit()
      return alive
    }
    const { session } = kernel
    const { headers } = api
    kernel.attach(
      await connectWebSocket({ url: api.socketUrl(`${where}/channels`), headers, session, listener: kernel, isAlive }),
    )
    await kernel.ready(timeout, options.signal)
    return kernel
  } catch (error) {
    await remove()
    throw error
  }
}

/** Until it is gone, or the server is. One that just died is being started anew, and can't be removed for a moment. */
async function removeKernel(api: ServerApi, where: string): Promise<void> {
  for (let pause = 100; pause < 5000; pause *= 2) {
    await api.call('DELETE', where).catch(() => undefined)
    if (!(await api.exists(where).catch(() => false))) return
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}

class ServerApi {
  readonly headers: Readonly<Record<string, string>>
  readonly #base: URL

  constructor({ url, token }: JupyterServer) {
    try {
      this.#base = new URL(url.endsWith('/') ? url : `${url}/`)
    } catch (cause) {
      throw new ClientError('server', `"${url}" is no address of a server.`, {
        hint: 'Like http://localhost:8888.',
        cause,
      })
    }
    this.headers = token === undefined ? {} : { Authorization: `token ${token}` }
  }

  address(path: string): string {
    return new URL(path, this.#base).href
  }

  socketUrl(path: string): string {
    const url = new URL(path, this.#base)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    return url.href
  }

  async call(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<unknown> {
    const response = await this.#fetch(method, path, body, signal)
    if (!response.ok) throw refused(response.status, await response.text(), this.#base)
    return response.status === 204 ? undefined : response.json()
  }

  async exists(path: string): Promise<boolean> {
    return (await this.#fetch('GET', path)).status !== 404
  }

  /** The name, or the server's default. */
  async checkKernel(name: string | undefined): Promise<string> {
    const specs = (await this.call('GET', 'api/kernelspecs')) as {
      default: string
      kernelspecs: Record<string, unknown>
    }
    const names = Object.keys(specs.kernelspecs)
    if (name === undefined) return specs.default
    if (names.includes(name)) return name
    throw new ClientError('no-kernel', `The server ${this.#base.host} has no kernel named "${name}".`, {
      hint: `It has: ${names.join(', ')}. Choose one with --kernel.`,
    })
  }

  async #fetch(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
    try {
      return await fetch(new URL(path, this.#base), {
        method,
        headers: { ...this.headers, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        // A server that accepts and never answers must not be waited for for ever.
        signal: signal ?? AbortSignal.timeout(30_000),
      })
    } catch (cause) {
      const why = ((cause as Error).cause as Error | undefined)?.message ?? (cause as Error).message
      throw new ClientError('server', `The server ${this.#base.host} can't be reached: ${why}.`, {
        hint: 'Is the address of --server right, and the server running?',
        cause,
      })
    }
  }
}

function refused(status: number, text: string, base: URL): ClientError {
  let reason = text.slice(0, 200)
  try {
    const said = JSON.parse(text) as { message?: string; reason?: string }
    reason = said.message || said.reason || reason
  } catch {
    // Not JSON: the text itself.
  }
  // A gateway says so too of a user that may not start the kernel; its reason is no mere "Forbidden" then.
  if (status === 401 || (status === 403 && /^\W*(Forbidden\W*)?$|^</i.test(reason))) {
    return new ClientError('server', `The server ${base.host} refuses the token (${status}).`, {
      hint: 'Put a valid token into JUPYTER_TOKEN, or name another variable with --token-env.',
    })
  }
  return new ClientError('server', `The server ${base.host} answered ${status}: ${reason}`)
}
