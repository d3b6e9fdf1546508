// Types of packages that the kernel installed for `import … from 'npm:name@version'`. TypeScript skips specifiers with a
// colon, so it is shown `npm+name@version`, of the same length, and for the folder of that name beside the notebook the
// one in the user's cache (kernel/compile/packages.ts installs there). Not installed yet: the import is `any`.
//
//   npmFolder('/nb/node_modules/npm+ms@2/x.d.ts')  → '/home/ann/.cache/loopbook/packages/ms@2/node_modules/ms/x.d.ts'
import { homedir } from 'node:os'
import { join } from 'node:path'

const specifier = /(\b(?:from|import)\s*\(?\s*['"](?:npm|jsr)):(?=[\w@/])/g
const pattern = /[\\/]node_modules[\\/]npm\+\/?((?:@[\w.-]+\/)?[\w.-]+)(?:@([^/\\]+))?(.*)$/s

/** The code with specifiers that TypeScript will look up, each character where it was. */
export function visibleSpecifiers(code: string): string {
  return code.includes('npm:') || code.includes('jsr:') ? code.replaceAll(specifier, '$1+') : code
}

export function npmCache(): string {
  const base = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
  return join(process.env['LOOPBOOK_CACHE'] ?? join(base, 'loopbook'), 'packages')
}

export function npmFolder(path: string): string | undefined {
  const match = pattern.exec(path)
  if (!match) return undefined
  const [, name = '', version = 'latest', rest = ''] = match
  return join(npmCache(), `${name}@${version}`.replaceAll('/', '+'), 'node_modules', name) + rest
}
