// The kernels that benches compare: ours as it is published, and the peers that this machine has, as Jupyter starts them: by
// their installed kernelspecs, or from where they usually are (tslab in node_modules; Python by BENCH_PYTHON, .venv or python3,
// Deno beside it). What isn't there is left out.
//
//   for (const { name, spec } of kernels()) await launchKernel({ kernel: spec, cwd })
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { kernelspec } from '../kernel/kernelspec/index.ts'
import { findKernelspec, type Kernelspec, ownKernelspec } from '../src/client/index.ts'

export type KernelName = 'loopbook' | 'Deno' | 'tslab' | 'ipykernel'

export interface InstalledKernel {
  name: KernelName
  spec: Kernelspec
}

const root = fileURLToPath(new URL('..', import.meta.url))

export function kernels(): InstalledKernel[] {
  const python = [process.env['BENCH_PYTHON'], join(root, '.venv', 'bin', 'python3'), 'python3'].find(
    (path) => path !== undefined && spawnSync(path, ['-c', 'import ipykernel']).status === 0,
  )
  const tslab = join(root, 'node_modules', 'tslab', 'bin', 'tslab')
  const deno = python === undefined ? '' : join(dirname(python), 'deno')
  const found: (InstalledKernel | undefined)[] = [
    { name: 'loopbook', spec: own() },
    peer('Deno', 'deno', existsSync(deno) && [deno, 'jupyter', '--kernel', '--conn', '{connection_file}']),
    peer('tslab', 'tslab', existsSync(tslab) && [process.execPath, tslab, 'kernel', '--config-path={connection_file}']),
    peer(
      'ipykernel',
      'python3',
      python !== undefined && [python, '-m', 'ipykernel_launcher', '-f', '{connection_file}'],
    ),
  ]
  return found.filter((kernel) => kernel !== undefined)
}

/** Built, if it was: a kernel from source starts more slowly. */
function own(): Kernelspec {
  const built = join(root, 'dist', 'kernel', 'main.cjs')
  const { argv } = kernelspec('typescript', { node: process.execPath, main: built })
  return existsSync(built) ? { ...ownKernelspec(), argv } : ownKernelspec()
}

function peer(name: KernelName, installed: string, otherwise: string[] | false): InstalledKernel | undefined {
  try {
    return { name, spec: findKernelspec(installed) }
  } catch {
    if (otherwise === false) return undefined
    const spec = { name: installed, displayName: name, language: installed, argv: otherwise, env: {} }
    return { name, spec: { ...spec, interruptMode: 'signal' } }
  }
}
