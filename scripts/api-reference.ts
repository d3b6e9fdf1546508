// The API reference: docs/api.md from the library's sources, every exported class and function with its public members, their
// signatures, what the docs say and the example. No tool does it with TypeScript 7, so this reads the syntax tree itself.
//
//   node scripts/api-reference.ts            // writes docs/api.md
//   node scripts/api-reference.ts --check    // exit code 1 when it is out of date
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parseSync } from 'oxc-parser'

export interface Member {
  name: string
  signatures: string[]
  text: string
  example: string | undefined
  kind: 'method' | 'field'
}

export interface Entry {
  name: string
  kind: 'class' | 'function'
  file: string
  signature: string
  text: string
  example: string | undefined
  members: Member[]
}

interface Node {
  type: string
  start: number
  end: number
  [key: string]: unknown
}

const root = join(import.meta.dirname, '..')

/** Everything that src/index.ts gives to the world, in the order of names. */
export function publicEntries(): Entry[] {
  const seen = new Map<string, Entry>()
  collect(join(root, 'src/index.ts'), undefined, seen)
  return [...seen.values()].sort((a, b) => a.name.localeCompare(b.name))
}

function collect(path: string, wanted: ReadonlySet<string> | undefined, seen: Map<string, Entry>): void {
  const text = readFileSync(path, 'utf8')
  const { program, comments } = parseSync(path, text)
  const docs = new Map(
    comments.filter(({ value }) => value.startsWith('*')).map((comment) => [comment.end, comment.value]),
  )
  for (const statement of program.body as unknown as Node[]) {
    const source = (statement.source as { value?: string } | null)?.value
    if (statement.type === 'ExportAllDeclaration' && source) collect(join(dirname(path), source), undefined, seen)
    if (statement.type !== 'ExportNamedDeclaration') continue
    if (source) {
      const names = (statement.specifiers as { exported: { name: string } }[]).map(({ exported }) => exported.name)
      if (statement.exportKind !== 'type') collect(join(dirname(path), source), new Set(names), seen)
      continue
    }
    const entry = entryOf(statement, text, docs, path)
    if (entry && (!wanted || wanted.has(entry.name))) if (!seen.has(entry.name)) seen.set(entry.name, entry)
  }
}

function entryOf(statement: Node, text: string, docs: ReadonlyMap<number, string>, path: string): Entry | undefined {
  const declaration = statement.declaration as Node | null
  if (!declaration) return undefined
  const doc = docBefore(statement.start, text, docs)
  const file = relative(root, path)
  if (declaration.type === 'FunctionDeclaration') {
    const name = (declaration.id as { name: string }).name
    const signature = headOf(declaration, text).replace(/^(async )?function /, '')
    return { name, kind: 'function', file, signature, ...doc, members: [] }
  }
  if (declaration.type !== 'ClassDeclaration') return undefined
  const name = (declaration.id as { name: string }).name
  const body = declaration.body as Node
  const members = membersOf(body.body as Node[], text, docs)
  return { name, kind: 'class', file, signature: oneLine(text.slice(declaration.start, body.start)), ...doc, members }
}

function membersOf(nodes: readonly Node[], text: string, docs: ReadonlyMap<number, string>): Member[] {
  const members = new Map<string, Member>()
  for (const node of nodes) {
    const key = node.key as Node | undefined
    const hidden = node.accessibility === 'protected' || node.accessibility === 'private' || node.static === true
    if (!key || hidden || key.type === 'PrivateIdentifier' || node.kind === 'constructor') continue
    const name = node.computed ? `[${text.slice(key.start, key.end)}]` : text.slice(key.start, key.end)
    if (name === 'toJSON' || node.kind === 'set') continue
    const doc = docBefore(node.start, text, docs)
    if (doc.internal) continue
    const kind = node.kind === 'method' ? 'method' : 'field'
    const before = members.get(name)
    if (before && node.type === 'TSAbstractMethodDefinition') continue
    const overload = (node.value as Node | null)?.type === 'TSEmptyBodyFunctionExpression'
    const signature = kind === 'method' ? methodOf(node, name, text) : fieldOf(node, name, text)
    if (!before) members.set(name, { name, signatures: [signature], text: doc.text, example: doc.example, kind })
    // The last of several signatures is the implementation's: nobody's business.
    else if (overload) before.signatures.push(signature)
  }
  return [...members.values()]
}

function methodOf(node: Node, name: string, text: string): string {
  const value = node.value as Node
  const generator = value.generator ? '*' : ''
  return `${generator}${name}${oneLine(headOf(value, text))}`
}

function fieldOf(node: Node, name: string, text: string): string {
  const value = node.value as Node | null
  const typed =
    node.kind === 'get' ? (value?.returnType as Node | undefined) : (node.typeAnnotation as Node | undefined)
  return `${name}${typed ? oneLine(text.slice(typed.start, typed.end)) : ''}`
}

/** A function without its body. */
function headOf(node: Node, text: string): string {
  const body = node.body as Node | null
  return oneLine(text.slice(node.start, body ? body.start : node.end))
}

function oneLine(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll('( ', '(')
    .replaceAll(', )', ')')
    .replaceAll(' )', ')')
    .replace(/^: /, ': ')
    .trim()
}

function docBefore(
  start: number,
  text: string,
  docs: ReadonlyMap<number, string>,
): { text: string; example: string | undefined; internal: boolean } {
  const end = text.slice(0, start).trimEnd().length
  const lines = (docs.get(end) ?? '').split('\n').map((line) => line.replace(/^\s*\*? ?/, ''))
  const all = lines.join('\n').trim()
  const [words = '', example] = all.split(/^@example\n?/m)
  return { text: words.trim().replaceAll('\n', ' '), example: example?.trim(), internal: /@internal/.test(all) }
}

/** The page. */
export function apiReference(): string {
  const entries = publicEntries()
  const classes = entries.filter(({ kind }) => kind === 'class')
  const errors = classes.filter(({ name }) => name.endsWith('Error'))
  const rest = classes.filter(({ name }) => !name.endsWith('Error'))
  const functions = entries.filter(({ kind }) => kind === 'function')
  return [
    '# API reference',
    '',
    'Generated by `scripts/api-reference.ts` from the sources; edit the comments there. `dl` is a `Dataloop`.',
    '',
    rest.map(({ name }) => `[${name}](#${name.toLowerCase()})`).join(' · '),
    '',
    '## Functions',
    '',
    ...functions.flatMap(({ signature, text, example }) => [`### \`${signature}\``, '', text, '', ...codeOf(example)]),
    '## Classes',
    '',
    ...rest.flatMap(classOf),
    '## Errors',
    '',
    'All are `DataloopError`s, with `message`, and where they apply `status`, `request`, `hint`, `requestId`.',
    '',
    '| class | when |',
    '|---|---|',
    ...errors.map(({ name, text }) => `| \`${name}\` | ${text.replaceAll('|', '\\|')} |`),
    '',
  ].join('\n')
}

function classOf({ name, signature, text, example, members }: Entry): string[] {
  const fields = members.filter(({ kind }) => kind === 'field')
  const methods = members.filter(({ kind }) => kind === 'method')
  return [
    `### ${name}`,
    '',
    `\`${signature}\``,
    '',
    text,
    '',
    ...codeOf(example),
    ...(fields.length > 0 ? ['| field | |', '|---|---|'] : []),
    ...fields.map(
      (field) => `| \`${field.signatures[0]?.replaceAll('|', '\\|') ?? ''}\` | ${field.text.replaceAll('|', '\\|')} |`,
    ),
    ...(fields.length > 0 ? [''] : []),
    ...methods.flatMap(({ signatures, text: words, example: code }) => [
      ...signatures.map((each) => `- \`${each}\`  `),
      `  ${words}`,
      '',
      ...codeOf(code).map((line) => (line === '' ? '' : `  ${line}`)),
    ]),
  ]
}

function codeOf(example: string | undefined): string[] {
  return example ? ['```ts', ...example.split('\n'), '```', ''] : []
}

if (import.meta.main) {
  const path = join(root, 'docs/api.md')
  const page = apiReference()
  if (!process.argv.includes('--check')) writeFileSync(path, page)
  else if (readFileSync(path, 'utf8') !== page) {
    console.error('docs/api.md is out of date: node scripts/api-reference.ts')
    process.exitCode = 1
  }
}
