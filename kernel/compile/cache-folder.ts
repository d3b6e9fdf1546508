// Where what was fetched for cells is kept: packages and modules of the web.
//
//   join(cacheFolder(), 'packages')
import { homedir } from 'node:os'
import { join } from 'node:path'

export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env['LOOPBOOK_CACHE'] ?? join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'loopbook')
}
