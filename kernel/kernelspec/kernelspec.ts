// Kernelspecs: the folders by which Jupyter finds this kernel. They name the Node that installs them by its full path, so that
// a front end started from another environment finds the same one.
//
//   installKernelspec({ name: 'loopbook', language: 'typescript', folder: kernelsFolder({ user: true }), program })
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { logoPng, logoSvg } from './logo.ts'
import { hasDebugger } from './node-version.ts'

export interface KernelProgram {
  /** Path of the kernel's entry file, source or built. */
  main: string
  node: string
}

export interface KernelspecFile {
  argv: string[]
  display_name: string
  language: string
  interrupt_mode: 'message'
  env: Record<string, string>
  metadata: Record<string, unknown>
}

export class KernelspecError extends Error {
  override readonly name = 'KernelspecError'
  readonly hint: string

  constructor(message: string, hint: string, cause?: unknown) {
    super(message, { cause })
    this.hint = hint
  }
}

/** What stands in kernel.json. Stop by message: by signal a front end would have to hope. */
export function kernelspec(language: 'typescript' | 'javascript', { main, node }: KernelProgram): KernelspecFile {
  const source = main.endsWith('.ts')
  return {
    argv: [
      node,
      // Terminating a cell inside a timer's callback aborts Node unless its async hooks are unchecked.
      '--no-force-async-hooks-checks',
      // Young memory is large enough from the start: without collections meanwhile, the start takes 6 % less.
      '--min-semi-space-size=8',
      ...(source ? ['--conditions=loopbook-source'] : []),
      main,
      ...(language === 'javascript' ? ['--language=javascript'] : []),
      '{connection_file}',
    ],
    display_name: language === 'typescript' ? 'TypeScript (Loopbook)' : 'JavaScript (Loopbook)',
    language,
    interrupt_mode: 'message',
    env: {},
    metadata: { debugger: hasDebugger },
  }
}

/** Where kernelspecs stand: the user's folder, or `share/jupyter/kernels` below a prefix such as a virtual environment. */
export function kernelsFolder(where: { prefix?: string | undefined }, env: NodeJS.ProcessEnv = process.env): string {
  if (where.prefix !== undefined) return join(where.prefix, 'share', 'jupyter', 'kernels')
  return join(userData(env), 'kernels')
}

function userData(env: NodeJS.ProcessEnv): string {
  const home = env['HOME'] ?? homedir()
  if (env['JUPYTER_DATA_DIR']) return env['JUPYTER_DATA_DIR']
  if (process.platform === 'darwin') return join(home, 'Library', 'Jupyter')
  if (process.platform === 'win32') return join(env['APPDATA'] ?? home, 'jupyter')
  return join(env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'jupyter')
}

/** Writes the folder and answers its path. @throws KernelspecError */
export function installKernelspec(folder: string, name: string, spec: KernelspecFile): string {
  if (!/^[\w.-]+$/.test(name)) {
    throw new KernelspecError(
      `"${name}" can't be a kernel's name.`,
      'use letters, digits, dots, dashes and underscores.',
    )
  }
  const target = join(folder, name)
  try {
    mkdirSync(target, { recursive: true })
    writeFileSync(join(target, 'kernel.json'), `${JSON.stringify(spec, undefined, 2)}\n`)
    writeFileSync(join(target, 'logo-svg.svg'), logoSvg)
    for (const size of [32, 64]) writeFileSync(join(target, `logo-${size}x${size}.png`), logoPng(size))
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new KernelspecError(
      `The kernelspec can't be written to ${target} (${code ?? String(cause)}).`,
      'choose a folder that is yours: --user, or --prefix DIR.',
      cause,
    )
  }
  return target
}

/** Whether there was one. Only folders that hold our kernelspec are removed. @throws KernelspecError */
export function uninstallKernelspec(folder: string, name: string): boolean {
  const target = join(folder, name)
  const spec = readKernelspec(target)
  if (!existsSync(target)) return false
  if (!spec || !spec.display_name.endsWith('(Loopbook)')) {
    throw new KernelspecError(
      `${target} is not a kernel of Loopbook.`,
      `remove it with  jupyter kernelspec remove ${name}  if you mean it.`,
    )
  }
  rmSync(target, { recursive: true })
  return true
}

export function readKernelspec(folder: string): KernelspecFile | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'kernel.json'), 'utf8')) as KernelspecFile
  } catch {
    return undefined
  }
}
