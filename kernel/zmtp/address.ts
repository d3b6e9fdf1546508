// Where a socket is: `tcp://127.0.0.1:5555`, `tcp://[::1]:5555`, `tcp://*:5555` (every interface), `ipc:///tmp/kernel-1`,
// `ipc://@name` (Linux's abstract names).
//
//   net.connect(parseAddress('ipc:///tmp/kernel-1'))   // { path: '/tmp/kernel-1' }

export type Address = { host: string; port: number } | { path: string }

/** @throws TypeError for another scheme, or a port that is none. */
export function parseAddress(address: string): Address {
  if (address.startsWith('ipc://')) {
    const path = address.slice('ipc://'.length)
    if (path !== '') return { path: path.startsWith('@') ? `\0${path.slice(1)}` : path }
  }
  const [, bracketed, plain, digits] = /^tcp:\/\/(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(address) ?? []
  const host = bracketed ?? plain
  const port = Number(digits)
  if (host === undefined || !(port >= 0 && port < 65_536))
    throw new TypeError(`${address} is no tcp:// or ipc:// address`)
  return { host: host === '*' ? '0.0.0.0' : host, port }
}
