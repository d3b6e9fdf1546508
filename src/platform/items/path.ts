// File names in a dataset: '/folder/name.jpg'. They name rows, never files of this computer; still nothing that climbs.
//
//   splitPath(cleanPath('photos//a.jpg'))   // { filename: '/photos/a.jpg', dir: '/photos', name: 'a.jpg' }
import { checkText } from '../http/body.ts'
import { badRequest } from '../http/errors.ts'

export interface ItemPath {
  filename: string
  dir: string
  name: string
}

export function cleanPath(path: string, key = 'path'): string {
  checkText(path, key, 2048)
  const steps = path
    .replaceAll('\\', '/')
    .split('/')
    .filter((step) => step !== '')
  if (steps.some((step) => step === '..' || step === '.')) throw badRequest(`'${key}' must not hold '.' or '..'`)
  if (steps.length > 60) throw badRequest(`'${key}' has more than 60 folders`)
  return `/${steps.join('/')}`
}

export function splitPath(filename: string): ItemPath {
  const slash = filename.lastIndexOf('/')
  const name = filename.slice(slash + 1)
  if (name === '') throw badRequest('a file needs a name')
  return { filename, dir: slash === 0 ? '/' : filename.slice(0, slash), name }
}

/** The folders above: '/a/b/c.jpg' → '/a', '/a/b'. */
export function foldersAbove(dir: string): string[] {
  if (dir === '/') return []
  const steps = dir.slice(1).split('/')
  return steps.map((_, index) => `/${steps.slice(0, index + 1).join('/')}`)
}
