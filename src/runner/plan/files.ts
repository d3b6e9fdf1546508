// Which notebooks are meant: files, folders, globs, and places within a file. What looks like a pattern but names an existing
// file is that file; checkpoints, dependencies and hidden folders are never searched.
//
//   await findNotebooks('/work', ['notebooks', 'etl.ipynb:41'])   // [{ path, places: [] }, { path, places: [{ line: 41 }] }]
import { existsSync, statSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { isAbsolute, resolve } from 'node:path'

export interface Place {
  /** 1-based line of the file. */
  readonly line?: number
  readonly cellId?: string
}
export interface FoundNotebook {
  readonly path: string
  /** What it says, if it isn't in that file. */
  readonly bytes?: Buffer
  /** Cells that were asked for; all, if empty. */
  readonly places: readonly Place[]
}
export interface FoundNotebooks {
  readonly notebooks: readonly FoundNotebook[]
  /** Patterns that gave nothing. */
  readonly unmatched: readonly string[]
}

/** Sorted by path, each once; the places of several patterns add up. */
export async function findNotebooks(directory: string, patterns: readonly string[]): Promise<FoundNotebooks> {
  const found = new Map<string, { whole: boolean; places: Place[] }>()
  const unmatched: string[] = []
  for (const pattern of patterns.length > 0 ? patterns : ['.']) {
    const { name, place } = split(directory, pattern)
    const paths = await expand(directory, name)
    if (paths.length === 0) unmatched.push(pattern)
    for (const path of paths) {
      const entry = found.get(path) ?? { whole: false, places: [] }
      if (place === undefined) entry.whole = true
      else entry.places.push(place)
      found.set(path, entry)
    }
  }
  const notebooks = [...found]
    .map(([path, { whole, places }]) => ({ path, places: whole ? [] : places }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
  return { notebooks, unmatched }
}

function split(directory: string, pattern: string): { name: string; place?: Place } {
  if (existsSync(resolve(directory, pattern))) return { name: pattern }
  const line = /^(.+\.ipynb):(\d+)(?::\d+)?$/.exec(pattern)
  if (line !== null) return { name: line[1]!, place: { line: Number(line[2]) } }
  const cell = /^(.+\.ipynb)#(.+)$/.exec(pattern)
  if (cell !== null) return { name: cell[1]!, place: { cellId: cell[2]! } }
  return { name: pattern }
}

async function expand(directory: string, name: string): Promise<string[]> {
  const path = resolve(directory, name)
  if (existsSync(path)) return statSync(path).isDirectory() ? search(path, '**/*.ipynb') : [path]
  return /[*?[{]/.test(name) ? search(directory, name) : []
}

async function search(folder: string, pattern: string): Promise<string[]> {
  const paths: string[] = []
  const exclude = (entry: { name: string; parentPath: string }): boolean =>
    entry.name === 'node_modules' || (entry.name.startsWith('.') && entry.name !== '.' && entry.name !== '..')
  for await (const entry of glob(pattern, { cwd: isAbsolute(pattern) ? '/' : folder, exclude, withFileTypes: true })) {
    if (entry.isFile() && entry.name.endsWith('.ipynb')) paths.push(resolve(entry.parentPath, entry.name))
  }
  return paths.sort()
}
