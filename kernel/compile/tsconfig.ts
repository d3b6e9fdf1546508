// The tsconfig.json beside the notebook, as far as it changes what a cell becomes. Read again when the file changes.
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { oxc } from './oxc.ts'
import { isNode, nodes } from './syntax.ts'
import type { Node } from './syntax.ts'

const known = new Map<string, { stamp: number; legacy: boolean }>()

/** Whether the folder's tsconfig.json asks for the decorators of before the standard. */
export function legacyDecorators(directory: string): boolean {
  const path = join(directory, 'tsconfig.json')
  const stamp = statSync(path, { throwIfNoEntry: false })?.mtimeMs
  if (stamp === undefined) return false
  const before = known.get(path)
  if (before?.stamp === stamp) return before.legacy
  const legacy = option(read(path), 'experimentalDecorators') === true
  known.set(path, { stamp, legacy })
  return legacy
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '{}'
  }
}

/** tsconfig.json may hold comments and trailing commas, which an object literal of JavaScript may too. */
function option(text: string, name: string): unknown {
  const { program } = oxc().parseSync('tsconfig.js', `(${text})`, { lang: 'js' })
  const statement = program.body[0] as unknown as Node | undefined
  const parenthesized = isNode(statement?.['expression']) ? statement['expression'] : undefined
  const root = isNode(parenthesized?.['expression']) ? parenthesized['expression'] : parenthesized
  const compilerOptions = property(root, 'compilerOptions')
  return property(compilerOptions, name)?.['value']
}

function property(node: Node | undefined, name: string): Node | undefined {
  const found = nodes(node?.['properties']).find((entry) => (entry['key'] as Node | undefined)?.['value'] === name)
  return isNode(found?.['value']) ? found['value'] : undefined
}
