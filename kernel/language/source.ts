// Where a symbol was declared: the declaration's text, and whether a variable is a const, a let or a parameter.
// A declaration comes as `index.kind.file`, an index into the nodes of the file's syntax tree, which TypeScript sends
// in a binary form; only the four numbers of the nodes that are needed are read from it.
//
//   await declarationSource(session, ask, symbol)  → 'function add(a: number, b: number) {\n  return a + b\n}'
import type { SymbolResponse } from 'typescript/unstable/proto'
import { diskName } from './names.ts'
import type { Session } from './session.ts'
import type { Ask } from './workspace.ts'

interface SyntaxNode {
  kind: number
  pos: number
  end: number
  parent: number
  flags: number
}

interface Tree {
  node(index: number): SyntaxNode
  text: string
}

// Layout of the encoded tree (typescript/dist/api/node/protocol.js, protocol version 5).
const layout = { nodes: 40, size: 28, kind: 0, pos: 4, end: 8, parent: 16, flags: 24 }
const kinds = {
  parameter: 170,
  bindingElement: 209,
  variableDeclaration: 261,
  declarationList: 262,
  variableStatement: 244,
}
/** Lists of nodes are entries of the table, too. */
const nodeList = 0xffffffff
const longest = 4000

async function treeOf(session: Session | undefined, ask: Ask, file: string): Promise<Tree | undefined> {
  const answer = await ask('getSourceFile', { file })
  if (!answer?.data) return undefined
  const bytes = Buffer.from(answer.data, 'base64')
  const nodes = bytes.readUInt32LE(layout.nodes)
  return {
    text: session?.workspace.read(file) ?? '',
    node(index) {
      const at = nodes + index * layout.size
      return {
        kind: bytes.readUInt32LE(at + layout.kind),
        pos: bytes.readUInt32LE(at + layout.pos),
        end: bytes.readUInt32LE(at + layout.end),
        parent: bytes.readUInt32LE(at + layout.parent),
        flags: bytes.readUInt32LE(at + layout.flags),
      }
    },
  }
}

function parentOf(tree: Tree, node: SyntaxNode): SyntaxNode {
  let parent = tree.node(node.parent)
  while (parent.kind === nodeList) parent = tree.node(parent.parent)
  return parent
}

/** The `const …` list that a name was declared in, also by destructuring; or the parameter that was destructured. */
function listOf(tree: Tree, node: SyntaxNode): SyntaxNode {
  let list = node
  for (let depth = 0; depth < 20 && list.kind !== kinds.declarationList && list.kind !== kinds.parameter; depth += 1) {
    list = parentOf(tree, list)
  }
  return list
}

function handle(symbol: SymbolResponse): { index: number; file: string } | undefined {
  const match = /^(\d+)\.\d+\.(.*)$/s.exec(symbol.valueDeclaration ?? symbol.declarations?.[0] ?? '')
  return match ? { index: Number(match[1]), file: match[2]! } : undefined
}

export async function variableKeyword(
  ask: Ask,
  symbol: SymbolResponse,
): Promise<{ keyword: 'const' | 'let' | 'var' | 'parameter'; position: number } | undefined> {
  const declared = handle(symbol)
  // Trees of libraries are megabytes; their globals are `var`, which says nothing worth that.
  if (!declared || diskName(declared.file) === undefined) return undefined
  const tree = await treeOf(undefined, ask, declared.file)
  if (!tree) return undefined
  const node = tree.node(declared.index)
  if (node.kind === kinds.parameter) return { keyword: 'parameter', position: node.pos }
  const list = listOf(tree, node)
  if (list.kind === kinds.parameter) return { keyword: 'parameter', position: node.pos }
  const keyword = (list.flags & 2) !== 0 ? 'const' : (list.flags & 1) !== 0 ? 'let' : 'var'
  return { keyword, position: node.pos }
}

export async function declarationSource(
  session: Session,
  ask: Ask,
  symbol: SymbolResponse,
): Promise<string | undefined> {
  const declared = handle(symbol)
  if (!declared) return undefined
  const tree = await treeOf(session, ask, declared.file)
  if (!tree || tree.text === '') return undefined
  let node = tree.node(declared.index)
  // A variable's statement shows its keyword, too.
  if (node.kind === kinds.variableDeclaration || node.kind === kinds.bindingElement) {
    const list = listOf(tree, node)
    const statement = parentOf(tree, list)
    node = statement.kind === kinds.variableStatement ? statement : list
  }
  const cell = session.cells.find(declared.file)
  const from = Math.max(node.pos, cell?.offset ?? 0)
  const text = dedent(tree.text.slice(from, node.end)).replace(/^\/\*\*[\s\S]*?\*\/\s*/, '')
  if (text === '') return undefined
  return text.length > longest ? `${text.slice(0, longest)}\n…` : text
}

/** Without the indentation that the declaration has where it stands. */
function dedent(text: string): string {
  const [first = '', ...rest] = text.trim().split('\n')
  const indents = rest.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)![0].length)
  const least = Math.min(...indents, 40)
  return [first, ...rest.map((line) => line.slice(least))].join('\n')
}
