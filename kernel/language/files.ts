// The file system that TypeScript sees: the session's virtual files, over the real disk shown under a prefix (names.ts),
// over the kernel's own packages where the notebook has none. Remembers which real files were read or missed, so that
// an edited helper.ts or a fresh `npm install` is noticed without a file watcher.
//
//   const files = createFiles({ directory, provided: { loopbook: '/opt/loopbook' } });  files.write(virtualName('/nb/a.ts'), 'let a')
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { FileCallbacks } from './compiler.ts'
import { diskName, virtualName } from './names.ts'
import { npmCache, npmFolder } from './npm.ts'

export interface Changes {
  changed: string[]
  created: string[]
  deleted: string[]
  /** Packages were installed or removed: everything has to be resolved anew. */
  packages: boolean
}

export interface Files extends FileCallbacks {
  /** Sets a virtual file; undefined removes it. Tells whether anything changed. */
  write(name: string, text: string | undefined): boolean
  /** What changed on the disk since the last call, among the files that TypeScript has asked for. */
  stale(): Changes
}

/** `@types` and other scopes of what the kernel brings, and of npm: imports. */
const scopes = /[\\/]node_modules[\\/](?:npm\+)?@[^\\/]+$/

const stat = (path: string): ReturnType<typeof statSync> => statSync(path, { throwIfNoEntry: false })

const inPackage = (path: string): boolean => /[\\/]node_modules[\\/]/.test(path)

export function createFiles(options: {
  directory: string
  /** Package name → folder, for packages that the kernel brings and the notebook's folders lack. */
  provided?: Readonly<Record<string, string>>
}): Files {
  const virtual = new Map<string, string>()
  // Real files outside node_modules: time of the last change seen, or undefined for files that were missed.
  const seen = new Map<string, number | undefined>()
  const lockfiles = [...packageFolders(options.directory), npmCache()]
  let packages = stamp(lockfiles)
  const modules = join(options.directory, 'node_modules')
  const mounts = Object.entries(options.provided ?? {})
    .filter(([name]) => !isInstalled(name, options.directory))
    .map(([name, folder]) => ({ prefix: join(modules, name), folder }))

  /** A virtual name → where it is on the disk. */
  const locate = (name: string): string | undefined => {
    const path = diskName(name)
    if (path === undefined) return undefined
    const mount = mounts.find(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`))
    if (mount) return mount.folder + path.slice(mount.prefix.length)
    return npmFolder(path) ?? path
  }
  const note = (path: string, time: number | undefined): void => {
    if (!inPackage(path)) seen.set(path, time)
  }
  const fileTime = (path: string): number | undefined => {
    const found = stat(path)
    return found?.isFile() ? Number(found.mtimeMs) : undefined
  }

  return {
    write(name, text) {
      if (virtual.get(name) === text) return false
      if (text === undefined) virtual.delete(name)
      else virtual.set(name, text)
      return true
    },
    readFile(name) {
      const text = virtual.get(name)
      if (text !== undefined) return text
      const path = locate(name)
      if (path === undefined) return undefined
      try {
        note(path, fileTime(path))
        return readFileSync(path, 'utf8')
      } catch {
        return null
      }
    },
    fileExists(name) {
      if (virtual.has(name)) return true
      const path = locate(name)
      if (path === undefined) return outside(name)
      const time = fileTime(path)
      note(path, time)
      return time !== undefined
    },
    directoryExists(name) {
      const path = locate(name)
      if (path === undefined) return outside(name)
      // Folders that hold what is only shown there: packages of the kernel, and scopes of npm: imports.
      return path === modules || scopes.test(path) || (stat(path)?.isDirectory() ?? false)
    },
    getAccessibleEntries(name) {
      const path = locate(name)
      return path === undefined ? undefined : entries(path)
    },
    // Without it, a package behind a link (pnpm, `npm link`, a mount) would be loaded once a path.
    realpath(name) {
      const path = locate(name)
      if (path === undefined || virtual.has(name)) return undefined
      try {
        return virtualName(realpathSync(path))
      } catch {
        return name
      }
    },
    stale() {
      const result: Changes = { changed: [], created: [], deleted: [], packages: false }
      for (const [path, before] of seen) {
        const now = fileTime(path)
        if (now === before) continue
        seen.set(path, now)
        const list = before === undefined ? result.created : now === undefined ? result.deleted : result.changed
        list.push(virtualName(path))
      }
      const now = stamp(lockfiles)
      result.packages = now !== packages
      packages = now
      return result
    },
  }
}

/** Above the prefix there is nothing; what has no prefix, TypeScript looks for itself. */
function outside(name: string): false | undefined {
  return name.startsWith('^/') ? false : undefined
}

function entries(path: string): { files: string[]; directories: string[] } {
  const result = { files: [] as string[], directories: [] as string[] }
  try {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const directory = entry.isSymbolicLink() ? stat(join(path, entry.name))?.isDirectory() : entry.isDirectory()
      ;(directory ? result.directories : result.files).push(entry.name)
    }
  } catch {
    // A folder that can't be listed has no entries for us.
  }
  return result
}

/** The folder and its parents, nearest first. */
export function ancestors(directory: string): string[] {
  const parent = dirname(directory)
  return parent === directory ? [directory] : [directory, ...ancestors(parent)]
}

function packageFolders(directory: string): string[] {
  return ancestors(directory).flatMap((folder) => [
    join(folder, 'node_modules'),
    join(folder, 'node_modules', '.package-lock.json'),
    join(folder, 'package.json'),
  ])
}

function stamp(paths: readonly string[]): string {
  return paths.map((path) => stat(path)?.mtimeMs ?? '-').join()
}

/** Whether an import of the name from the folder finds something: installed, or the package that we are in. */
export function isInstalled(name: string, directory: string): boolean {
  return ancestors(directory).some((folder) => {
    if (stat(join(folder, 'node_modules', name))) return true
    try {
      return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).name === name
    } catch {
      return false
    }
  })
}
