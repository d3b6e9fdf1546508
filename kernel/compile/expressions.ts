// Expressions of a cell that are not what they seem: an assignment to a constant, a JSX factory, the body of a namespace,
// something thrown that is no Error.
import { runtimeName } from './name.ts'
import type { Pieces } from './pieces.ts'
import type { Reference } from './scope.ts'
import { isNode } from './syntax.ts'
import type { Node } from './syntax.ts'

/** What `namespace N {}` becomes: a declaration, though its last part is an expression. */
export const namespaceBody: RegExp = /^\(function\(\w+\) \{[^]*\}\)\((\w+) \|\| \(\1 = [^]*\)\);?$/

/** `x = 2` → `__loopbook.constants.x = 2`, which throws what JavaScript throws; `x ??= 2` only when it comes to assign. */
export function rewriteConstant({ node, parent, written, shorthand }: Reference, name: string, pieces: Pieces): void {
  const target = `${runtimeName}.constants.${name}`
  if (written === 'logical' && parent && isNode(parent['right'])) {
    const operator = (parent['operator'] as string).slice(0, -1)
    pieces.replace(node.end, parent['right'].start, ` ${operator} (${target} = `)
    pieces.insert(parent['right'].end, ')')
  } else {
    pieces.replace(node.start, node.end, shorthand ? `${name}: ${target}` : target)
  }
}

/** React's own factory where the notebook has React, ours otherwise. */
export function rewriteJsx(node: Node, code: string, pieces: Pieces): void {
  const object = node['object'] as Node
  if (object.type !== 'MemberExpression' || object.end - object.start !== jsx.length) return
  if (code.slice(object.start, object.end) !== jsx) return
  pieces.replace(object.start, object.end, `(typeof React === 'undefined' ? ${jsx} : React)`)
}

/**
 * Whether what is thrown may be no Error, so that nobody could say where. Inside of functions only what surely is none: their
 * text may be sent elsewhere, to a browser or another thread.
 */
export function mayLackPlace(thrown: Node, functions: number): boolean {
  return noErrors.has(thrown.type) || (functions === 0 && /^(?:Identifier|MemberExpression)$/.test(thrown.type))
}

const noErrors: ReadonlySet<string> = new Set([
  'Literal',
  'TemplateLiteral',
  'ObjectExpression',
  'ArrayExpression',
  'BinaryExpression',
  'UnaryExpression',
])

const jsx = `${runtimeName}.jsx`
