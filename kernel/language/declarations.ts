// The names that a cell declares at its top level, and what kind of thing each is: what later cells can see.
// Reads the code with oxc; code that doesn't parse (it is being typed) is read by a rough pattern instead.
//
//   declarationsOf('let x = 1; class A {}').names  → [{ name: 'x', kind: 'let', … }, { name: 'A', kind: 'class', … }]
import { parseSync } from 'oxc-parser'

export type DeclarationKind =
  | 'let'
  | 'const'
  | 'function'
  | 'class'
  | 'enum'
  | 'namespace'
  | 'interface'
  | 'type'
  | 'import'

export interface Declaration {
  name: string
  kind: DeclarationKind
  /** Offset of the name in the cell's code, in UTF-16 units. */
  offset: number
  /** The code says `export` itself. */
  exported: boolean
}

export interface Declarations {
  names: Declaration[]
  /** Contains JSX, so it has to be read as .tsx. */
  tsx: boolean
  parsed: boolean
}

interface Node {
  type: string
  start: number
  end: number
  [key: string]: unknown
}

export function declarationsOf(code: string): Declarations {
  // Most code has no JSX, and `<T>value` means something else there: .tsx only where .ts fails.
  for (const lang of ['ts', 'tsx'] as const) {
    if (lang === 'tsx' && !/<[A-Za-z>]/.test(code)) break
    const result = parseSync(`cell.${lang}`, code, { lang, sourceType: 'module' })
    if (result.errors.length > 0) continue
    const names: Declaration[] = []
    for (const statement of result.program.body) collect(statement as unknown as Node, names, false)
    return { names: unique(names), tsx: lang === 'tsx', parsed: true }
  }
  return { names: unique(roughly(code)), tsx: /<\/[A-Za-z]*[\w.]*>|\/>/.test(code), parsed: false }
}

const kinds: Record<string, DeclarationKind> = {
  FunctionDeclaration: 'function',
  TSDeclareFunction: 'function',
  ClassDeclaration: 'class',
  TSEnumDeclaration: 'enum',
  TSInterfaceDeclaration: 'interface',
  TSTypeAliasDeclaration: 'type',
  TSImportEqualsDeclaration: 'import',
  TSModuleDeclaration: 'namespace',
}

function collect(node: Node, names: Declaration[], exported: boolean): void {
  switch (node.type) {
    case 'VariableDeclaration': {
      const kind = node['kind'] === 'let' || node['kind'] === 'var' ? 'let' : 'const'
      for (const { id } of node['declarations'] as { id: Node }[]) bindings(id, kind, names, exported)
      return
    }
    case 'ExportNamedDeclaration': {
      const inner = node['declaration'] as Node | null
      if (inner) collect(inner, names, true)
      return
    }
    case 'ExportDefaultDeclaration': {
      const inner = node['declaration'] as Node
      if (inner.type in kinds) collect(inner, names, false)
      return
    }
    case 'ImportDeclaration':
      for (const { local } of node['specifiers'] as { local: Node }[]) bindings(local, 'import', names, false)
      return
    default: {
      const kind = kinds[node.type]
      const id = node['id'] as Node | null
      if (!kind) return hoisted(node, names)
      // `declare module 'x'` and `declare global` name nothing here.
      if (id?.type === 'Identifier' && node['kind'] !== 'global') bindings(id, kind, names, exported)
    }
  }
}

/** `var` in nested blocks belongs to the whole cell; functions and classes keep theirs. */
function hoisted(node: Node, names: Declaration[]): void {
  if (/Function|Class|^TS|Expression$/.test(node.type)) return
  if (node.type === 'VariableDeclaration') {
    if (node['kind'] === 'var') collect(node, names, false)
    return
  }
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === 'object' && child !== null && 'type' in child) hoisted(child as Node, names)
    }
  }
}

function bindings(node: Node, kind: DeclarationKind, names: Declaration[], exported: boolean): void {
  switch (node.type) {
    case 'Identifier':
      names.push({ name: node['name'] as string, kind, offset: node.start, exported })
      return
    case 'ObjectPattern':
      for (const property of node['properties'] as Node[]) {
        bindings((property['value'] ?? property['argument']) as Node, kind, names, exported)
      }
      return
    case 'ArrayPattern':
      for (const element of node['elements'] as (Node | null)[]) if (element) bindings(element, kind, names, exported)
      return
    case 'AssignmentPattern':
      return bindings(node['left'] as Node, kind, names, exported)
    case 'RestElement':
      return bindings(node['argument'] as Node, kind, names, exported)
    default:
  }
}

const rough =
  /^[ \t]*(?:export\s+)?(?:declare\s+)?(?:default\s+)?(?:abstract\s+)?(?:async\s+)?(let|var|const|function|class|enum|namespace|interface|type)\b[\s*]+([\p{ID_Start}$_][\p{ID_Continue}$]*)/gmu

function roughly(code: string): Declaration[] {
  return [...code.matchAll(rough)].map((match) => ({
    name: match[2]!,
    kind: match[1] === 'var' ? 'let' : (match[1] as DeclarationKind),
    offset: match.index + match[0].length - match[2]!.length,
    exported: /^[ \t]*export\b/.test(match[0]),
  }))
}

/** Overloads and merged declarations give a name once; it is exported if any of them is. */
function unique(names: Declaration[]): Declaration[] {
  const byName = new Map<string, Declaration>()
  for (const entry of names) {
    const before = byName.get(entry.name)
    if (!before) byName.set(entry.name, entry)
    else if (entry.exported) byName.set(entry.name, { ...before, exported: true })
  }
  return [...byName.values()]
}
