// Our kernels, from source, where Jupyter's own clients find them: a JUPYTER_PATH of the test's own.
//
//   const { path } = installForTests();  runPython(python, […], { env: { JUPYTER_PATH: path } })
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installKernelspec, kernelspec } from '../../kernel/kernelspec/index.ts'
import { root } from './python.ts'

export function installForTests(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'loopbook-jupyter-'))
  const program = { node: process.execPath, main: join(root, 'kernel', 'main.ts') }
  for (const language of ['typescript', 'javascript'] as const) {
    const name = language === 'typescript' ? 'loopbook' : 'loopbook-js'
    installKernelspec(join(path, 'kernels'), name, kernelspec(language, program))
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
