// Completion: asks TypeScript what fits at the cursor and the live session what exists there, merges and ranks.
// TypeScript knows code that hasn't run; the session knows values whose type is `any`, and answers while TypeScript
// starts. Neither runs user code.
//
//   await complete(session, 'user.fir', 8)  → { matches: ['firstName'], start: 5, end: 8, metadata }
import type { CompletionEntryResponse } from 'typescript/unstable/proto'
import { liveNamespace } from './cells.ts'
import { contextAt, type Context } from './context.ts'
import type { Completion } from './contract.ts'
import { importableItems } from './imports.ts'
import { itemKind, type Item, rank, weights } from './items.ts'
import { fittingItems, liveKind, ownItems, runtimeItems, whatFits } from './sources.ts'
import { codePoints } from './positions.ts'
import type { Session } from './session.ts'
import { describeItems } from './signatures.ts'
import { symbolFlags } from './symbols.ts'
import { within } from './within.ts'

/** How long the answer waits for TypeScript when there is something else to offer meanwhile. */
const typedWithin = 1000
const typedWithinWhenEmpty = 3000
/** Signatures are a courtesy: a list without them, now, is better than one with them later. */
const describedWithin = 60

export async function complete(session: Session, code: string, cursor: number): Promise<Completion> {
  const at = Math.max(0, Math.min(cursor, code.length))
  const context = contextAt(code, at)
  if (context.kind === 'comment' && !code.slice(0, at).includes('/**')) return completion(code, context, [])
  const known = runtimeItems(session, context)
  const typed = typedItems(session, code, at, context, known).catch((error: unknown) => {
    session.log(`language: completion failed: ${String(error)}`)
    return undefined
  })
  const quick = [...(await known), ...ownItems(session, context)]
  const patience = quick.length > 0 ? (session.workspace.ready() ? typedWithin : 0) : typedWithinWhenEmpty
  const found = await within(typed, patience)
  return found ? completion(code, found.context, found.items) : completion(code, context, rank(quick, context.prefix))
}

interface Typed {
  items: Item[]
  context: Context
}

async function typedItems(
  session: Session,
  code: string,
  cursor: number,
  context: Context,
  known: Promise<Item[]>,
): Promise<Typed> {
  const { cells, workspace } = session
  const module = cells.edit(code)
  const position = module.offset + cursor
  return workspace.view(
    () => session.writeEdit(module),
    async (ask) => {
      // Symbols make the answer four times as long; for identifiers they are asked for by name, after ranking.
      const includeSymbol = context.member
      const [info, importable] = await Promise.all([
        ask('getCompletionsAtPosition', { file: module.name, position, includeSymbol }),
        importableItems(session, code, cursor, context),
      ])
      const entries = (info?.entries ?? []).filter((entry) => isWanted(entry, context))
      const optional = entries.length > 0 && entries.every(({ insertText }) => insertText?.startsWith('?.'))
      const placed = place(code, context, entries, optional)
      const typed = preferKeys(
        entries.map((entry) => itemOf(session, entry, placed, optional)),
        context,
      )
      const fits = whatFits(entries)
      const own = fittingItems(session, context, fits)
      // Live values add members, and names where a value can stand; none where TypeScript knows exactly what fits.
      const existing = context.member || fits.values ? await known : []
      const items = rank([...typed, ...own, ...existing, ...importable], placed.prefix)
      const described = await within(
        describeItems(session, ask, items, { file: module.name, position }),
        describedWithin,
      )
      return { items: described ?? items, context: placed }
    },
  )
}

/** Symbols as members would replace the dot; private members can only be written inside their class. */
function isWanted({ name, insertText }: CompletionEntryResponse, { object, prefix }: Context): boolean {
  return (
    name !== liveNamespace &&
    !insertText?.startsWith('[') &&
    (!name.startsWith('#') || object === 'this' || prefix.startsWith('#'))
  )
}

function itemOf(session: Session, entry: CompletionEntryResponse, context: Context, optional: boolean): Item {
  const text = optional ? entry.insertText! : (entry.insertText ?? fileName(entry) ?? entry.name)
  const own = context.member || context.kind !== 'code' ? undefined : session.cells.live().get(text)
  const weight = weightOf(entry, own !== undefined, text in session.preloads)
  const lasting = lastingKey(session, entry, weight)
  return {
    text,
    kind: own ? liveKind(own) : itemKind(entry.kind),
    weight,
    ...(own ? { order: -own.order } : {}),
    ...(entry.symbol ? { symbol: entry.symbol.id } : {}),
    ...(lasting === undefined ? {} : { lasting }),
  }
}

/** Members as they were declared outside the cell, rather than in a generic type's instance; global names. */
function lastingKey({ names }: Session, { name, symbol }: CompletionEntryResponse, weight: number): string | undefined {
  if (!symbol) return weight === weights.global || weight === weights.preloaded ? name : undefined
  const declaration = symbol.declarations?.[0]
  const isHere = [names.edit, names.editTsx].some((file) => declaration?.endsWith(file))
  return isHere || (symbol.flags & symbolFlags.transient) !== 0 ? undefined : declaration
}

/** TypeScript leaves out a file's extension, which Node wants. */
function fileName({ kind, detail, name }: CompletionEntryResponse): string | undefined {
  return itemKind(kind) === 'file' && detail?.startsWith(name) ? detail : undefined
}

/**
 * Keys of an object literal where a class's instance could stand as well (a date or `{ gte, lt }`): what nobody writes
 * by hand, a list full of methods, comes after the optional keys.
 */
function preferKeys(items: Item[], { member }: Context): Item[] {
  const methods = member ? 0 : items.filter(({ kind }) => kind === 'method').length
  if (methods === 0) return items
  return items.map((item) => {
    if (item.kind === 'method') return { ...item, weight: weights.global }
    return methods > 4 && item.weight === weights.optional ? { ...item, weight: weights.fitting } : item
  })
}

/** TypeScript's own order is in `sortText`: 10 fits, 11 local, 12 optional, 15 global, 16 auto-import, z deprecated. */
function weightOf({ sortText = '11', kind }: CompletionEntryResponse, own: boolean, preloaded: boolean): number {
  if (own) return weights.own
  if (sortText.startsWith('z')) return weights.deprecated
  if (preloaded && sortText >= '15') return weights.preloaded
  if (itemKind(kind) === 'keyword') return weights.keyword
  if (sortText < '11') return weights.fitting
  if (sortText < '12') return weights.own
  if (sortText < '14') return weights.optional
  return sortText < '16' ? weights.global : weights.importable
}

/** The range that entries replace: after the last slash in a path, from the dot on when `?.` has to go in. */
function place(
  code: string,
  context: Context,
  entries: readonly CompletionEntryResponse[],
  optional: boolean,
): Context {
  if (context.specifier) {
    const slash = context.prefix.lastIndexOf('/')
    const whole = entries.some(({ name }) => name.startsWith(context.prefix))
    if (slash < 0 || whole) return context
    return { ...context, start: context.start + slash + 1, prefix: context.prefix.slice(slash + 1) }
  }
  if (!optional) return context
  const dot = code.lastIndexOf('.', context.start - 1)
  return { ...context, start: dot, prefix: context.prefix }
}

function completion(code: string, context: Context, items: readonly Item[]): Completion {
  const { start, end } = context
  const range = { start: codePoints(code, start), end: codePoints(code, end) }
  return {
    matches: items.map(({ text }) => text),
    start,
    end,
    metadata: {
      _jupyter_types_experimental: items.map(({ text, kind, signature = '' }) => ({
        text,
        type: kind,
        ...range,
        signature,
      })),
    },
  }
}
