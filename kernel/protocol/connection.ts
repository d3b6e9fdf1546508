// The connection file: where a kernel binds its five sockets and with which key messages are signed
// (Jupyter client, "Connection files").
//
//   const info = readConnectionFile(path);  socket.bind(endpoint(info, 'shell'))
import { readFileSync } from 'node:fs'
import { ProtocolError } from './errors.ts'
import type { Channel } from './messages.ts'

export interface ConnectionInfo {
  transport: 'tcp' | 'ipc'
  /** An address for tcp, the common prefix of the socket files for ipc. */
  ip: string
  shell_port: number
  control_port: number
  iopub_port: number
  stdin_port: number
  hb_port: number
  key: string
  signature_scheme: string
  kernel_name?: string
}

const channels: readonly Channel[] = ['shell', 'control', 'iopub', 'stdin', 'hb']

/** `tcp://127.0.0.1:5555` or `ipc:///tmp/kernel-1-3`. */
export function endpoint(info: ConnectionInfo, channel: Channel): string {
  const port = info[`${channel}_port`]
  if (info.transport === 'ipc') return `ipc://${info.ip}-${port}`
  return `tcp://${info.ip.includes(':') ? `[${info.ip}]` : info.ip}:${port}`
}

/** @throws ProtocolError `connection-file`, naming the file and what is wrong with it. */
export function readConnectionFile(path: string): ConnectionInfo {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const reason = code === 'ENOENT' ? 'does not exist' : `can't be read (${code ?? String(cause)})`
    throw broken(path, reason, cause)
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw broken(path, 'is not JSON', cause)
  }
  return checkConnection(value, path)
}

/** The value as a ConnectionInfo; `path` only names it in errors. */
export function checkConnection(value: unknown, path: string): ConnectionInfo {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw broken(path, 'is not a JSON object')
  const {
    transport = 'tcp',
    ip = '127.0.0.1',
    key = '',
    signature_scheme = 'hmac-sha256',
    kernel_name,
  } = value as Record<string, unknown>
  if (transport !== 'tcp' && transport !== 'ipc')
    throw broken(path, `has the transport ${shown(transport)}, not tcp or ipc`)
  if (typeof ip !== 'string' || ip === '') throw broken(path, 'has no ip')
  if (typeof key !== 'string' || typeof signature_scheme !== 'string') throw broken(path, 'has a key that is not text')
  const ports = Object.fromEntries(
    channels.map((channel) => [
      `${channel}_port`,
      port((value as Record<string, unknown>)[`${channel}_port`], channel, path),
    ]),
  ) as Record<`${Channel}_port`, number>
  return {
    transport,
    ip,
    ...ports,
    key,
    signature_scheme,
    ...(typeof kernel_name === 'string' ? { kernel_name } : {}),
  }
}

function port(value: unknown, channel: Channel, path: string): number {
  if (Number.isInteger(value) && (value as number) > 0 && (value as number) < 65_536) return value as number
  throw broken(path, value === undefined ? `has no ${channel}_port` : `has the ${channel}_port ${shown(value)}`)
}

function shown(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 40) ?? String(value)
}

function broken(path: string, reason: string, cause?: unknown): ProtocolError {
  return new ProtocolError('connection-file', `The connection file ${path} ${reason}.`, {
    hint: 'Jupyter writes this file and starts the kernel with its path; start the kernel from Jupyter, or with `jupyter console --kernel loopbook`.',
    cause,
  })
}
