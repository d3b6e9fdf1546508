// `import x from 'npm:name@version'`: installed on first use by the npm that Node came with, into a cache of the user's, each
// version in a folder of its own. Install scripts don't run. `jsr:@scope/name` comes from the
// registry that serves JSR's packages to npm.
//
//   const { directory, name } = await installPackage('npm:ms@2', console.log)
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

export interface InstalledPackage {
  /** A folder from which the name resolves. */
  directory: string
  /** The package's name and the path inside it. */
  name: string
}

const pattern = /^(?:npm|jsr):\/?((?:@\w[\w.-]*\/)?\w[\w.-]*)(?:@([^/\s]+))?(\/[^\s]*)?$/
/** JSR's packages under names that npm can take. */
const jsrRegistry = process.env['npm_config_@jsr:registry'] ?? 'https://npm.jsr.io'
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
  const cache =
    process.env['LOOPBOOK_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'loopbook')
  const directory = join(cache, 'packages', `${name}@${version}`.replaceAll('/', '+'))
  if (existsSync(join(directory, 'node_modules', name))) return directory
  onProgress(`Installing ${name}@${version} …\n`)
  const temporary = `${directory}.${process.pid}`
  mkdirSync(temporary, { recursive: true })
  writeFileSync(join(temporary, 'package.json'), '{ "private": true }\n')
  const started = performance.now()
  try {
    await npm(temporary, `${name}@${version}`)
    rmSync(directory, { recursive: true, force: true })
    renameSync(temporary, directory)
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true })
    throw error
  }
  onProgress(`Installed ${name}@${version} in ${((performance.now() - started) / 1000).toFixed(1)} s.\n`)
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
    `--@jsr:registry=${jsrRegistry}`,
    wanted,
  ]
  return new Promise((resolve, reject) => {
    const child = spawn('npm', args, {
      cwd: directory,
      stdio: ['ignore', 'ignore', 'pipe'],
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

function explain(wanted: string, text: string): Error {
  if (/E404/.test(text)) return failure(wanted, 'there is no such package', 'check the name.')
  if (/ETARGET/.test(text)) return failure(wanted, 'there is no such version', 'leave the version out for the newest.')
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ECONNRESET/.test(text)) {
    return failure(
      wanted,
      'the package registry can not be reached',
      'you seem to be offline; what was installed once works offline too.',
    )
  }
  return failure(wanted, text.trim().split('\n')[0] ?? 'npm failed', 'try npm install in a terminal to see more.')
}

function failure(wanted: string, reason: string, hint: string): Error {
  return Object.assign(new Error(`${wanted} could not be installed: ${reason}.`), { code: 'ERR_PACKAGE_INSTALL', hint })
}
