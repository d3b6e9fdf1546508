// What Deno tells of the process, the machine and the environment, on Node's `process` and `os`.
//
//   const { env, version, build } = systemMembers('0.1.0')
import os from 'node:os'
import { inspect } from 'node:util'
import { errors } from './errors.ts'
import type { Deno } from './types.ts'

/** The Deno whose behaviour is followed; what comes after the plus says who answers. */
const denoVersion = '2.9.8'
const typescriptVersion = '7.0.2'

type Elsewhere = 'Command' | 'ChildProcess' | 'errors' | 'serve' | 'stdout' | 'stderr' | 'stdin' | 'test' | 'jupyter'

export function systemMembers(version: string): Omit<typeof Deno, Elsewhere> {
  const arch = process.arch === 'arm64' ? 'aarch64' : process.arch === 'x64' ? 'x86_64' : process.arch
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const vendor = system === 'darwin' ? 'apple' : system === 'windows' ? 'pc' : 'unknown'
  const target = `${arch}-${vendor}-${system === 'linux' ? 'linux-gnu' : system === 'windows' ? 'windows-msvc' : system}`
  return {
    version: Object.freeze({
      deno: `${denoVersion}+loopbook.${version}`,
      v8: process.versions.v8,
      typescript: typescriptVersion,
    }),
    build: Object.freeze({ target, arch, os: system, vendor, standalone: false }),
    args: [] as string[],
    pid: process.pid,
    ppid: process.ppid,
    noColor: Boolean(process.env['NO_COLOR']),
    mainModule: `file://${process.cwd()}/notebook.ts`,
    env,
    cwd: () => process.cwd(),
    chdir: (path: string | URL) => process.chdir(path instanceof URL ? path.pathname : path),
    execPath: () => process.execPath,
    exit: (code?: number) => process.exit(code),
    kill: (pid: number, signal: NodeJS.Signals = 'SIGTERM') => void process.kill(pid, signal),
    addSignalListener: (signal: NodeJS.Signals, listener: () => void) => void process.on(signal, listener),
    removeSignalListener: (signal: NodeJS.Signals, listener: () => void) => void process.off(signal, listener),
    hostname: () => os.hostname(),
    osRelease: () => os.release(),
    osUptime: () => Math.floor(os.uptime()),
    loadavg: () => os.loadavg(),
    uid: () => process.getuid?.() ?? null,
    gid: () => process.getgid?.() ?? null,
    umask: (mask?: number) => (mask === undefined ? process.umask() : process.umask(mask)),
    memoryUsage: () => {
      const { rss, heapTotal, heapUsed, external } = process.memoryUsage()
      return { rss, heapTotal, heapUsed, external }
    },
    systemMemoryInfo: () => {
      const [total, free] = [os.totalmem(), os.freemem()]
      return { total, free, available: free, buffers: 0, cached: 0, swapTotal: 0, swapFree: 0 }
    },
    networkInterfaces: () =>
      Object.entries(os.networkInterfaces()).flatMap(([name, all = []]) => all.map((one) => ({ name, ...one }))),
    consoleSize: () => ({ columns: process.stdout.columns ?? 80, rows: 24 }),
    inspect: (
      value: unknown,
      options: { depth?: number; colors?: boolean; compact?: boolean; sorted?: boolean } = {},
    ) => inspect(value, options),
    permissions: {
      query: async () => granted(),
      querySync: granted,
      request: async () => granted(),
      requestSync: granted,
    },
    refTimer: (timer: NodeJS.Timeout) => void timer.ref?.(),
    unrefTimer: (timer: NodeJS.Timeout) => void timer.unref?.(),
  }
}

const env = {
  get: (name: string): string | undefined => process.env[name],
  set(name: string, value: string): void {
    if (name === '' || /[=\0]/.test(name)) throw new errors.InvalidData(`"${name}" can't be the name of a variable.`)
    process.env[name] = value
  },
  delete: (name: string): void => void delete process.env[name],
  has: (name: string): boolean => name in process.env,
  toObject: (): Record<string, string> => ({ ...process.env }) as Record<string, string>,
}

/** A notebook may do all that its user may. */
function granted(): Deno.PermissionStatus {
  return { state: 'granted', onchange: null, partial: false }
}
