// Which files beside the notebook changed since a module was made of them: Node keeps a module for ever under its URL, so a
// changed file, and every file that imports it, gets a new URL.
//
//   refresh('/n/a.ts')   // looks at a.ts and all that it imports;  versionOf('/n/a.ts')   // 0, then 1, …
import { readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { crypto } from '../protocol/crypto.ts'

interface FileState {
  version: number
  stamp: string
  /** Of a file that was written just before it was read: its time stamp can't tell a further change. */
  content: string | undefined
  /** Files that the module imports, with the versions it got. */
  imports: Map<string, number>
}

const commonjs = createRequire(import.meta.url)
const files = new Map<string, FileState>()
/** Time stamps of file systems are as coarse as this, ms. */
const coarse = 50

export function versionOf(path: string): number {
  const known = files.get(path)
  if (known) return known.version
  files.set(path, { version: 0, ...stampOf(path), imports: new Map() })
  return 0
}

/** Files that have been imported, or were to be. */
export function importedFiles(): string[] {
  return [...files.keys()]
}

export function imports(path: string, imported: string): void {
  versionOf(path)
  files.get(path)!.imports.set(imported, versionOf(imported))
}

/** Gives the file, and those that it imports, a new version where they or what they import changed. True if it did. */
export function refresh(path: string): boolean {
  const reached = reach(path)
  const fresh = new Set<string>()
  const renew = (file: string, state: FileState): void => {
    fresh.add(file)
    // CommonJS modules are kept under their path.
    delete commonjs.cache[file]
    files.set(file, { version: state.version + 1, ...stampOf(file), imports: new Map() })
  }
  for (const file of reached) {
    const state = files.get(file)!
    if (hasChanged(file, state)) renew(file, state)
  }
  for (let size = -1; size < fresh.size;) {
    size = fresh.size
    for (const file of reached) {
      const state = files.get(file)!
      const outdated = [...state.imports].some(([imported, version]) => files.get(imported)?.version !== version)
      if (!fresh.has(file) && outdated) renew(file, state)
    }
  }
  return fresh.has(path)
}

function reach(path: string): Set<string> {
  const reached = new Set<string>(files.has(path) ? [path] : [])
  for (const file of reached) for (const imported of files.get(file)!.imports.keys()) reached.add(imported)
  return reached
}

function hasChanged(path: string, state: FileState): boolean {
  const { stamp, content } = stampOf(path, state.content !== undefined)
  return stamp !== state.stamp || (state.content !== undefined && content !== state.content)
}

function stampOf(path: string, read = false): { stamp: string; content: string | undefined } {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) return { stamp: 'none', content: undefined }
  const racy = read || Date.now() - found.mtimeMs < coarse
  return { stamp: `${found.mtimeMs} ${found.size} ${found.ino}`, content: racy ? hashOf(path) : undefined }
}

function hashOf(path: string): string | undefined {
  try {
    return crypto().createHash('sha1').update(readFileSync(path)).digest('hex')
  } catch {
    return undefined
  }
}
