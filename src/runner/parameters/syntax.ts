/**
 * The few shapes of a syntax tree that parameters are read from, and parsing a cell into one. The parser is native and
 * only loaded when a notebook with parameters is run.
 *
 *     parseCell('const n: number = 3', 'typescript')[0]?.type   // 'VariableDeclaration'
 */
import { createRequire } from 'node:module'
import type * as Oxc from 'oxc-parser'
import { RunnerError } from '../error.ts'

/** A node of ESTree with TypeScript's; fields are read by name. */
export interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

export function parseCell(code: string, language: 'typescript' | 'javascript'): SyntaxNode[] {
  const { parseSync } = createRequire(import.meta.url)('oxc-parser') as typeof Oxc
  const { program, errors } = parseSync(language === 'typescript' ? 'cell.ts' : 'cell.js', code, {
    sourceType: 'module',
  })
  const [error] = errors
  if (error) throw new RunnerError(`the parameters cell can't be read: ${error.message}`)
  return program.body as unknown as SyntaxNode[]
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value
}

export function child(node: SyntaxNode | undefined, field: string): SyntaxNode | undefined {
  const value = node?.[field]
  return isNode(value) ? value : undefined
}

export function children(node: SyntaxNode | undefined, field: string): SyntaxNode[] {
  const value = node?.[field]
  return Array.isArray(value) ? value.filter(isNode) : []
}

/** Name of an identifier, or of a key written as identifier or text. */
export function nameOf(node: SyntaxNode | undefined): string | undefined {
  if (node?.type === 'Identifier') return String(node['name'])
  return node?.type === 'Literal' && typeof node['value'] === 'string' ? node['value'] : undefined
}
