// What guard.ts is for processes, for kernels on a server: a small Node process in a session of its own reads our pipe, and when that
// closes it asks the servers to end the kernels that we had not ended. Started with the first such kernel. It is told the address and
// its headers over the pipe: in arguments or a variable others could read the token.
//
//   const release = guardServerKernel('https://hub/api/kernels/5f…', headers);  …  release()
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'

const script = `
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {})
const kernels = new Map()
let rest = ''
process.stdin.setEncoding('utf8').on('data', (text) => {
  const lines = (rest + text).split('\\n')
  rest = lines.pop()
  for (const line of lines) {
    const { url, headers } = JSON.parse(line)
    if (headers) kernels.set(url, headers)
    else kernels.delete(url)
  }
}).on('end', async () => {
  const remove = ([url, headers]) => fetch(url, { method: 'DELETE', headers, signal: AbortSignal.timeout(10_000) })
  await Promise.allSettled([...kernels].map(remove))
  process.exit()
})
`

let child: ChildProcess | undefined

export function guardServerKernel(url: string, headers: Readonly<Record<string, string>>): () => void {
  tell({ url, headers })
  return () => tell({ url })
}

function tell(message: { url: string; headers?: Readonly<Record<string, string>> }): void {
  child ??= start()
  child.stdin?.write(`${JSON.stringify(message)}\n`, () => {})
}

function start(): ChildProcess {
  const started = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  started.on('error', () => {})
  started.stdin.on('error', () => {})
  // It must not keep us.
  started.unref()
  ;(started.stdin as Socket).unref()
  return started
}
