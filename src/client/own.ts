// Our own kernel as a kernelspec, without any being installed: the program beside this package, in source or built form.
//
//   launchKernel({ spec: ownKernelspec('typescript'), cwd })
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Kernelspec } from './kernelspec.ts'

/** Kernel names of TypeScript and JavaScript notebooks that our kernel runs in their place. */
export const ownNames: readonly string[] = ['loopbook', 'typescript', 'tslab', 'jslab', 'deno', 'javascript']

export function ownKernelspec(language: 'typescript' | 'javascript' = 'typescript'): Kernelspec {
  const source = import.meta.url.endsWith('.ts')
  const root = packageRoot()
  // Terminating a cell inside a timer's callback aborts Node unless its async hooks are unchecked.
  // The first collections of young memory fall into the start unless it begins large enough.
  const flags = [
    '--no-force-async-hooks-checks',
    '--min-semi-space-size=8',
    ...(source ? ['--conditions=loopbook-source'] : []),
  ]
  const main = source ? join(root, 'kernel', 'main.ts') : join(root, 'dist', 'kernel', 'main.cjs')
  return {
    name: 'loopbook',
    displayName: 'TypeScript (Loopbook)',
    language,
    argv: [
      process.execPath,
      ...flags,
      main,
      '{connection_file}',
      ...(language === 'javascript' ? ['--language=javascript'] : []),
    ],
    interruptMode: 'message',
    env: {},
  }
}

/** Of this package. */
export function ownVersion(): string {
  return (JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string }).version
}

/** The folder of this package. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder)
  return folder
}
