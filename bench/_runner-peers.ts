// The notebooks and the programs that bench/runner.ts measures: ours in its built form, and what else executes notebooks, in one
// Python environment. A peer that isn't installed is left out.
//
//   const { ours, peers } = await preparePeers()
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { notebookText } from '../test/runner/workspace.ts'
import { findPython, root } from '../test/interop/python.ts'

export interface Program {
  readonly name: string
  /** Command line for one notebook, or a folder. */
  argv(path: string): string[]
}
export interface Peers extends Disposable {
  readonly folder: string
  readonly ours: Program
  /** Run Python notebooks (and, if Deno is there, the TypeScript ones in its kernel). */
  readonly peers: readonly Program[]
  readonly hasDeno: boolean
  readonly env: NodeJS.ProcessEnv
}

export const python = { name: 'python3', display_name: 'Python 3', language: 'python' }
export const typescript = { name: 'loopbook', display_name: 'TypeScript', language: 'typescript' }
const deno = { name: 'deno', display_name: 'Deno', language: 'typescript' }

export async function preparePeers(): Promise<Peers> {
  const found = await findPython()
  if (found.path === undefined) throw new Error(found.reason)
  const bin = join(root, '.venv', 'bin')
  if (!existsSync(join(bin, 'papermill'))) {
    spawnSync(found.path, ['-m', 'pip', 'install', '-q', 'papermill', 'nbmake', 'pytest-xdist'], { stdio: 'ignore' })
  }
  const folder = mkdtempSync(join(tmpdir(), 'bench-runner-'))
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    VIRTUAL_ENV: join(root, '.venv'),
    JUPYTER_DATA_DIR: join(folder, 'jupyter'),
    PATH: `${bin}:${process.env['PATH']}`,
  }
  const hasDeno = existsSync(join(bin, 'deno'))
  if (hasDeno) {
    const argv = [join(bin, 'deno'), 'jupyter', '--kernel', '--conn', '{connection_file}']
    mkdirSync(join(folder, 'jupyter/kernels/deno'), { recursive: true })
    const spec = { argv, display_name: 'Deno', language: 'typescript' }
    writeFileSync(join(folder, 'jupyter/kernels/deno/kernel.json'), JSON.stringify(spec))
  }
  for (const count of [10, 100]) {
    const cells = Array.from({ length: count }, (_, index) => `x = ${index}`)
    const typed = cells.map((code) => `let ${code}`)
    writeFileSync(join(folder, `python-${count}.ipynb`), notebookText(cells, { kernelspec: python }))
    writeFileSync(join(folder, `typescript-${count}.ipynb`), notebookText(typed, { kernelspec: typescript }))
    writeFileSync(join(folder, `deno-${count}.ipynb`), notebookText(typed, { kernelspec: deno }))
  }
  for (const [name, kernelspec] of Object.entries({ python, typescript })) {
    mkdirSync(join(folder, `forty-${name}`))
    for (let index = 0; index < 40; index++) {
      const declare = name === 'python' ? '' : 'let '
      const cells = Array.from({ length: 5 }, (_, cell) => `${declare}x = ${cell}`)
      writeFileSync(join(folder, `forty-${name}`, `n${index}_test.ipynb`), notebookText(cells, { kernelspec }))
    }
  }
  const all: Program[] = [
    { name: 'jupyter execute', argv: (path) => [join(bin, 'jupyter-execute'), path] },
    {
      name: 'nbconvert --execute',
      argv: (path) => [join(bin, 'jupyter-nbconvert'), '--to', 'notebook', '--execute', '--stdout', path],
    },
    {
      name: 'papermill',
      argv: (path) => [join(bin, 'papermill'), '--no-progress-bar', path, join(folder, 'papermill.out')],
    },
    {
      name: 'pytest --nbmake',
      argv: (path) => [join(bin, 'pytest'), '-q', '-p', 'no:cacheprovider', '--nbmake', path],
    },
  ]
  const peers = all.filter(
    ({ name, argv }) => existsSync(argv('')[0] ?? '') && (!name.includes('nbmake') || hasModule(root, 'nbmake')),
  )
  return {
    folder,
    ours: {
      name: 'loopbook test',
      argv: (path) => [process.execPath, join(root, 'dist/cli/main.js'), 'test', path, '--reporter', 'dot'],
    },
    peers,
    hasDeno,
    env,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function hasModule(folder: string, name: string): boolean {
  const library = join(folder, '.venv', 'lib')
  return readdirSync(library).some((version) => existsSync(join(library, version, 'site-packages', name)))
}
