// A cell's JavaScript → what V8's REPL mode evaluates so that it behaves as a notebook's cell: every declaration is a `let`
// that later cells may redeclare as any kind, functions are known from the cell's start, imports become awaited calls,
// top-level awaits can be interrupted, and the last expression's value is handed to the runtime.
//
// V8 itself redeclares only like by like (`let` by `let` or `class`, `var` by `function`), in every Node from 20 to 26: hence
// one kind for all. It does not look at types; that is the language service's work.
//
//   rewrite('const a = 1\na')   // "use strict";void 0;let   a = 1\n__loopbook.value(a)
import { parseSync } from 'oxc-parser'
import { rewriteImport, rewriteReexport } from './imports.ts'
import { Pieces } from './pieces.ts'
import { runtimeName } from './name.ts'
import { boundNames, isNode, nodes, walk } from './syntax.ts'
import type { Node } from './syntax.ts'

export interface Rewritten {
  pieces: Pieces
  declares: string[]
  uses: string[]
}

export interface RewriteOptions {
  /** Whether the last statement's value is the cell's. Default true. */
  value?: boolean
  /** Names that the transpiler made up get this suffix: a later cell's `_init` must not become this one's. */
  generated?: { suffix: string; has(name: string): boolean }
}

/** @throws SyntaxError when it is not JavaScript; callers report the source's own error, which has better places. */
export function rewrite(code: string, options: RewriteOptions = {}): Rewritten {
  const { program, errors } = parseSync('cell.js', code, { lang: 'js', sourceType: 'module' })
  const [error] = errors
  if (error) throw new SyntaxError(error.message)
  return new Rewriter(code, program as unknown as Node, options).run()
}

class Rewriter {
  readonly #code: string
  readonly #program: Node
  readonly #pieces: Pieces
  readonly #options: RewriteOptions
  /** Declared by a statement that stays a declaration: a second one of the same name in the cell is an assignment. */
  readonly #declared = new Set<string>()
  /** Declared at the top of the cell, assigned where the statement stands. */
  readonly #hoisted = new Set<string>()
  readonly #imports: string[] = []

  constructor(code: string, program: Node, options: RewriteOptions) {
    this.#options = options
    this.#code = code
    this.#program = program
    this.#pieces = new Pieces(code)
  }

  run(): Rewritten {
    const body = nodes(this.#program['body'])
    const shown = this.#options.value === false ? undefined : body.at(-1)
    for (const statement of body) this.#statement(statement, statement === shown)
    const uses = this.#expressions()
    const hoisted = [...this.#hoisted].filter((name) => !this.#declared.has(name))
    // A directive is an expression whose value would be the cell's: `void 0` takes it back.
    this.#pieces.prepend(
      `"use strict";void 0;${hoisted.length > 0 ? `let ${hoisted.map((name) => this.#named(name)).join(',')};` : ''}`,
    )
    for (const line of this.#imports) this.#pieces.prepend(line)
    const declares = [...new Set([...this.#declared, ...hoisted])]
    return { pieces: this.#pieces, declares, uses: uses.filter((name) => !declares.includes(name)) }
  }

  #statement(statement: Node, last: boolean): void {
    switch (statement.type) {
      case 'ImportDeclaration':
        return this.#import(rewriteImport(statement, runtimeName), statement)
      case 'ExportAllDeclaration':
        return this.#import(rewriteReexport(statement, runtimeName), statement)
      case 'ExportNamedDeclaration':
        return this.#exportNamed(statement)
      case 'ExportDefaultDeclaration':
        return this.#exportDefault(statement, last)
      case 'VariableDeclaration':
        return this.#variables(statement)
      case 'FunctionDeclaration':
        return this.#function(statement)
      case 'ClassDeclaration':
        return this.#class(statement)
      case 'ExpressionStatement':
        if (last) this.#value(statement)
        return
      default:
        return
    }
  }

  #named(name: string): string {
    const { generated } = this.#options
    return generated?.has(name) ? name + generated.suffix : name
  }

  #import({ names, text }: { names: string[]; text: string }, statement: Node): void {
    for (const name of names) this.#hoisted.add(name)
    this.#imports.push(text)
    this.#pieces.replace(statement.start, statement.end, '')
  }

  #exportNamed(statement: Node): void {
    const declaration = statement['declaration']
    if (isNode(declaration)) {
      this.#pieces.replace(statement.start, declaration.start, '')
      return this.#statement({ ...declaration }, false)
    }
    if (isNode(statement['source'])) return this.#import(rewriteReexport(statement, runtimeName), statement)
    this.#pieces.replace(statement.start, statement.end, '')
  }

  #exportDefault(statement: Node, last: boolean): void {
    const declaration = statement['declaration'] as Node
    this.#pieces.replace(statement.start, declaration.start, '')
    const named = isNode(declaration['id'])
    if (declaration.type === 'FunctionDeclaration' && named) return this.#function(declaration)
    if (declaration.type === 'ClassDeclaration' && named) return this.#class(declaration)
    if (last) {
      this.#pieces.insert(declaration.start, `${runtimeName}.value((`)
      this.#pieces.insert(declaration.end, '))')
    } else {
      this.#pieces.insert(declaration.start, 'void (')
      this.#pieces.insert(declaration.end, ')')
    }
  }

  #variables(statement: Node): void {
    const names = nodes(statement['declarations']).flatMap((declarator) => boundNames(declarator['id']))
    const kind = statement['kind'] as string
    const again = names.some((name) => this.#declared.has(name) || this.#hoisted.has(name))
    if (kind === 'var' || again) return this.#assignment(statement, names)
    for (const name of names) this.#declared.add(name)
    // Same length, so that columns stay.
    if (kind === 'const') this.#pieces.replace(statement.start, statement.start + 5, 'let  ')
  }

  /** `var a = 1, b` → `void (a = 1)`, with `let a, b` at the cell's start: a `var` may be declared twice, and read before. */
  #assignment(statement: Node, names: readonly string[]): void {
    for (const name of names) if (!this.#declared.has(name)) this.#hoisted.add(name)
    const declarators = nodes(statement['declarations'])
    const first = declarators[0]!
    this.#pieces.replace(statement.start, first.start, 'void (')
    for (const [index, declarator] of declarators.entries()) {
      if (!isNode(declarator['init'])) this.#pieces.replace(declarator.start, declarator.end, '0')
      const next = declarators[index + 1]
      if (!next) this.#pieces.insert(declarator.end, ')')
    }
  }

  /** `function f() {}` → `let f = function () {}` at the cell's start: known before it stands, and calls of itself see a later redeclaration. */
  #function(statement: Node): void {
    const id = statement['id'] as Node
    const name = id['name'] as string
    const again = this.#declared.has(name) || this.#hoisted.has(name)
    if (!again) this.#declared.add(name)
    this.#pieces.replace(id.start, id.end, '')
    this.#pieces.moveToTop(statement.start, statement.end, `${again ? '' : 'let '}${name} = `, ';')
  }

  #class(statement: Node): void {
    const name = (statement['id'] as Node)['name'] as string
    if (this.#declared.has(name) || this.#hoisted.has(name)) {
      this.#pieces.insert(statement.start, `${name} = `)
      this.#pieces.insert(statement.end, ';void 0;')
    } else {
      this.#declared.add(name)
    }
  }

  #value(statement: Node): void {
    if (namespaceBody.test(this.#code.slice(statement.start, statement.end))) return
    const expression = statement['expression'] as Node
    this.#pieces.insert(expression.start, `${runtimeName}.value(`)
    this.#pieces.insert(expression.end, ')')
  }

  /** What may stand anywhere: awaits, dynamic imports, import.meta, and `var` inside blocks. Answers the names that are used. */
  #expressions(): string[] {
    const uses = new Set<string>()
    walk(this.#program, (node, { parent, functions, depth }) => {
      switch (node.type) {
        case 'Identifier':
          this.#identifier(node['name'] as string, node, parent, uses)
          return
        case 'AwaitExpression': {
          if (functions > 0) return
          const argument = node['argument'] as Node
          this.#pieces.insert(argument.start, `${runtimeName}.await(`)
          this.#pieces.insert(argument.end, ')')
          return
        }
        case 'ForOfStatement': {
          if (functions > 0 || node['await'] !== true) return
          const right = node['right'] as Node
          this.#pieces.insert(right.start, `${runtimeName}.iterate(`)
          this.#pieces.insert(right.end, ')')
          return
        }
        case 'ImportExpression':
          this.#pieces.replace(node.start, node.start + 'import'.length, `${runtimeName}.import`)
          return
        case 'MetaProperty':
          if (this.#code.startsWith('import', node.start))
            this.#pieces.replace(node.start, node.end, `${runtimeName}.meta`)
          return
        case 'MemberExpression':
          this.#jsx(node)
          return
        case 'VariableDeclaration':
          if (functions === 0 && depth > 0 && node['kind'] === 'var' && parent) this.#nestedVar(node, parent)
          return
        default:
      }
    })
    return [...uses]
  }

  #identifier(name: string, node: Node, parent: Node | undefined, uses: Set<string>): void {
    if (!isReference(node, parent)) return
    if (name !== runtimeName) uses.add(name)
    if (this.#named(name) !== name) this.#pieces.replace(node.start, node.end, this.#named(name))
  }

  /** `for (var i = 0; …)`, `if (x) { var y = 1 }` → assignments to names of the cell. */
  #nestedVar(node: Node, parent: Node): void {
    if (parent.type === 'ExportNamedDeclaration') return
    const names = nodes(node['declarations']).flatMap((declarator) => boundNames(declarator['id']))
    if (/^For(In|Of)Statement$/.test(parent.type) && parent['left'] === node) {
      for (const name of names) if (!this.#declared.has(name)) this.#hoisted.add(name)
      this.#pieces.replace(node.start, nodes(node['declarations'])[0]!.start, '')
    } else {
      this.#assignment(node, names)
    }
  }

  /** React's own factory where the notebook has React, ours otherwise. */
  #jsx(node: Node): void {
    const object = node['object'] as Node
    if (object.type !== 'MemberExpression' || this.#code.slice(object.start, object.end) !== `${runtimeName}.jsx`)
      return
    this.#pieces.replace(object.start, object.end, `(typeof React === 'undefined' ? ${runtimeName}.jsx : React)`)
  }
}

/** What `namespace N {}` becomes: a declaration, though its last part is an expression. */
const namespaceBody = /^\(function\(\w+\) \{[^]*\}\)\((\w+) \|\| \(\1 = [^]*\)\);?$/

function isReference(node: Node, parent: Node | undefined): boolean {
  if (!parent) return true
  if (parent.type === 'MemberExpression') return parent['object'] === node || parent['computed'] === true
  if (parent.type === 'Property' || parent.type === 'PropertyDefinition' || parent.type === 'MethodDefinition') {
    return parent['value'] === node || parent['computed'] === true
  }
  return !/^(Import|Export).*Specifier$|^Labeled|^Break|^Continue|^MetaProperty$/.test(parent.type)
}
