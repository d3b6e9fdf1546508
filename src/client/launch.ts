// Starts a kernel on this machine and connects to it: endpoints, process under guard, sockets, handshake. A start whose ports
// were taken by someone else in between is tried again.
//
//   const kernel = await launchKernel({ kernel: 'python3', cwd: '/work' });  …  await kernel.shutdown()
import { createEndpoints } from './endpoints.ts'
import { ClientError } from './errors.ts'
import { keepAll } from './keep-all.ts'
import { Kernel } from './kernel.ts'
import { findKernelspec, needsPorts } from './kernelspec.ts'
import type { Kernelspec } from './kernelspec.ts'
import { ownKernelspec } from './own.ts'
import { startProcess } from './process.ts'
import { connectZeromq } from './zeromq.ts'

export interface LaunchOptions {
  /** Name of an installed kernel, or a spec. Default: our own. */
  readonly kernel?: string | Kernelspec | undefined
  /** Folder that the kernel works in. */
  readonly cwd: string
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  /** Milliseconds until the kernel must have answered. Default 60 000. */
  readonly startTimeout?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** @throws ClientError `no-kernel` or `not-started`; nothing is left running then. */
export async function launchKernel(options: LaunchOptions): Promise<Kernel> {
  const { kernel = ownKernelspec() } = options
  const spec = typeof kernel === 'string' ? findKernelspec(kernel) : kernel
  const end = performance.now() + (options.startTimeout ?? 60_000)
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(spec, options, end - performance.now())
    } catch (error) {
      const taken = error instanceof ClientError && /address (already )?in use|EADDRINUSE/i.test(error.message)
      if (!taken || attempt === 4) throw error
    }
  }
}

async function start(spec: Kernelspec, options: LaunchOptions, timeout: number): Promise<Kernel> {
  const endpoints = await createEndpoints({ ports: needsPorts(spec), kernelName: spec.name })
  const argv = spec.argv.map((part) =>
    part.replaceAll('{connection_file}', endpoints.file).replaceAll('{resource_dir}', spec.directory ?? ''),
  )
  let process_
  try {
    process_ = await startProcess({
      argv,
      cwd: options.cwd,
      env: {
        ...process.env,
        JPY_SESSION_NAME: undefined,
        ...spec.env,
        ...options.env,
        JPY_PARENT_PID: String(process.pid),
      },
      directory: endpoints.directory,
    })
  } catch (error) {
    endpoints.remove()
    throw error
  }
  const child = process_
  const kernel = new Kernel({
    label: `process ${child.pid}`,
    pid: child.pid,
    exited: child.exited,
    ...(spec.interruptMode === 'signal' ? { interrupt: async (): Promise<void> => child.signal('SIGINT') } : {}),
    expectExit: () => child.expectExit(),
    terminate: async (grace): Promise<void> => {
      await child.terminate(grace)
    },
    release: () => endpoints.remove(),
    stderrTail: () => child.stderrTail(),
  })
  try {
    kernel.attach(connectZeromq(endpoints.info, kernel.session, kernel))
    await kernel.ready(timeout, options.signal)
    keepAll(kernel)
    return kernel
  } catch (error) {
    await child.terminate(500)
    await kernel.shutdown(0)
    throw error
  }
}
