// Static imports and re-exports of a cell → awaited calls of the runtime. Imported names are copies, not live bindings, as in
// Deno's and tslab's cells: a module that changes its export is seen by the next import.
//
//   import d, { a as b } from 'x'   →   ({ default: d, a: b } = await __loopbook.imported('x', ["default","a"], {}));
import { nodes } from './syntax.ts'
import type { Node } from './syntax.ts'

export interface RewrittenImport {
  names: string[]
  text: string
}

export interface ImportNames {
  isUsed(local: string): boolean
  /** The name that V8 gets for a local one. */
  named(local: string): string
}

/** Names that the cell doesn't use as values may be types, which the module doesn't have at run time: they may be missing. */
export function rewriteImport(statement: Node, runtime: string, { isUsed, named }: ImportNames): RewrittenImport {
  const specifiers = nodes(statement['specifiers'])
  const names = specifiers.map((specifier) => nameOf(specifier['local'] as Node))
  const imported: string[] = []
  const targets: string[] = []
  const optional: string[] = []
  let namespace: string | undefined
  for (const [index, specifier] of specifiers.entries()) {
    const local = names[index]!
    if (specifier.type === 'ImportNamespaceSpecifier') {
      namespace = named(local)
      continue
    }
    const name = specifier.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(specifier['imported'] as Node)
    if (isUsed(local) || name === 'default') imported.push(name)
    else optional.push(name)
    targets.push(`${JSON.stringify(name)}: ${named(local)}`)
  }
  const call = `await ${runtime}.imported(${argument(statement)}, ${JSON.stringify(imported)}, ${attributes(statement)}${optional.length > 0 ? `, ${JSON.stringify(optional)}` : ''})`
  const value = namespace === undefined ? call : `${namespace} = ${call}`
  return { names, text: targets.length > 0 ? `void ({${targets.join(', ')}} = ${value});` : `void (${value});` }
}

/** `export * from` and `export { a } from`: a cell exports to nobody, so it only sees to it that the module is there. */
export function rewriteReexport(statement: Node, runtime: string): RewrittenImport {
  const wanted = nodes(statement['specifiers']).map((specifier) => nameOf(specifier['local'] as Node))
  return {
    names: [],
    text: `void (await ${runtime}.imported(${argument(statement)}, ${JSON.stringify(wanted)}, ${attributes(statement)}));`,
  }
}

function argument(statement: Node): string {
  return JSON.stringify((statement['source'] as Node)['value'])
}

function attributes(statement: Node): string {
  const entries = nodes(statement['attributes']).map((attribute) => [
    nameOf(attribute['key'] as Node),
    (attribute['value'] as Node)['value'],
  ])
  return JSON.stringify(Object.fromEntries(entries))
}

function nameOf(node: Node): string {
  return (node['name'] ?? node['value']) as string
}
