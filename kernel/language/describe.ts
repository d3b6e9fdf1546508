// What a name is: its heading as editors show it ("const user: User", "(method) Array.map<U>(…): U[]"), its
// documentation and, if asked, its source.
//
//   await describeSymbol(session, ask, { module, code, start: 0, end: 4, detail: 0 })  → { heading, documentation }
import type { SymbolResponse } from 'typescript/unstable/proto'
import type { Module } from './cells.ts'
import { type Documentation, documentationOf } from './documentation.ts'
import { preloadPosition } from './preloads.ts'
import type { Session } from './session.ts'
import { declarationSource, variableKeyword } from './source.ts'
import { signaturesOf, symbolFlags as flag, typeText } from './symbols.ts'
import type { Ask } from './workspace.ts'

export interface Description {
  heading: string
  documentation: Documentation
  source?: string
  /** The live value's preview. */
  value?: string
}

export interface Word {
  module: Module
  code: string
  start: number
  end: number
  detail: 0 | 1
}

export async function describeSymbol(session: Session, ask: Ask, word: Word): Promise<Description | undefined> {
  const { module, detail } = word
  const here = { file: module.name, position: module.offset + word.start }
  const [named, type] = await Promise.all([ask('getSymbolAtPosition', here), ask('getTypeAtPosition', here)])
  const found = named ?? (await typeName(session, ask, word))
  if (!found) return undefined
  const symbol = await origin(session, ask, found, module)
  const text = type ? typeText((await ask('typeToString', { type: type.id, flags: untruncated })) ?? 'any') : 'any'
  const [comment, tags, heading, source] = await Promise.all([
    ask('getDocumentationComment', { symbol: symbol.id }),
    ask('getJsDocTags', { symbol: symbol.id }),
    headingOf(ask, symbol, text, session, word),
    detail === 1 ? declarationSource(session, ask, symbol) : undefined,
  ])
  return {
    heading,
    documentation: documentationOf(comment ?? '', tags ?? []),
    ...(source === undefined ? {} : { source }),
  }
}

/** A type's name where only values are looked up, as in a cell that says nothing but `User`. */
async function typeName(session: Session, ask: Ask, { code, start, end }: Word): Promise<SymbolResponse | null> {
  const live = /\.\s*$/.test(code.slice(0, start)) ? undefined : session.cells.live().get(code.slice(start, end))
  return live ? ask('getSymbolAtPosition', { file: live.module, position: live.position }) : null
}

/** TypeScript's NoTruncation; texts are cut here instead, where whole signatures are known. */
const untruncated = 1
const longestType = 400

/** Behind imports, and behind the prelude's `declare let`, to where the name was declared. */
async function origin(session: Session, ask: Ask, symbol: SymbolResponse, module: Module): Promise<SymbolResponse> {
  if ((symbol.flags & flag.alias) !== 0) return (await ask('getAliasedSymbol', { symbol: symbol.id })) ?? symbol
  const preload = preloadPosition(session.preloads, symbol.name)
  if (preload !== undefined && symbol.declarations?.[0]?.endsWith(`.${session.names.preloads}`)) {
    const exported = await ask('getSymbolAtPosition', { file: session.names.preloads, position: preload })
    return exported ? origin(session, ask, exported, module) : symbol
  }
  const live = session.cells.live().get(symbol.name)
  const variable = (symbol.flags & (flag.blockScopedVariable | flag.functionScopedVariable)) !== 0
  if (live?.kind !== 'let' || !variable || !symbol.declarations?.[0]?.endsWith(`.${module.name}`)) return symbol
  // In the prelude, or a local of the cell that shadows it?
  const keyword = await variableKeyword(ask, symbol)
  if (keyword === undefined || keyword.position >= module.offset) return symbol
  return (await ask('getSymbolAtPosition', { file: live.module, position: live.position })) ?? symbol
}

async function headingOf(
  ask: Ask,
  symbol: SymbolResponse,
  type: string,
  session: Session,
  word: Word,
): Promise<string> {
  const { name, flags } = symbol
  const has = (mask: number): boolean => (flags & mask) !== 0
  const optional = has(flag.optional) ? '?' : ''
  if (has(flag.method)) return callable(`(method) ${await qualified(ask, symbol)}`, type, optional)
  if (has(flag.function)) return callable(`function ${name}`, type)
  if (has(flag.enumMember)) return `(enum member) ${await qualified(ask, symbol)}${await enumValue(ask, symbol)}`
  if (has(flag.property)) {
    const label = `(property) ${await qualified(ask, symbol)}${optional}`
    return `${label}: ${cut(optional ? type.replace(/ \| undefined$/, '') : type)}`
  }
  if (has(flag.accessor)) return `(accessor) ${await qualified(ask, symbol)}: ${type}`
  if (has(flag.class)) return `class ${name}`
  if (has(flag.enum)) return `enum ${name}`
  if (has(flag.interface) && !has(flag.blockScopedVariable | flag.functionScopedVariable)) return `interface ${name}`
  if (has(flag.typeAlias)) return `type ${name} = ${await aliased(ask, symbol)}`
  if (has(flag.typeParameter)) return `(type parameter) ${name}`
  if (has(flag.module)) return name.startsWith('"') ? `module ${name}` : `namespace ${name}`
  if (has(flag.blockScopedVariable | flag.functionScopedVariable)) {
    const live = session.cells.live().get(word.code.slice(word.start, word.end))
    const keyword = (await variableKeyword(ask, symbol))?.keyword ?? (live?.kind === 'const' ? 'const' : 'let')
    return keyword === 'parameter' ? `(parameter) ${name}: ${cut(type)}` : `${keyword} ${name}: ${cut(type)}`
  }
  return `${name}: ${cut(type)}`
}

function cut(type: string): string {
  return type.length > longestType ? `${type.slice(0, longestType)} …` : type
}

function callable(label: string, type: string, optional = ''): string {
  const [first, ...more] = signaturesOf(type)
  if (first === undefined) return `${label}${optional}: ${type}`
  const others = more.length === 0 ? '' : ` (+${more.length} ${more.length === 1 ? 'overload' : 'overloads'})`
  return `${label}${optional}${first}${others}`
}

/** `User.age`; members of unnamed types stand alone. */
async function qualified(ask: Ask, symbol: SymbolResponse): Promise<string> {
  const parent = symbol.parent ? await ask('getParentOfSymbol', { objectId: symbol.id }) : null
  return parent && !/^__|^"|^\u00fe|^\uFFFD/u.test(parent.name) ? `${parent.name}.${symbol.name}` : symbol.name
}

async function enumValue(ask: Ask, symbol: SymbolResponse): Promise<string> {
  const type = await ask('getTypeOfSymbol', { symbol: symbol.id })
  return type?.value === undefined || type.value === null ? '' : ` = ${JSON.stringify(type.value)}`
}

async function aliased(ask: Ask, symbol: SymbolResponse): Promise<string> {
  const type = await ask('getDeclaredTypeOfSymbol', { symbol: symbol.id })
  // InTypeAlias: write the type itself rather than the alias's own name.
  return type ? typeText((await ask('typeToString', { type: type.id, flags: 8_388_608 })) ?? 'any') : 'any'
}
