// Where the kernel's own package lies, and which packages it lends to notebooks whose folders have none installed:
// itself and its dependencies, as the kernel's importer does. Found by walking up, so it holds for sources and for the bundle.
//
//   const { root, provided } = ownPackage()   // { loopbook: '/opt/loopbook', luxon: '/opt/loopbook/node_modules/luxon' }
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ancestors } from './files.ts'

export interface OwnPackage {
  root: string
  /** Package name → its folder. */
  provided: Record<string, string>
  /** The folder of @types that comes with the kernel. */
  types: string
  /** Running from TypeScript sources rather than from the bundle. */
  source: boolean
}

export function ownPackage(): OwnPackage {
  const here = fileURLToPath(import.meta.url)
  const root = ancestors(dirname(here)).find((folder) => existsSync(join(folder, 'package.json'))) ?? dirname(here)
  const installed = (name: string): string | undefined =>
    ancestors(root)
      .map((folder) => join(folder, 'node_modules', name))
      .find((folder) => existsSync(folder))
  const provided: Record<string, string> = { loopbook: root }
  for (const name of [...dependencies(root), 'vitest']) {
    const folder = installed(name)
    if (folder) provided[name] = folder
  }
  return {
    root,
    provided,
    types: dirname(installed('@types/node') ?? join(root, 'node_modules', '@types', 'node')),
    source: here.endsWith('.ts'),
  }
}

function dependencies(root: string): string[] {
  const { dependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>
  }
  return Object.keys(dependencies)
}
