// Whether a file beside the notebook, or one that it imports, imports from the web or a package by `npm:` or `jsr:`, or was
// written for Deno. A quick look at the text, before every import of a file; who really imports what, remote/graph.ts finds out.
//
//   mentionsRemote('/home/ann/notebooks/helpers.ts')
import { readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

interface Look {
  stamp: number
  remote: boolean
  files: string[]
}

const looks = new Map<string, Look>()
const fromWeb = /['"](?:https?:\/\/|npm:|jsr:)|\bDeno\./
const fromFiles = /\b(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g

export function mentionsRemote(path: string, seen: Set<string> = new Set()): boolean {
  if (seen.has(path)) return false
  seen.add(path)
  const { remote, files } = look(path)
  return remote || files.some((file) => mentionsRemote(file, seen))
}

function look(path: string): Look {
  const file = ['', '.ts', '.js']
    .map((end) => path + end)
    .find((each) => statSync(each, { throwIfNoEntry: false })?.isFile())
  if (file === undefined || !/\.[mc]?[jt]sx?$/.test(file)) return { stamp: 0, remote: false, files: [] }
  const stamp = statSync(file).mtimeMs
  const known = looks.get(file)
  if (known?.stamp === stamp) return known
  const text = readFileSync(file, 'utf8')
  const files = [...text.matchAll(fromFiles)].map(([, specifier]) => join(dirname(file), specifier!))
  const found = { stamp, remote: fromWeb.test(text), files }
  looks.set(file, found)
  return found
}
