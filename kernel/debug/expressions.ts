// A client's expression → what V8 evaluates: TypeScript as in the cells, and variables of the session by V8's names for them.
//
//   javascriptOf('user as User', (name) => name)   // 'user'
import { unwrapLiteral } from '../compile/literal.ts'
import { Pieces } from '../compile/pieces.ts'
import { analyse } from '../compile/scope.ts'
import { parseTree } from '../compile/syntax.ts'
import { transpile } from '../compile/transpile.ts'

/** What is no TypeScript stays as it is: V8 says what is wrong with it. */
export function javascriptOf(expression: string, named: (name: string) => string): string {
  const source = unwrapLiteral(expression)?.code ?? expression
  try {
    return renamed(transpile(source, 'typescript').code.trim().replace(/;$/, ''), named)
  } catch {
    return source
  }
}

function renamed(code: string, named: (name: string) => string): string {
  const pieces = new Pieces(code)
  for (const [name, references] of analyse(parseTree(code, 'js').program, () => {}).outer) {
    const own = named(name)
    if (own === name) continue
    for (const { node, shorthand } of references)
      pieces.replace(node.start, node.end, shorthand ? `${name}: ${own}` : own)
  }
  return pieces.toString()
}
