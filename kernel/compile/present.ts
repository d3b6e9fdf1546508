// Whether a package lies in a node_modules folder at all. Node remembers for ever that one does not, so that a package which is
// installed after a failed import would need a restart: it is asked only for what is there.
//
//   isPresent('lodash', '/home/ann/notebooks')
import { existsSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'

export function isPresent(name: string, directory: string): boolean {
  if (isBuiltin(name) || name.startsWith('#')) return true
  for (let folder = directory; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'node_modules', name)) || isNamed(folder, name)) return true
    if (folder === dirname(folder)) return false
  }
}

/** A package may import itself by its name. */
function isNamed(folder: string, name: string): boolean {
  try {
    const { name: own } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: unknown }
    return own === name
  } catch {
    return false
  }
}
