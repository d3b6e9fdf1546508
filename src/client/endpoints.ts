// Where a new kernel shall bind: socket files in a private folder on Unix, so that parallel runs can't take each other's
// ports; TCP ports for kernels that know nothing else, taken from below the range that the system hands out by itself.
//
//   const place = await createEndpoints({ ports: false });  place.file → {connection_file};  place.remove()
import { randomInt, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ConnectionInfo } from '../../kernel/protocol/index.ts'

export interface Endpoints {
  readonly info: ConnectionInfo
  /** Path of the connection file. */
  readonly file: string
  readonly directory: string
  remove(): void
}

const channels = ['shell_port', 'iopub_port', 'stdin_port', 'control_port', 'hb_port'] as const

export async function createEndpoints(options: { ports: boolean; kernelName: string }): Promise<Endpoints> {
  const directory = mkdtempSync(join(socketRoot(), 'loopbook-'))
  const numbers = options.ports ? await freePorts(channels.length) : channels.map((_, index) => index + 1)
  const info: ConnectionInfo = {
    transport: options.ports ? 'tcp' : 'ipc',
    ip: options.ports ? '127.0.0.1' : join(directory, 'k'),
    ...(Object.fromEntries(channels.map((name, index) => [name, numbers[index]!])) as Record<
      (typeof channels)[number],
      number
    >),
    key: randomUUID(),
    signature_scheme: 'hmac-sha256',
    kernel_name: options.kernelName,
  }
  const file = join(directory, 'kernel.json')
  writeFileSync(file, JSON.stringify(info), { mode: 0o600 })
  return { info, file, directory, remove: () => rmSync(directory, { recursive: true, force: true }) }
}

/** The path of a Unix socket has at most 107 characters (103 on macOS), and some temporary folders are long. */
function socketRoot(): string {
  const folder = tmpdir()
  return folder.length > 70 && process.platform !== 'win32' ? '/tmp' : folder
}

/** Ports that are free now, outside 32768–60999 where outgoing connections of other processes would take them. */
async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>()
  for (let tries = 0; found.size < count && tries < 1000; tries++) {
    const port = randomInt(10_000, 32_000)
    if (!found.has(port) && (await isFree(port))) found.add(port)
  }
  return [...found]
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}
