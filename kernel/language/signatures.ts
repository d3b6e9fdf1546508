// Signatures for completion items: the type of each of the first items, asked in one batch. Those that stay what they are
// (of names and members declared in earlier cells, of global names) are asked once, until a file on the disk changes.
//
//   await describeItems(session, ask, items, { file, position })  → items, the first ones with `signature: '(a: number): string'`
import type { Item } from './items.ts'
import type { Session } from './session.ts'
import { callText, signaturesOf, symbolFlags, typeText } from './symbols.ts'
import type { Ask } from './workspace.ts'

/** A front end shows ten lines; asking for more costs a millisecond a dozen. */
const described = 24

const named: ReadonlySet<Item['kind']> = new Set(['function', 'variable', 'class', 'property', 'method', 'constant'])

export async function describeItems(
  session: Session,
  ask: Ask,
  items: readonly Item[],
  at: { file: string; position: number },
): Promise<Item[]> {
  const remembered = session.signatures()
  const chosen = items.slice(0, described).filter(({ kind }) => named.has(kind))
  const known = ({ lasting }: Item): string | undefined => (lasting === undefined ? undefined : remembered.get(lasting))
  const unknown = chosen.filter((item) => known(item) === undefined)
  const found = await signaturesFor(ask, unknown, at)
  for (const [{ lasting }, signature] of found) if (lasting !== undefined) remembered.set(lasting, signature)
  const signatureOf = new Map(chosen.map((item) => [item, found.get(item) ?? known(item)]))
  return items.map((item) => {
    const signature = signatureOf.get(item)
    return signature ? { ...item, signature } : item
  })
}

async function signaturesFor(
  ask: Ask,
  items: readonly Item[],
  at: { file: string; position: number },
): Promise<Map<Item, string>> {
  const symbols = await Promise.all(items.map((item) => symbolOf(ask, item, at)))
  const known = symbols.flatMap((symbol, index) => (symbol === undefined ? [] : [{ symbol, item: items[index]! }]))
  if (known.length === 0) return new Map()
  const types = (await ask('getTypesOfSymbols', { symbols: known.map(({ symbol }) => symbol) })) ?? []
  const texts = await Promise.all(types.map(async (type) => (type ? ask('typeToString', { type: type.id }) : null)))
  return new Map(known.map(({ item }, index) => [item, signatureText(texts[index] ?? '')]))
}

async function symbolOf(ask: Ask, item: Item, at: { file: string; position: number }): Promise<number | undefined> {
  if (item.symbol !== undefined) return item.symbol
  const symbol = item.declared
    ? await ask('getSymbolAtPosition', item.declared)
    : await ask('resolveName', { ...at, name: item.text, meaning: symbolFlags.all })
  if (!symbol) return undefined
  if ((symbol.flags & symbolFlags.alias) === 0) return symbol.id
  return (await ask('getAliasedSymbol', { symbol: symbol.id }))?.id
}

/** `(a: number): string` for functions, with a count of further overloads; the type itself for other values. */
export function signatureText(type: string): string {
  const text = typeText(type)
  const [first, ...more] = signaturesOf(text)
  if (first === undefined) return callText(text) ?? text
  return more.length === 0 ? first : `${first} (+${more.length} ${more.length === 1 ? 'overload' : 'overloads'})`
}
