// Modules that were fetched, one file an address, in the user's cache: fetched once, they work offline. An address that led
// elsewhere is kept as such, because a module is one and the same under the address where it ended.
//
//   writeModule({ url, location: url, type: 'text/typescript', text });  readModule(url)?.text
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cacheFolder } from '../cache-folder.ts'

export interface RemoteModule {
  /** As it was asked for. */
  url: string
  /** Where it was found. */
  location: string
  /** The server's content type, without parameters. */
  type: string
  text: string
}

export function readModule(url: string): RemoteModule | undefined {
  try {
    const found = JSON.parse(readFileSync(pathOf(url), 'utf8')) as RemoteModule
    return found.location === url ? found : readModule(found.location)
  } catch {
    return undefined
  }
}

export function writeModule(module: RemoteModule): void {
  const { url, location } = module
  write(location, { ...module, url: location })
  if (url !== location) write(url, { url, location })
}

function write(url: string, content: object): void {
  const path = pathOf(url)
  const temporary = `${path}.${process.pid}`
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(temporary, JSON.stringify(content))
  renameSync(temporary, path)
}

function pathOf(url: string): string {
  const host = new URL(url).host.replaceAll(/[^\w.-]/g, '_')
  return join(cacheFolder(), 'remote', host, `${createHash('sha256').update(url).digest('hex')}.json`)
}
