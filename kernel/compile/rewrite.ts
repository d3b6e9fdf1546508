// A cell's JavaScript → what V8's REPL mode evaluates so that it behaves as a notebook's cell: every declaration is a `let`
// that later cells may redeclare as any kind, functions are known from the cell's start, imports become awaited calls,
// top-level awaits can be interrupted, and the last expression's value is handed to the runtime.
//
// V8 itself redeclares only like by like (`let` by `let` or `class`, `var` by `function`), in every Node from 20 to 26: hence
// one kind for all. It does not look at types; that is the language service's work.
//
//   rewrite('const a = 1\na')   // "use strict";void 0;let   a = 1\n__loopbook.value(a)
import { mayLackPlace, namespaceBody, rewriteConstant, rewriteJsx } from './expressions.ts'
import { rewriteImport, rewriteReexport } from './imports.ts'
import type { RewrittenImport } from './imports.ts'
import { Pieces } from './pieces.ts'
import { runtimeName } from './name.ts'
import { analyse } from './scope.ts'
import type { Context, Reference } from './scope.ts'
import { boundNames, isNode, nodes, parseTree } from './syntax.ts'
import type { Node } from './syntax.ts'

export interface Rewritten {
  pieces: Pieces
  declares: string[]
  /** Of those, the ones that nothing may assign to. */
  constants: string[]
  /** Of those, the ones that `var` declares: an earlier value stays until the cell assigns one. */
  vars: string[]
  /** The cell's imports alone, which fail before the cell declares anything. Empty when it has none. */
  imports: string
  uses: string[]
  /** How many characters at the result's begin come from no place of the source. */
  opening: number
}

export interface RewriteOptions {
  /** The cell's number, which it tells the runtime together with the place of each statement that begins. */
  cell?: number
  /** Whether the last statement's value is the cell's. Default true. */
  value?: boolean
  /** The name that V8 gets for one of the cell's own (declared in it) or one that it uses. */
  named?(name: string, own: boolean): string
  /** Constants of earlier cells. */
  constants?: ReadonlySet<string>
  /** Whether a `var` of this name is the user's own; without it, all are. */
  keeps?(name: string): boolean
}

/** @throws SyntaxError when it is not JavaScript; callers report the source's own error, which has better places. */
export function rewrite(code: string, options: RewriteOptions = {}): Rewritten {
  const { program, errors } = parseTree(code, 'js')
  const [error] = errors
  if (error) throw new SyntaxError(error.message)
  return new Rewriter(code, program, options).run()
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
  readonly #constants = new Set<string>()
  readonly #vars = new Set<string>()
  readonly #imports: { text: string; start: number }[] = []
  #outer: Map<string, Reference[]> = new Map()
  /** Names of functions and classes that stay, because their variables have others. */
  readonly #written = new Set<Node>()
  /** Where loops end whose bodies have got braces. */
  readonly #braced: number[] = []
  /** A cell with `using` stands in a `try`, so that its declarations are assignments. */
  #resources: 'sync' | 'async' | undefined

  constructor(code: string, program: Node, options: RewriteOptions) {
    this.#options = options
    this.#code = code
    this.#program = program
    this.#pieces = new Pieces(code)
  }

  run(): Rewritten {
    const body = nodes(this.#program['body'])
    const shown = this.#options.value === false ? undefined : body.findLast((statement) => !isEmptyExport(statement))
    this.#resources = resourcesOf(body)
    this.#outer = analyse(this.#program, (node, context) => this.#expression(node, context)).outer
    for (const statement of body) this.#statement(statement, statement === shown)
    this.#references()
    // After all that ends at the same place, and so belongs inside.
    for (const end of this.#braced) this.#pieces.insert(end, '}')
    const hoisted = [...this.#hoisted].filter((name) => !this.#declared.has(name))
    const opening = hoisted.length > 0 ? `let ${hoisted.map((name) => this.#opened(name)).join(',')};` : ''
    const imports = this.#imports.map(({ text }) => text).join('')
    // A directive is an expression whose value would be the cell's: `void 0` takes it back.
    const begin = `"use strict";void 0;${opening}`
    this.#pieces.prepend(begin)
    for (const { text, start } of this.#imports) this.#pieces.prepend(text, start)
    if (this.#resources) this.#wrap(this.#resources)
    const declares = [...this.#declared, ...hoisted]
    const own = new Set(declares)
    return {
      pieces: this.#pieces,
      declares,
      constants: [...this.#constants],
      // Each character of the imports stands where it does in the whole, so that places are found the same way.
      imports: imports === '' ? '' : `"use strict";;;;;;;{${opening}${imports}}`,
      vars: hoisted.filter((name) => this.#isKept(name)),
      uses: [...this.#outer.keys()].filter((name) => !own.has(name) && name !== runtimeName && name !== 'arguments'),
      opening: begin.length,
    }
  }

  #statement(statement: Node, last: boolean): void {
    this.#mark(statement)
    switch (statement.type) {
      case 'ImportDeclaration':
        return this.#import(
          rewriteImport(statement, runtimeName, {
            isUsed: (name) => this.#outer.has(name),
            named: (name) => this.#named(name),
          }),
          statement,
        )
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

  /** Where the cell is, for errors that don't say. 0.4 µs a statement, most of it for compiling the call. */
  #mark({ type, start }: Node): void {
    const { cell } = this.#options
    if (cell === undefined || unmarked.has(type)) return
    this.#pieces.insert(start, `${runtimeName}.at(${cell},${start});`)
  }

  #named(name: string, own = true): string {
    return this.#options.named?.(name, own) ?? name
  }

  /** `var x;` of a script doesn't touch an x that is there, but `let x` is a new one: it begins with the old one's value. */
  #opened(name: string): string {
    const named = this.#named(name)
    return this.#isKept(name) ? `${named}=${runtimeName}.kept(${JSON.stringify(named)})` : named
  }

  #isKept(name: string): boolean {
    return this.#options.keeps?.(name) !== false && this.#vars.has(name) && !this.#constants.has(name)
  }

  #import({ names, text }: RewrittenImport, statement: Node): void {
    for (const name of names) {
      this.#hoisted.add(name)
      this.#constants.add(name)
    }
    this.#imports.push({ text, start: statement.start })
    this.#pieces.replace(statement.start, statement.end, '')
  }

  #exportNamed(statement: Node): void {
    const declaration = statement['declaration']
    if (isNode(declaration)) {
      this.#pieces.replace(statement.start, declaration.start, '')
      return this.#statement(declaration, false)
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
    this.#pieces.insert(declaration.start, last ? `${runtimeName}.value((` : 'void (')
    this.#pieces.insert(declaration.end, last ? '))' : ')')
  }

  #variables(statement: Node): void {
    const names = nodes(statement['declarations']).flatMap((declarator) => boundNames(declarator['id']))
    const kind = statement['kind'] as string
    if (kind !== 'var' && kind !== 'let') for (const name of names) this.#constants.add(name)
    const again = names.some((name) => this.#declared.has(name) || this.#hoisted.has(name))
    if (kind === 'var' || again || this.#resources) return this.#assignment(statement, names)
    for (const name of names) this.#declared.add(name)
    // Same length, so that columns stay.
    if (kind === 'const') this.#pieces.replace(statement.start, statement.start + 5, 'let  ')
  }

  /** `var a = 1, b` → `void (a = 1)`, with `let a, b` at the cell's start: a `var` may be declared twice, and read before. */
  #assignment(statement: Node, names: readonly string[]): void {
    const declarators = nodes(statement['declarations'])
    const kind = statement['kind'] as string
    for (const name of names) this.#hoist(name, kind)
    this.#pieces.replace(statement.start, declarators[0]!.start, 'void (')
    for (const declarator of declarators) {
      const { init } = declarator
      // `let a` gives a new value, `var a` none.
      if (!isNode(init)) this.#pieces.replace(declarator.start, declarator.end, this.#emptied(declarator, kind))
      else if (kind.endsWith('using')) {
        this.#pieces.insert(init.start, `${resources}.use(${kind === 'using' ? '' : 'true,'}`)
        this.#pieces.insert(init.end, ')')
      }
    }
    this.#pieces.insert(declarators.at(-1)!.end, ')')
  }

  #emptied(declarator: Node, kind: string): string {
    return kind === 'let' ? `${this.#named((declarator['id'] as Node)['name'] as string)} = undefined` : '0'
  }

  #hoist(name: string, kind: string): void {
    if (!this.#declared.has(name)) this.#hoisted.add(name)
    if (kind === 'var') this.#vars.add(name)
  }

  /** `function f() {}` → `let f = function () {}` at the cell's start: known before it stands, and calls of itself see a later redeclaration. */
  #function(statement: Node): void {
    const id = statement['id'] as Node
    const name = id['name'] as string
    const again = this.#declared.has(name) || this.#hoisted.has(name)
    if (!again) this.#declared.add(name)
    const named = this.#named(name)
    if (named === name) this.#pieces.replace(id.start, id.end, '')
    else this.#written.add(id)
    this.#pieces.moveToTop(statement.start, statement.end, `${again ? '' : 'let '}${named} = `, ';')
  }

  #class(statement: Node): void {
    const id = statement['id'] as Node
    const name = id['name'] as string
    const again = this.#declared.has(name) || this.#hoisted.has(name)
    const named = this.#named(name)
    if (named !== name) this.#written.add(id)
    else if (!again && !this.#resources) return void this.#declared.add(name)
    if (!this.#declared.has(name)) this.#hoisted.add(name)
    this.#pieces.insert(statement.start, `${named} = `)
    this.#pieces.insert(statement.end, ';void 0;')
  }

  #value(statement: Node): void {
    if (namespaceBody.test(this.#code.slice(statement.start, statement.end))) return
    const expression = statement['expression'] as Node
    const sequence = expression.type === 'SequenceExpression'
    this.#pieces.insert(expression.start, `${runtimeName}.value(${sequence ? '(' : ''}`)
    this.#pieces.insert(expression.end, sequence ? '))' : ')')
  }

  #wrap(kind: 'sync' | 'async'): void {
    const close = kind === 'sync' ? `${resources}.close()` : `await ${runtimeName}.await(${resources}.closeAsync())`
    this.#pieces.wrap(
      `{const ${resources} = ${runtimeName}.resources();try{`,
      `\n}catch(${caught}){${resources}.fail(${caught})}finally{${close}}}`,
    )
  }

  /** What may stand anywhere: awaits, dynamic imports, import.meta, and `var` inside blocks. */
  #expression(node: Node, { parent, functions, depth }: Context): void {
    switch (node.type) {
      case 'AwaitExpression':
        if (functions === 0) this.#call('await', node['argument'] as Node, true)
        return
      case 'ForOfStatement':
        if (functions === 0 && node['await'] === true) this.#call('iterate', node['right'] as Node, true)
        return this.#loop(node['body'] as Node, functions > 0)
      case 'ForStatement':
      case 'ForInStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
        return this.#loop(node['body'] as Node, functions > 0)
      case 'ImportExpression':
        this.#pieces.replace(node.start, node.start + 'import'.length, `${runtimeName}.import`)
        return
      case 'MetaProperty':
        if (this.#code.startsWith('import', node.start))
          this.#pieces.replace(node.start, node.end, `${runtimeName}.meta`)
        return
      case 'ThrowStatement':
        if (mayLackPlace(node['argument'] as Node, functions)) this.#call('thrown', node['argument'] as Node)
        return
      case 'MemberExpression':
        rewriteJsx(node, this.#code, this.#pieces)
        return
      case 'VariableDeclaration':
        if (functions === 0 && depth > 1 && node['kind'] === 'var' && parent) this.#nestedVar(node, parent)
        return
      default:
    }
  }

  /**
   * V8 looks for interruptions where a function begins, but at the end of a loop's turn only every few thousand turns until
   * the loop is optimised: `while (true) JSON.parse(text)` would run on for seconds. The call costs 8 ns, and nothing later.
   */
  #loop(body: Node, inFunction: boolean): void {
    // Functions go elsewhere by their text: into a browser's page, into a worker.
    const turn = inFunction ? `globalThis.${runtimeName}?.turn();` : `${runtimeName}.turn();`
    if (body.type === 'BlockStatement') return this.#pieces.insert(body.start + 1, turn)
    this.#pieces.insert(body.start, `{${turn}`)
    this.#braced.push(body.end)
  }

  #call(name: string, argument: Node, placed = false): void {
    const { cell } = this.#options
    this.#pieces.insert(argument.start, `${runtimeName}.${name}(`)
    this.#pieces.insert(argument.end, placed && cell !== undefined ? `,${cell},${argument.start})` : ')')
  }

  /** `for (var i = 0; …)`, `if (x) { var y = 1 }` → assignments to names of the cell. */
  #nestedVar(node: Node, parent: Node): void {
    if (parent.type === 'ExportNamedDeclaration') return
    const names = nodes(node['declarations']).flatMap((declarator) => boundNames(declarator['id']))
    if (/^For(In|Of)Statement$/.test(parent.type) && parent['left'] === node) {
      for (const name of names) this.#hoist(name, 'var')
      this.#pieces.replace(node.start, nodes(node['declarations'])[0]!.start, '')
    } else {
      this.#assignment(node, names)
    }
  }

  /** Names that reach the cell's own variables: constants are written to in vain, others may have another name in V8. */
  #references(): void {
    const { constants: earlier } = this.#options
    for (const [name, references] of this.#outer) {
      const declared = this.#declared.has(name) || this.#hoisted.has(name)
      const constant = declared ? this.#constants.has(name) : earlier?.has(name) === true
      const named = this.#named(name, declared)
      if (!constant && named === name) continue
      for (const reference of references) {
        const { node, written, shorthand } = reference
        const assigned = constant && written !== undefined
        if (assigned) rewriteConstant(reference, name, this.#pieces)
        if (named === name || (assigned && written !== 'logical') || this.#written.has(node)) continue
        this.#pieces.replace(node.start, node.end, shorthand ? `${name}: ${named}` : named)
      }
    }
  }
}

const resources = `${runtimeName}_resources`
/** They do nothing where they stand. */
const unmarked: ReadonlySet<string> = new Set([
  'ImportDeclaration',
  'ExportAllDeclaration',
  'FunctionDeclaration',
  'EmptyStatement',
])
const caught = `${runtimeName}_caught`

function resourcesOf(body: readonly Node[]): 'sync' | 'async' | undefined {
  const kinds = new Set(body.filter((node) => node.type === 'VariableDeclaration').map((node) => node['kind']))
  return kinds.has('await using') ? 'async' : kinds.has('using') ? 'sync' : undefined
}

/** The transpiler leaves one where only type imports made the cell a module. */
function isEmptyExport(statement: Node): boolean {
  if (statement.type !== 'ExportNamedDeclaration' || isNode(statement['source'])) return false
  return !isNode(statement['declaration']) && nodes(statement['specifiers']).length === 0
}
