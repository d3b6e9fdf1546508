// The program that Jupyter starts:  node --no-force-async-hooks-checks main.cjs <connection file> [--language=javascript]
// Reads the connection file and starts the kernel; what is wrong with the file, or with this Node, is one message and exit code 2.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type * as Kernel from './kernel.ts'
import { nodeMajor, nodeProblem } from './kernelspec/node-version.ts'
import { readConnectionFile } from './protocol/connection.ts'
import { ProtocolError } from './protocol/errors.ts'
import { startThread } from './thread.ts'

const entry = import.meta.url
const extension = entry.endsWith('.ts') ? '.ts' : '.cjs'
const worker = new URL(`./io${extension}`, entry)

start().catch((error: unknown) => {
  if (!(error instanceof ProtocolError)) throw error
  process.stderr.write(`loopbook: ${error.message}\n${error.hint === undefined ? '' : `hint: ${error.hint}\n`}`)
  process.exitCode = 2
})

async function start(): Promise<void> {
  const problem = nodeProblem(process.versions.node, process.execPath)
  if (problem) throw new ProtocolError('old-node', problem.message, problem)
  const flags = process.argv.slice(2).filter((part) => part.startsWith('--'))
  const path = process.argv.slice(2).find((part) => !part.startsWith('--') && part !== 'kernel')
  if (path === undefined) {
    throw new ProtocolError('connection-file', 'A connection file is missing.', {
      hint: 'Jupyter starts the kernel: loopbook kernel <connection file>. To try it out: jupyter console --kernel loopbook.',
    })
  }
  followContextsByFrames()
  const language = flags.includes('--language=javascript') ? 'javascript' : 'typescript'
  const thread = startThread(readConnectionFile(path), { worker, language, version: ownVersion() })
  // Without the loader of modules, which the start need not wait for.
  const { startKernel } = createRequire(entry)(`./kernel${extension}`) as typeof Kernel
  startKernel(thread)
}

/**
 * Before Node 24, contexts (AsyncLocalStorage) are followed by hooks unless Node is told otherwise. They keep a stack that a
 * terminated timer leaves broken, whereupon Node ends the process, and properties of their own in every promise. So this
 * program becomes one that was told (20 ms, in the same process); a kernelspec that said it would not start in Node 24.
 */
function followContextsByFrames(): void {
  const flag = '--experimental-async-context-frame'
  const { execPath, execArgv, argv } = process
  if (nodeMajor >= 24 || execArgv.includes(flag) || !process.execve) return
  process.removeAllListeners('warning')
  process.execve(execPath, [execPath, flag, ...execArgv, ...argv.slice(1)])
}

function ownVersion(): string {
  for (const up of ['../package.json', '../../package.json']) {
    try {
      return (JSON.parse(readFileSync(new URL(up, entry), 'utf8')) as { version: string }).version
    } catch {
      // The bundled entry stands one folder deeper than this one.
    }
  }
  return '0.0.0'
}
