// `loopbook kernel <connection file>`: what Jupyter starts, for those who start it by hand. kernel.json names the kernel's own
// entry file, which is quicker; this starts the same one with the Node options that it needs.
import { spawn } from 'node:child_process'
import { kernelspec } from '../../kernel/kernelspec/index.ts'
import { kernelProgram } from './specs.ts'

export const summary = 'run the kernel for a connection file that Jupyter wrote'

export async function run(argv: string[]): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    console.log('Usage: loopbook kernel [--language=javascript] <connection file>')
    return 0
  }
  const [node = process.execPath, ...spec] = kernelspec('typescript', kernelProgram()).argv
  const child = spawn(node, [...spec.filter((part) => part !== '{connection_file}'), ...argv], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
  return await new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)))
}
