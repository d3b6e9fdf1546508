// Deno.errors: its classes, and Node's errors of the system as instances of them, so that `error instanceof Deno.errors.NotFound`
// holds. The code (`ENOENT`) stays readable.
//
//   try { … } catch (error) { throw translated(error) }

const names = [
  'NotFound',
  'PermissionDenied',
  'ConnectionRefused',
  'ConnectionReset',
  'ConnectionAborted',
  'NotConnected',
  'AddrInUse',
  'AddrNotAvailable',
  'BrokenPipe',
  'AlreadyExists',
  'InvalidData',
  'TimedOut',
  'Interrupted',
  'WriteZero',
  'WouldBlock',
  'UnexpectedEof',
  'BadResource',
  'Http',
  'Busy',
  'NotSupported',
  'FilesystemLoop',
  'IsADirectory',
  'NetworkUnreachable',
  'NotADirectory',
  'NotCapable',
] as const

type Name = (typeof names)[number]

export const errors: Readonly<Record<Name, ErrorConstructor>> = Object.fromEntries(
  names.map((name) => [name, define(name)]),
) as Record<Name, ErrorConstructor>

const byCode: Readonly<Record<string, Name>> = {
  ENOENT: 'NotFound',
  EACCES: 'PermissionDenied',
  EPERM: 'PermissionDenied',
  ECONNREFUSED: 'ConnectionRefused',
  ECONNRESET: 'ConnectionReset',
  ECONNABORTED: 'ConnectionAborted',
  ENOTCONN: 'NotConnected',
  EADDRINUSE: 'AddrInUse',
  EADDRNOTAVAIL: 'AddrNotAvailable',
  EPIPE: 'BrokenPipe',
  EEXIST: 'AlreadyExists',
  ETIMEDOUT: 'TimedOut',
  EINTR: 'Interrupted',
  EAGAIN: 'WouldBlock',
  EBADF: 'BadResource',
  EBUSY: 'Busy',
  ELOOP: 'FilesystemLoop',
  EISDIR: 'IsADirectory',
  ENETUNREACH: 'NetworkUnreachable',
  ENOTDIR: 'NotADirectory',
}

function define(name: Name): ErrorConstructor {
  const made = class extends Error {
    constructor(message?: string, options?: ErrorOptions) {
      super(message, options)
      this.name = name
    }
  }
  return Object.defineProperty(made, 'name', { value: name }) as unknown as ErrorConstructor
}

/** What isn't an error of the system stays as it is. */
export function translated(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { code, errno, syscall, message } = error as NodeJS.ErrnoException
  const name = byCode[code ?? '']
  if (name === undefined) return error
  const [, words = message, what] = /^\w+: ([^,]+)(?:, (.*))?$/s.exec(message) ?? []
  const number = errno === undefined ? '' : ` (os error ${Math.abs(errno)})`
  const text = `${words[0]?.toUpperCase()}${words.slice(1)}${number}${what ? `: ${what}` : ''}`
  return Object.assign(new errors[name](text), { code, ...(syscall === undefined ? {} : { syscall }) })
}

/** The function with its errors as Deno's. */
export function translating<A extends unknown[], R>(work: (...parameters: A) => R): (...parameters: A) => R {
  return (...parameters) => {
    try {
      const result = work(...parameters)
      return result instanceof Promise ? (result.catch(rethrow) as R) : result
    } catch (error) {
      throw translated(error)
    }
  }
}

function rethrow(error: unknown): never {
  throw translated(error)
}
