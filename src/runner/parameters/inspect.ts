/**
 * Which parameters a cell declares: name, type, default, help. TypeScript and JavaScript by syntax tree, Python by
 * annotated and plain assignments (papermill's `# type:` comments too).
 *
 *     inspectCell('const year: number = 2024 // four digits', 'typescript')
 *     // [{ name: 'year', type: { kind: 'number' }, default: '2024', help: 'four digits', line: 1, … }]
 */
import { RunnerError } from '../error.ts'
import { inspectPython } from './python.ts'
import { type SyntaxNode, child, children, nameOf, parseCell } from './syntax.ts'
import type { ParameterType } from './type.ts'
import { type Aliases, typeOfAnnotation, typeOfValue } from './typescript-type.ts'

export interface Parameter {
  readonly name: string
  readonly type: ParameterType
  /** Source of the value that it has without an argument. */
  readonly default: string
  readonly help: string
  /** 1-based line in the cell. */
  readonly line: number
  /** The declaration up to the `=`, which the injected cell repeats ("const year: number"). */
  readonly declaration: string
}

export const parameterLanguages: readonly string[] = ['typescript', 'javascript', 'python']

/** Throws RunnerError if the cell can't be read or the language has no parameters. */
export function inspectCell(source: string, language: string): Parameter[] {
  if (language === 'python') return inspectPython(source)
  if (language !== 'typescript' && language !== 'javascript')
    throw new RunnerError(`notebooks in ${language} can't be given parameters`, {
      hint: `this is possible in ${parameterLanguages.join(', ')}`,
    })
  const statements = parseCell(source, language).map((statement) =>
    statement.type === 'ExportNamedDeclaration' ? (child(statement, 'declaration') ?? statement) : statement,
  )
  const aliases: Aliases = new Map(
    statements
      .filter(({ type }) => type === 'TSTypeAliasDeclaration' || type === 'TSInterfaceDeclaration')
      .map((node) => [nameOf(child(node, 'id')) ?? '', node]),
  )
  return statements.flatMap((statement) => declared(statement, source, aliases))
}

function declared(statement: SyntaxNode, source: string, aliases: Aliases): Parameter[] {
  if (statement.type === 'VariableDeclaration')
    return children(statement, 'declarations').flatMap((declarator) => {
      const id = child(declarator, 'id')
      const name = nameOf(id)
      if (id === undefined || name === undefined) return []
      const annotation = child(id, 'typeAnnotation')
      const value = child(declarator, 'init')
      const type = annotation ? typeOfAnnotation(annotation, aliases) : typeOfValue(value, aliases)
      const written = source.slice(id.start, Math.max(id.end, annotation?.end ?? 0))
      return [parameter(name, type, value, declarator, source, `${String(statement['kind'])} ${written}`)]
    })
  const expression = child(statement, 'expression')
  if (statement.type !== 'ExpressionStatement' || expression?.type !== 'AssignmentExpression') return []
  const name = nameOf(child(expression, 'left'))
  const value = child(expression, 'right')
  if (name === undefined || expression['operator'] !== '=') return []
  return [parameter(name, typeOfValue(value, aliases), value, expression, source, name)]
}

function parameter(
  name: string,
  type: ParameterType,
  value: SyntaxNode | undefined,
  node: SyntaxNode,
  source: string,
  declaration: string,
): Parameter {
  const rest = source.slice(node.end, (source.indexOf('\n', node.end) + 1 || source.length + 1) - 1)
  return {
    name,
    type,
    default: value ? source.slice(value.start, value.end) : '',
    help: /^[;,\s]*\/\/\s*(.*)$/.exec(rest)?.[1]?.trim() ?? '',
    line: source.slice(0, node.start).split('\n').length,
    declaration,
  }
}
