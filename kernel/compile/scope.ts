// Which names of a cell reach outside of every function and block that declares them: the ones that mean the notebook's own
// variables, or globals. One walk over the tree, which tells its caller about every node on the way.
//
//   const { outer } = analyse(program, () => {})   // for `a = b; (c) => c`: Map { a → [{ written }], b → [{}] }
import { oxc } from './oxc.ts'
import { boundNames, boundNodes, isNode, nodes } from './syntax.ts'
import type { Node } from './syntax.ts'

export interface Context {
  parent: Node | undefined
  /** Functions and class members around the node. */
  functions: number
  /** Nodes around it: 1 for a statement of the cell itself. */
  depth: number
}

export interface Reference {
  node: Node
  parent: Node | undefined
  /** Whether the reference is assigned to, and by what. */
  written: 'plain' | 'logical' | undefined
  /** Key and value at once, `{ a }` or `{ a = 1 }`. */
  shorthand: boolean
}

export interface Analysis {
  /** References to names that no inner scope declares, those to the cell's own declarations included. */
  outer: Map<string, Reference[]>
}

interface Scope {
  parent: Scope | undefined
  isFunction: boolean
  names: Set<string> | undefined
  references: Reference[]
}

const functions = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'])
const members = new Set(['PropertyDefinition', 'StaticBlock', 'AccessorProperty'])
const blocks = new Set(['BlockStatement', 'ForStatement', 'ForInStatement', 'ForOfStatement', 'SwitchStatement'])

export function analyse(program: Node, visit: (node: Node, context: Context) => void): Analysis {
  const root: Scope = { parent: undefined, isFunction: true, names: undefined, references: [] }
  new Walk(visit).node(program, { parent: undefined, functions: 0, depth: 0 }, root)
  const outer = new Map<string, Reference[]>()
  for (const reference of root.references) {
    const name = reference.node['name'] as string
    const known = outer.get(name)
    if (known) known.push(reference)
    else outer.set(name, [reference])
  }
  return { outer }
}

class Walk {
  readonly #visit: (node: Node, context: Context) => void
  /** Names inside the pattern on the left of an assignment. */
  readonly #targets = new Set<Node>()
  readonly #keys = oxc().visitorKeys
  readonly #shorthands = new Set<unknown>()

  constructor(visit: (node: Node, context: Context) => void) {
    this.#visit = visit
  }

  node(node: Node, context: Context, scope: Scope): void {
    this.#visit(node, context)
    const { type } = node
    if (type === 'Identifier') return this.#identifier(node, context.parent, scope)
    const isFunction = functions.has(type)
    const isMember = members.has(type)
    const own = isFunction || isMember || blocks.has(type) || type === 'CatchClause' || type === 'ClassExpression'
    const inner: Scope = own
      ? { parent: scope, isFunction: isFunction || isMember, names: undefined, references: [] }
      : scope
    this.#declare(node, scope, inner)
    const child = {
      parent: node,
      functions: context.functions + (isFunction || isMember ? 1 : 0),
      depth: context.depth + 1,
    }
    for (const key of this.#keys[type] ?? []) {
      const value = node[key]
      if (Array.isArray(value)) {
        for (const entry of value) if (isNode(entry)) this.node(entry, child, inner)
      } else if (isNode(value)) this.node(value, child, inner)
    }
    if (own) leave(inner, scope)
  }

  /** Names go into their scopes; the root's stay open, as its references all are of interest. */
  #declare(node: Node, scope: Scope, inner: Scope): void {
    switch (node.type) {
      case 'VariableDeclaration': {
        const target = node['kind'] === 'var' ? functionScope(scope) : scope
        if (target.parent)
          for (const declarator of nodes(node['declarations'])) add(target, boundNames(declarator['id']))
        return
      }
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
        if (scope.parent) add(scope, boundNames(node['id']))
        if (node.type === 'FunctionDeclaration') addParameters(inner, node)
        return
      case 'FunctionExpression':
        add(inner, boundNames(node['id']))
        addParameters(inner, node)
        return
      case 'ArrowFunctionExpression':
        add(inner, nodes(node['params']).flatMap(boundNames))
        return
      case 'Property':
        if (node['shorthand'] === true) {
          const value = node['value'] as Node
          this.#shorthands.add(value.type === 'AssignmentPattern' ? value['left'] : value)
        }
        return
      case 'AssignmentExpression':
      case 'ForInStatement':
      case 'ForOfStatement': {
        const left = node['left'] as Node
        if (left.type.endsWith('Pattern')) for (const target of boundNodes(left)) this.#targets.add(target)
        return
      }
      case 'ClassExpression':
        add(inner, boundNames(node['id']))
        return
      case 'CatchClause':
        add(inner, boundNames(node['param']))
        return
      default:
    }
  }

  #identifier(node: Node, parent: Node | undefined, scope: Scope): void {
    if (!isReference(node, parent)) return
    const written = this.#targets.has(node) ? 'plain' : writtenBy(node, parent)
    scope.references.push({ node, parent, written, shorthand: this.#shorthands.has(node) })
  }
}

function add(scope: Scope, names: readonly string[]): void {
  for (const name of names) (scope.names ??= new Set()).add(name)
}

function addParameters(scope: Scope, node: Node): void {
  add(scope, ['arguments', ...nodes(node['params']).flatMap(boundNames)])
}

function functionScope(scope: Scope): Scope {
  let target = scope
  while (!target.isFunction && target.parent) target = target.parent
  return target
}

function leave(scope: Scope, parent: Scope): void {
  for (const reference of scope.references) {
    if (scope.names?.has(reference.node['name'] as string) !== true) parent.references.push(reference)
  }
}

function isReference(node: Node, parent: Node | undefined): boolean {
  if (!parent) return true
  switch (parent.type) {
    case 'MemberExpression':
      return parent['object'] === node || parent['computed'] === true
    case 'Property':
    case 'PropertyDefinition':
    case 'MethodDefinition':
    case 'AccessorProperty':
      return parent['value'] === node || parent['computed'] === true
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
    case 'ImportAttribute':
    case 'ExportSpecifier':
    case 'ExportAllDeclaration':
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'MetaProperty':
      return false
    default:
      return true
  }
}

function writtenBy(node: Node, parent: Node | undefined): Reference['written'] {
  switch (parent?.type) {
    case 'AssignmentExpression':
      if (parent['left'] !== node) return undefined
      return /^(&&|\|\||\?\?)=$/.test(parent['operator'] as string) ? 'logical' : 'plain'
    case 'UpdateExpression':
      return 'plain'
    case 'ForInStatement':
    case 'ForOfStatement':
      return parent['left'] === node ? 'plain' : undefined
    default:
      return undefined
  }
}
