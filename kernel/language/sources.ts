// Completion items from elsewhere than TypeScript: the live session's values, and the names that the parser knows of
// earlier cells, which are there while TypeScript starts.
//
//   const items = [...(await runtimeItems(session, context)), ...ownItems(session, context)]
import { isIdentifier } from '../compile/name.ts'
import type { LiveName } from './cells.ts'
import type { Context } from './context.ts'
import type { RuntimeName } from './contract.ts'
import { couldMatch, type Item, type ItemKind, weights } from './items.ts'
import type { Session } from './session.ts'
import { within } from './within.ts'

/** What every object has, and nobody looks for. */
const everywhere: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype))

/** The live session answers in a millisecond or is stuck. */
const runtimeWithin = 60
/** While TypeScript starts there is nothing else to offer, and the thread has much to do. */
const runtimeWithinAtStart = 1000

export async function runtimeItems(session: Session, context: Context): Promise<Item[]> {
  if (!session.runtimeNames || context.kind !== 'code' || (context.member && context.object === undefined)) return []
  try {
    const patience = session.workspace.ready() ? runtimeWithin : runtimeWithinAtStart
    const names = await within(session.runtimeNames(context.member ? context.object : undefined), patience)
    const matches = couldMatch(context.prefix)
    return (names ?? []).filter(({ name }) => matches(name)).flatMap((name) => runtimeItem(name, context))
  } catch {
    return []
  }
}

function runtimeItem({ name, kind }: RuntimeName, { member }: Context): Item[] {
  if (member && everywhere.has(name)) return []
  if (!isIdentifier(name)) return []
  const known = kind === 'function' || kind === 'class' || kind === 'method' || kind === 'module' ? kind : undefined
  return [
    { text: name, kind: known ?? (member ? 'property' : 'variable'), weight: member ? weights.member : weights.own },
  ]
}

/** What the parser knows of earlier cells: enough for an answer while TypeScript starts. */
export function ownItems(session: Session, context: Context): Item[] {
  if (context.kind !== 'code' || context.member) return []
  const live = matchingNames(session, context).map(liveItem)
  const preloaded = Object.keys(session.preloads).map((text): Item => ({
    text,
    kind: 'variable',
    weight: weights.preloaded,
  }))
  return [...live, ...preloaded]
}

export interface Fits {
  values: boolean
  types: boolean
}

/** What can stand at the cursor, to judge by the global names that TypeScript offers. */
export function whatFits(entries: readonly { name: string }[]): Fits {
  return {
    values: entries.some(({ name }) => name === 'parseInt'),
    types: entries.some(({ name }) => name === 'Partial'),
  }
}

/**
 * The names of earlier cells that can stand where TypeScript would put its global ones. It isn't shown them all: for those of
 * 500 cells its answer would take four times as long.
 */
export function fittingItems(session: Session, context: Context, { values, types }: Fits): Item[] {
  if (context.kind !== 'code' || context.member) return []
  return matchingNames(session, context)
    .filter(({ kind }) => (typeKinds.has(kind) && types) || (!onlyTypes.has(kind) && values))
    .map(liveItem)
}

function matchingNames(session: Session, { prefix }: Context): LiveName[] {
  const matches = couldMatch(prefix)
  return [...session.cells.live().values()].filter(({ name }) => matches(name))
}

const onlyTypes: ReadonlySet<LiveName['kind']> = new Set(['interface', 'type'])
const typeKinds: ReadonlySet<LiveName['kind']> = new Set([...onlyTypes, 'class', 'enum', 'namespace', 'import'])

function liveItem(own: LiveName): Item {
  const { name, order, module, position } = own
  return {
    text: name,
    kind: liveKind(own),
    weight: weights.own,
    order: -order,
    declared: { file: module, position },
    lasting: `${position}.${module}`,
  }
}

export function liveKind({ kind }: LiveName): ItemKind {
  const kinds: Partial<Record<LiveName['kind'], ItemKind>> = {
    let: 'variable',
    const: 'variable',
    namespace: 'module',
    import: 'module',
    type: 'interface',
  }
  return kinds[kind] ?? (kind as ItemKind)
}
