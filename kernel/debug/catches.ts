// Whether anybody catches what is thrown. V8 knows it of what runs, but not beyond an await: the cell's own promise has somebody
// who waits for it, the kernel, and that looks like a catch. So the source says it: of each function on the way down to the cell,
// whether a `try` is around the place, and of those that are asynchronous, whether their caller awaits them.
//
//   isCaught([{ source: 'await null\nthrow 1', line: 2, column: 0 }])   // false
import { offsetOf } from '../compile/errors.ts'
import { isNode, nodes, parseTree } from '../compile/syntax.ts'
import type { Node } from '../compile/syntax.ts'

export interface CallPlace {
  source: string
  /** From 1. */
  line: number
  /** From 0. */
  column: number
  /** It stands at an await of its own, for what is above it. */
  waits: boolean
}

/** @param places from where it is thrown to the cell. True also where it can't be said. */
export function isCaught(places: readonly CallPlace[]): boolean {
  for (const [index, { source, line, column }] of places.entries()) {
    // A recursion is looked at once.
    const next = places[index + 1]
    if (next && next.source === source && next.line === line && next.column === column && !next.waits) continue
    const around = nodesAround(source, offsetOf(source, line, column))
    const ends = around.findLastIndex(({ type }) => functions.test(type))
    if (around.slice(ends + 1).some((node, at, inner) => isGuarded(node, inner[at + 1]))) return true
    const holder = around[ends]
    if (!holder) return false
    if (holder['async'] !== true) continue
    if (!next || !(next.waits || isAwaited(next))) return true
  }
  return true
}

const functions = /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/

/** Its `finally` alone catches nothing. */
function isGuarded(node: Node, inner: Node | undefined): boolean {
  return node.type === 'TryStatement' && isNode(node['handler']) && inner === node['block']
}

/** Whether the call that stands there is all that an await waits for. */
function isAwaited({ source, line, column }: CallPlace): boolean {
  const offset = offsetOf(source, line, column)
  return nodesAround(source, offset).some((node) => {
    const call = node['argument']
    if (node.type !== 'AwaitExpression' || !isNode(call) || call.type !== 'CallExpression') return false
    const callee = call['callee'] as Node
    const { start } = callee.type === 'MemberExpression' ? (callee['property'] as Node) : callee
    // V8 names the await itself where nothing is called before it.
    return start === offset || node.start === offset
  })
}

/** From the program inwards. */
function nodesAround(source: string, offset: number): Node[] {
  const plain = parseTree(source, 'ts')
  const { program } = plain.errors.length > 0 ? parseTree(source, 'tsx') : plain
  const around: Node[] = []
  for (let node: Node | undefined = program; node; node = childAt(node, offset)) around.push(node)
  return around.slice(1)
}

function childAt(node: Node, offset: number): Node | undefined {
  for (const value of Object.values(node)) {
    const child = nodes(value).find(({ start, end }) => start <= offset && offset < end)
    if (child) return child
  }
  return undefined
}
