// Why an import failed, in words for the one who wrote it: the specifier as written instead of Node's resolved paths, the line
// of the import instead of Node's loader, and a next step.
//
//   catch (error) { throw importError(error, './typo.ts', { directory, site: new Error().stack }) }
import { readdirSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { nearest } from '../traceback/hints.ts'

const originals = new WeakMap<object, string>()

/** The same error with a better message, stack and hint; what isn't an Error as it is. */
export function importError(error: unknown, specifier: string, from: { directory: string; site: string }): unknown {
  if (!(error instanceof Error)) return error
  const { code } = error as NodeJS.ErrnoException
  const words = wordsFor(String(code), error.message, specifier, from.directory)
  const stack = originals.get(error) ?? error.stack ?? ''
  // Node keeps the error of a module that failed, so that the next import throws the same object.
  originals.set(error, stack)
  const message = words?.message ?? error.message
  const frames = stack.slice(stack.indexOf(error.message) + error.message.length)
  const cells = from.site.split('\n').filter((line) => line.includes('cell:///'))
  if (words) define(error, 'message', message)
  define(error, 'stack', `${error.name}: ${message}${words ? '' : frames}\n${cells.join('\n')}`)
  if (words && !('hint' in error)) define(error, 'hint', words.hint)
  return error
}

function define(error: Error, key: string, value: string): void {
  Object.defineProperty(error, key, { value, configurable: true, writable: true, enumerable: false })
}

function wordsFor(
  code: string,
  message: string,
  specifier: string,
  directory: string,
): { message: string; hint: string } | undefined {
  const fromUser = message.includes(join(directory, 'notebook.'))
  if (code === 'ERR_MODULE_NOT_FOUND' && fromUser) {
    return isPath(specifier) ? missingFile(specifier, directory) : missingPackage(specifier)
  }
  if (code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') {
    const name = packageOf(specifier)
    return { message: `Cannot find '${specifier}'`, hint: `the package ${name} does not offer that path.` }
  }
  if (code === 'ERR_UNSUPPORTED_DIR_IMPORT' && fromUser)
    return { message: `'${specifier}' is a folder`, hint: 'name a file in it.' }
  return undefined
}

function missingFile(specifier: string, directory: string): { message: string; hint: string } {
  const folder = dirname(join(directory, specifier))
  const base = specifier.slice(specifier.lastIndexOf('/') + 1)
  const near = nearest(base, filesOf(folder))
  return {
    message: `Cannot find module '${specifier}'`,
    hint: near
      ? `did you mean ${specifier.slice(0, -base.length)}${near}?`
      : `there is no file ${specifier}${extname(base) === '' ? '.ts' : ''} in ${directory}.`,
  }
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function missingPackage(specifier: string): { message: string; hint: string } {
  const name = packageOf(specifier)
  return {
    message: `Cannot find package '${name}'`,
    hint: `install it beside the notebook with  npm install ${name}  or import it as 'npm:${specifier}'.`,
  }
}

export function isPath(specifier: string): boolean {
  return /^\.{0,2}\//.test(specifier) || specifier === '.' || specifier === '..' || specifier.startsWith('file:')
}

export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

export function notExported(specifier: string, name: string, module: object): SyntaxError {
  const names = Object.keys(module)
  const error = new SyntaxError(`'${specifier}' has no export named '${name}'`)
  const near = nearest(name, names)
  const hint = near
    ? `did you mean ${near}?`
    : name === 'default'
      ? `it has no default export: write import { … } from '${specifier}' or import * as x from '${specifier}'.`
      : `it exports ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', …' : names.length === 0 ? 'nothing' : ''}.`
  return Object.assign(error, { hint })
}
