// `import x from 'npm:name@version'`: installed on first use by the npm that Node came with, into a cache of the user's, each
// version in a folder of its own. Install scripts don't run. `jsr:@scope/name` comes from the
// registry that serves JSR's packages to npm.
//
//   const { directory, name } = await installPackage('npm:ms@2', console.log)
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { cacheFolder } from './cache-folder.ts'

export interface InstalledPackage {
  /** A folder from which the name resolves. */
  directory: string
  /** The package's name and the path inside it. */
  name: string
}

const pattern = /^(?:npm|jsr):\/?((?:@\w[\w.-]*\/)?\w[\w.-]*)(?:@([^/\s]+))?(\/[^\s]*)?$/
/** JSR's packages under names that npm can take. */
const jsrRegistry = process.env['npm_config_@jsr:registry'] ?? 'https://npm.jsr.io'
/** Milliseconds until JSR's registry must have taken a connection. */
const patience = 4000
const offline = 'you seem to be offline; what was installed once works offline too.'
const underWay = new Map<string, Promise<string>>()

/** @throws Error with a hint when the name is wrong, the package isn't there, or the registry can't be reached. */
export async function installPackage(specifier: string, onProgress: (text: string) => void): Promise<InstalledPackage> {
  const [, given, version = 'latest', path = ''] = pattern.exec(specifier) ?? []
  const jsr = specifier.startsWith('jsr:')
  if (given === undefined || (jsr && !given.startsWith('@'))) {
    const hint = jsr
      ? 'write jsr:@scope/name or jsr:@scope/name@version.'
      : 'write npm:name, npm:name@version or npm:@scope/name@version.'
    throw Object.assign(new Error(`'${specifier}' is not the name of a package.`), { hint })
  }
  const name = jsr ? `@jsr/${given.slice(1).replace('/', '__')}` : given
  const key = `${name}@${version}`
  const installation = underWay.get(key) ?? install(name, version, onProgress)
  underWay.set(key, installation)
  try {
    return { directory: await installation, name: name + path }
  } catch (error) {
    underWay.delete(key)
    throw error
  }
}

async function install(name: string, version: string, onProgress: (text: string) => void): Promise<string> {
  const directory = join(cacheFolder(), 'packages', `${name}@${version}`.replaceAll('/', '+'))
  if (existsSync(join(directory, 'node_modules', name))) return directory
  onProgress(`Installing ${asWritten(name)}@${version} …\n`)
  const temporary = `${directory}.${process.pid}`
  mkdirSync(temporary, { recursive: true })
  writeFileSync(join(temporary, 'package.json'), '{ "private": true }\n')
  const started = performance.now()
  try {
    if (name.startsWith('@jsr/')) await reach(jsrRegistry, `${name}@${version}`)
    await npm(temporary, `${name}@${version}`)
    rmSync(directory, { recursive: true, force: true })
    renameSync(temporary, directory)
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true })
    throw error
  }
  onProgress(`Installed ${asWritten(name)}@${version} in ${((performance.now() - started) / 1000).toFixed(1)} s.\n`)
  return directory
}

function npm(directory: string, wanted: string): Promise<void> {
  const args = [
    'install',
    '--prefix',
    directory,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    // npm's own patience, 40 s on a machine without network, is too long for somebody who looks at a cell.
    '--fetch-retries=1',
    '--fetch-retry-mintimeout=500',
    '--fetch-retry-maxtimeout=1000',
    `--@jsr:registry=${jsrRegistry}`,
    wanted,
  ]
  return new Promise((resolve, reject) => {
    const child = spawn('npm', args, {
      cwd: directory,
      stdio: ['ignore', 'ignore', 'pipe'],
      // npm leaves out what isn't for the Node that it runs on: that must be the kernel's, not the machine's.
      env: { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}` },
      shell: process.platform === 'win32',
    })
    let text = ''
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
    child.on('error', (cause) =>
      reject(
        failure(wanted, `npm can't be started (${cause.message})`, 'install npm, or the package beside the notebook.'),
      ),
    )
    child.on('close', (code) => (code === 0 ? resolve() : reject(explain(wanted, text))))
  })
}

/** npm would wait minutes for a host that never answers. Behind a proxy only npm knows the way. */
async function reach(registry: string, wanted: string): Promise<void> {
  if (Object.keys(process.env).some((name) => /^(?:npm_config_)?(?:https?_?|all_)?proxy$/i.test(name))) return
  const { connect } = await import('node:net')
  const { hostname, protocol, port } = new URL(registry)
  const socket = connect({ host: hostname, port: Number(port || (protocol === 'http:' ? 80 : 443)) })
  const failed = await new Promise<string | undefined>((resolve) => {
    socket.once('connect', () => resolve(undefined))
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    socket.setTimeout(patience, () => resolve('no answer'))
  })
  socket.destroy()
  if (failed === undefined) return
  throw failure(wanted, `the registry ${hostname} can not be reached (${failed})`, offline)
}

function explain(wanted: string, text: string): Error {
  if (/E404/.test(text)) return failure(wanted, 'there is no such package', 'check the name.')
  if (/ETARGET/.test(text)) return failure(wanted, 'there is no such version', 'leave the version out for the newest.')
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ECONNRESET/.test(text)) {
    const [, host] = /(?:https?:\/\/|ENOTFOUND |EAI_AGAIN )([\w.-]+)/.exec(text) ?? []
    return failure(wanted, `the package registry ${host ? `${host} ` : ''}can not be reached`, offline)
  }
  return failure(wanted, text.trim().split('\n')[0] ?? 'npm failed', 'try npm install in a terminal to see more.')
}

function failure(name: string, reason: string, hint: string): Error {
  const wanted = asWritten(name)
  return Object.assign(new Error(`${wanted} could not be installed: ${reason}.`), { code: 'ERR_PACKAGE_INSTALL', hint })
}

/** JSR's packages by the names that people know them by. */
function asWritten(name: string): string {
  return name.replace(/^@jsr\/(.+?)__/, 'jsr:@$1/')
}
