// The syntax tree of a cell, as far as the compiler looks at it: a plain walk over ESTree nodes with their parents' function
// depth. Typed loosely on purpose: the walk looks at a dozen node types and passes over the rest.
//
//   walk(program, (node, context) => { if (node.type === 'AwaitExpression' && context.functions === 0) … })

export interface Node {
  type: string
  start: number
  end: number
  [key: string]: unknown
}

export interface Context {
  parent: Node | undefined
  /** Functions, class bodies' methods and initialisers around the node. */
  functions: number
  /** Statements around the node: 0 for a statement of the cell itself. */
  depth: number
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
}

export function nodes(value: unknown): Node[] {
  return Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : []
}

const functionTypes = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'])
const ownScope = new Set(['PropertyDefinition', 'StaticBlock', 'AccessorProperty'])

export function walk(root: Node, visit: (node: Node, context: Context) => void): void {
  const stack: { node: Node; context: Context }[] = [
    { node: root, context: { parent: undefined, functions: 0, depth: -1 } },
  ]
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    const { node, context } = entry
    visit(node, context)
    const functions = context.functions + (functionTypes.has(node.type) || ownScope.has(node.type) ? 1 : 0)
    const child = { parent: node, functions, depth: context.depth + 1 }
    const children = childrenOf(node)
    for (let at = children.length - 1; at >= 0; at--) stack.push({ node: children[at]!, context: child })
  }
}

function childrenOf(node: Node): Node[] {
  const children: Node[] = []
  for (const key in node) {
    if (key === 'type' || key === 'start' || key === 'end' || key === 'parent') continue
    const value = node[key]
    if (typeof value === 'object' && value !== null) for (const child of nodes(value)) children.push(child)
  }
  return children
}

/** Names that a binding pattern declares, in order. */
export function boundNames(pattern: unknown): string[] {
  if (!isNode(pattern)) return []
  switch (pattern.type) {
    case 'Identifier':
      return [pattern['name'] as string]
    case 'ObjectPattern':
      return nodes(pattern['properties']).flatMap((property) =>
        boundNames(property.type === 'RestElement' ? property['argument'] : property['value']),
      )
    case 'ArrayPattern':
      return nodes(pattern['elements']).flatMap(boundNames)
    case 'AssignmentPattern':
      return boundNames(pattern['left'])
    case 'RestElement':
      return boundNames(pattern['argument'])
    default:
      return []
  }
}
