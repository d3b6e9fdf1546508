// Which kernels are installed: `kernel.json` files in Jupyter's data folders (jupyter_client, "Kernel specs"), found without
// asking any Python. The first folder that has a name wins, as with Jupyter.
//
//   const spec = findKernelspec('python3')   // { name, argv, language: 'python', interruptMode: 'signal', … }
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, delimiter, dirname, join, sep } from 'node:path'
import { ClientError } from './errors.ts'

export interface Kernelspec {
  readonly name: string
  readonly displayName: string
  /** Lower case: `python`, `typescript`. */
  readonly language: string
  /** With `{connection_file}` and `{resource_dir}` still to be filled in. */
  readonly argv: readonly string[]
  readonly interruptMode: 'signal' | 'message'
  readonly env: Readonly<Record<string, string>>
  /** Where kernel.json stands; absent for a kernel that is not installed but known. */
  readonly directory?: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** All installed kernels, first found first. Folders and files that can't be read are no kernels. */
export function listKernelspecs(env: Environment = process.env): Kernelspec[] {
  const found = new Map<string, Kernelspec>()
  for (const folder of kernelFolders(env)) {
    for (const name of list(folder)) {
      const spec = found.has(name.toLowerCase()) ? undefined : read(join(folder, name), name)
      if (spec !== undefined) found.set(name.toLowerCase(), spec)
    }
  }
  return [...found.values()]
}

/** @throws ClientError `no-kernel`, with the names that are installed. */
export function findKernelspec(name: string, env: Environment = process.env): Kernelspec {
  const all = listKernelspecs(env)
  const spec = all.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase())
  if (spec !== undefined) return spec
  const names = all.map((candidate) => candidate.name).sort()
  throw new ClientError('no-kernel', `There is no Jupyter kernel named "${name}".`, {
    hint:
      names.length > 0
        ? `Installed: ${names.join(', ')}. Choose one with --kernel, or install "${name}".`
        : 'No kernel is installed where Jupyter looks (JUPYTER_PATH, the virtual environment, the home). Is the virtual environment active?',
  })
}

/** Folders named `kernels`, in Jupyter's order: JUPYTER_PATH, the user's, the active environment's, the system's. */
export function kernelFolders(env: Environment = process.env): string[] {
  const own = (env['JUPYTER_PATH'] ?? '').split(delimiter).filter((path) => path !== '')
  const prefixes = [env['VIRTUAL_ENV'], env['CONDA_PREFIX'], ...prefixesOnPath(env)].filter(
    (path): path is string => path !== undefined && path !== '',
  )
  const environments = prefixes.map((prefix) => join(prefix, 'share', 'jupyter'))
  const system =
    process.platform === 'win32'
      ? [join(env['PROGRAMDATA'] ?? 'C:\\ProgramData', 'jupyter')]
      : ['/usr/local/share/jupyter', '/usr/share/jupyter']
  const folders = [...own, userFolder(env), ...environments, ...system]
  return [...new Set(folders.map((folder) => join(folder, 'kernels')))]
}

function userFolder(env: Environment): string {
  const home = env['HOME'] ?? homedir()
  if (env['JUPYTER_DATA_DIR']) return env['JUPYTER_DATA_DIR']
  if (process.platform === 'darwin') return join(home, 'Library', 'Jupyter')
  if (process.platform === 'win32') return join(env['APPDATA'] ?? home, 'jupyter')
  return join(env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'jupyter')
}

/** Jupyter looks in its own Python's prefix; without Python, that is where the `jupyter` or `python3` on the PATH stands. */
function prefixesOnPath(env: Environment): string[] {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((path) => path !== '')
  return ['jupyter', 'python3', 'python'].flatMap((program) => {
    const folder = folders.find((candidate) => existsSync(join(candidate, program)))
    return folder === undefined ? [] : [dirname(folder), dirname(dirname(resolved(join(folder, program))))]
  })
}

function resolved(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function read(directory: string, name: string): Kernelspec | undefined {
  try {
    const file = JSON.parse(readFileSync(join(directory, 'kernel.json'), 'utf8')) as Record<string, unknown>
    const argv = file['argv']
    if (!Array.isArray(argv) || argv.length === 0 || !argv.every((part) => typeof part === 'string')) return undefined
    return {
      name,
      displayName: typeof file['display_name'] === 'string' ? file['display_name'] : name,
      language: typeof file['language'] === 'string' ? file['language'].toLowerCase() : '',
      argv: [program(argv[0] as string, directory), ...argv.slice(1)],
      interruptMode: file['interrupt_mode'] === 'message' ? 'message' : 'signal',
      env: texts(file['env']),
      directory,
    }
  } catch {
    return undefined
  }
}

/** A bare `python` means the Python of the environment that the kernelspec stands in, not whichever is first on the PATH. */
function program(name: string, directory: string): string {
  if (!/^python(3(\.\d+)?)?$/.test(name)) return name
  const prefix = dirname(dirname(dirname(dirname(directory))))
  const candidate = join(prefix, process.platform === 'win32' ? 'python.exe' : `bin${sep}python`)
  if (existsSync(candidate)) return candidate
  return existsSync(`${candidate}3`) ? `${candidate}3` : name
}

function texts(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

/** Whether the kernel is known to bind only TCP ports: Deno and tslab write `tcp://` themselves, whatever the file says. */
export function needsPorts(spec: Kernelspec): boolean {
  return (
    process.platform === 'win32' ||
    spec.argv.some((part) => ['deno', 'tslab', 'deno.exe'].includes(basename(part))) ||
    ['deno', 'tslab', 'jslab'].includes(spec.name)
  )
}
