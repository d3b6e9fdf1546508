/**
 * TypeScript annotations, literal values and zod schemas as parameter types. What can't be understood without a type
 * checker is 'unknown' and accepts anything: never an error, because the kernel will say it.
 *
 *     const n: number = 3          const mode: 'fast' | 'exact' = 'fast'          const k = z.number().int().parse(3)
 */
import { type SyntaxNode, child, children, nameOf } from './syntax.ts'
import { type ObjectField, type ParameterType, unknownType } from './type.ts'

/** Type aliases and interfaces that the cell declares. */
export type Aliases = ReadonlyMap<string, SyntaxNode>

const keywords: Readonly<Record<string, ParameterType>> = {
  TSNumberKeyword: { kind: 'number' },
  TSStringKeyword: { kind: 'string' },
  TSBooleanKeyword: { kind: 'boolean' },
  TSNullKeyword: { kind: 'null' },
  TSUndefinedKeyword: { kind: 'null' },
  TSBigIntKeyword: { kind: 'bigint' },
}

export function typeOfAnnotation(node: SyntaxNode | undefined, aliases: Aliases, depth = 0): ParameterType {
  // An alias that names itself.
  if (!node || depth > 20) return unknownType
  const inner = (candidate: SyntaxNode | undefined): ParameterType => typeOfAnnotation(candidate, aliases, depth + 1)
  const keyword = Object.hasOwn(keywords, node.type) ? keywords[node.type] : undefined
  if (keyword) return keyword
  switch (node.type) {
    case 'TSTypeAnnotation':
    case 'TSParenthesizedType':
      return inner(child(node, 'typeAnnotation'))
    case 'TSTypeOperator':
      return node['operator'] === 'readonly' ? inner(child(node, 'typeAnnotation')) : unknownType
    case 'TSLiteralType': {
      const value = literalValue(child(node, 'literal'))
      return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? { kind: 'literal', value }
        : unknownType
    }
    case 'TSUnionType':
      return { kind: 'union', options: children(node, 'types').map(inner) }
    case 'TSArrayType':
      return { kind: 'array', items: inner(child(node, 'elementType')) }
    case 'TSTupleType': {
      const items = children(node, 'elementTypes')
      if (items.some(({ type }) => type === 'TSRestType' || type === 'TSOptionalType')) return unknownType
      return { kind: 'tuple', items: items.map(inner) }
    }
    case 'TSTypeLiteral':
      return objectType(children(node, 'members'), inner)
    case 'TSInterfaceDeclaration':
      return children(node, 'extends').length > 0
        ? unknownType
        : objectType(children(child(node, 'body'), 'body'), inner)
    case 'TSTypeAliasDeclaration':
      return inner(child(node, 'typeAnnotation'))
    case 'TSTypeReference':
      return referenceType(node, aliases, inner)
    default:
      return unknownType
  }
}

function objectType(
  members: readonly SyntaxNode[],
  inner: (node: SyntaxNode | undefined) => ParameterType,
): ParameterType {
  const fields: Record<string, ObjectField> = {}
  for (const member of members) {
    const name = nameOf(child(member, 'key'))
    if (member.type !== 'TSPropertySignature' || name === undefined) return unknownType
    fields[name] = { type: inner(child(member, 'typeAnnotation')), optional: member['optional'] === true }
  }
  return { kind: 'object', fields }
}

function referenceType(
  node: SyntaxNode,
  aliases: Aliases,
  inner: (node: SyntaxNode | undefined) => ParameterType,
): ParameterType {
  const name = nameOf(child(node, 'typeName'))
  if (name === undefined) return unknownType
  const given = children(child(node, 'typeArguments') ?? child(node, 'typeParameters'), 'params')
  if (name === 'Array' || name === 'ReadonlyArray') return { kind: 'array', items: inner(given[0]) }
  if (name === 'Record') return { kind: 'record', values: inner(given[1]) }
  if (name === 'Readonly') return inner(given[0])
  if (name === 'Date') return { kind: 'date' }
  const alias = aliases.get(name)
  return alias && given.length === 0 ? inner(alias) : unknownType
}

/** Type of a declaration without annotation, from its value. */
export function typeOfValue(node: SyntaxNode | undefined, aliases: Aliases): ParameterType {
  if (!node) return unknownType
  if (node.type === 'TSAsExpression' || node.type === 'TSSatisfiesExpression') {
    const annotated = typeOfAnnotation(child(node, 'typeAnnotation'), aliases)
    return annotated.kind === 'unknown' ? typeOfValue(child(node, 'expression'), aliases) : annotated
  }
  if (node.type === 'ArrayExpression') {
    const kinds = children(node, 'elements').map((element) => typeOfValue(element, aliases))
    const [first] = kinds
    const same = first !== undefined && kinds.every(({ kind }) => kind === first.kind)
    return { kind: 'array', items: same ? first : unknownType }
  }
  if (node.type === 'ObjectExpression') return { kind: 'record', values: unknownType }
  if (node.type === 'TemplateLiteral') return { kind: 'string' }
  if (node.type === 'NewExpression' && nameOf(child(node, 'callee')) === 'Date') return { kind: 'date' }
  if (node.type === 'CallExpression') return zodType(node) ?? unknownType
  const value = literalValue(node)
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint')
    return { kind: typeof value } as ParameterType
  return unknownType
}

function literalValue(node: SyntaxNode | undefined): unknown {
  if (node?.type === 'Literal') return typeof node['bigint'] === 'string' ? BigInt(node['bigint']) : node['value']
  if (node?.type === 'UnaryExpression' && (node['operator'] === '-' || node['operator'] === '+')) {
    const value = literalValue(child(node, 'argument'))
    if (typeof value === 'number') return node['operator'] === '-' ? -value : value
  }
  return undefined
}

/** `z.number().int().min(1).default(3).parse(2)`: the chain read from the inside. undefined: not a schema. */
export function zodType(node: SyntaxNode | undefined): ParameterType | undefined {
  if (node?.type !== 'CallExpression') return undefined
  const callee = child(node, 'callee')
  const method = nameOf(child(callee, 'property'))
  const target = child(callee, 'object')
  if (callee?.type !== 'MemberExpression' || method === undefined) return undefined
  const given = children(node, 'arguments')
  if (nameOf(target) === 'z') return zodRoot(method, given)
  const type = zodType(target)
  return type && zodMethod(type, method, given)
}

function zodRoot(method: string, given: readonly SyntaxNode[]): ParameterType {
  const [first] = given
  const inner = (node: SyntaxNode | undefined): ParameterType => zodType(node) ?? unknownType
  if (method === 'number' || method === 'int') return { kind: 'number', ...(method === 'int' && { integer: true }) }
  if (method === 'string' || method === 'boolean' || method === 'bigint' || method === 'null') return { kind: method }
  if (method === 'array') return { kind: 'array', items: inner(first) }
  if (method === 'tuple') return { kind: 'tuple', items: children(first, 'elements').map(inner) }
  if (method === 'record') return { kind: 'record', values: inner(given[1]) }
  if (method === 'union') return { kind: 'union', options: children(first, 'elements').map(inner) }
  if (method === 'literal') return literalType(first)
  if (method === 'enum') return { kind: 'union', options: children(first, 'elements').map(literalType) }
  if (method !== 'object' && method !== 'strictObject') return unknownType
  const fields: Record<string, ObjectField> = {}
  for (const property of children(first, 'properties')) {
    const name = nameOf(child(property, 'key'))
    if (name === undefined) return unknownType
    const type = inner(child(property, 'value'))
    const optional = type.kind === 'union' && type.options.some(({ kind }) => kind === 'null')
    fields[name] = { type, optional }
  }
  return { kind: 'object', fields }
}

function zodMethod(type: ParameterType, method: string, given: readonly SyntaxNode[]): ParameterType {
  const bound = literalValue(given[0])
  if (method === 'nullable' || method === 'optional' || method === 'nullish' || method === 'default')
    return { kind: 'union', options: [type, { kind: 'null' }] }
  if (method === 'array') return { kind: 'array', items: type }
  if (type.kind !== 'number') return type
  if (method === 'int') return { ...type, integer: true }
  if (method === 'nonnegative') return { ...type, minimum: 0 }
  if (method === 'positive') return { ...type, minimum: type.integer === true ? 1 : Number.MIN_VALUE }
  if ((method === 'min' || method === 'gte') && typeof bound === 'number') return { ...type, minimum: bound }
  if ((method === 'max' || method === 'lte') && typeof bound === 'number') return { ...type, maximum: bound }
  return type
}

function literalType(node: SyntaxNode | undefined): ParameterType {
  const value = literalValue(node)
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? { kind: 'literal', value }
    : unknownType
}
