// Completion items: one shape for what TypeScript, the live values and the parser offer; merging and ranking.
// The user's own names come first, then what the kernel preloads, then what fits by type, then globals, then keywords.
//
//   rank([...typed, ...runtime], 'fir')  → items that begin with "fir", best first, each name once

/** TypeScript's kinds in the spelling that JupyterLab and VS Code know. */
export type ItemKind =
  | 'text'
  | 'method'
  | 'function'
  | 'constructor'
  | 'field'
  | 'variable'
  | 'class'
  | 'interface'
  | 'module'
  | 'property'
  | 'unit'
  | 'value'
  | 'enum'
  | 'keyword'
  | 'snippet'
  | 'color'
  | 'file'
  | 'reference'
  | 'folder'
  | 'enumMember'
  | 'constant'
  | 'struct'
  | 'event'
  | 'operator'
  | 'typeParameter'

const kinds: readonly ItemKind[] = [
  'text',
  'method',
  'function',
  'constructor',
  'property',
  'variable',
  'class',
  'interface',
  'module',
  'property',
  'unit',
  'value',
  'enum',
  'keyword',
  'snippet',
  'color',
  'file',
  'reference',
  'folder',
  'enumMember',
  'constant',
  'struct',
  'event',
  'operator',
  'typeParameter',
]

/** From LSP's CompletionItemKind, which counts from 1. Fields of objects are called properties, as users do. */
export function itemKind(kind: number | undefined): ItemKind {
  return kinds[(kind ?? 1) - 1] ?? 'text'
}

export interface Item {
  /** What is inserted and what is matched against the text typed so far. */
  text: string
  kind: ItemKind
  /** Lower comes first: see `weights`. */
  weight: number
  /** Among equals, lower comes first; names defined later in the session have lower ones. */
  order?: number
  signature?: string
  /** TypeScript's handle, for asking the signature. */
  symbol?: number
  /** Where an earlier cell declares it. */
  declared?: { file: string; position: number }
  /** By what the signature can be remembered, if it is the same wherever the name is written. */
  lasting?: string
}

export const weights = {
  /** Fits the expected type: an enum member, a literal of the union, a missing property. */
  fitting: 0,
  own: 1,
  preloaded: 2,
  member: 3,
  optional: 4,
  global: 6,
  keyword: 7,
  importable: 8,
  deprecated: 9,
} as const

/**
 * Beyond this many, a list helps nobody; IPython's completer stops in the same region. The user's own names all stay:
 * a front end searches the list, not the session, as typing goes on.
 */
const limit = 500
/** From this many letters on, names that have them somewhere are better than nothing. */
const distinctive = 3

/** Whether a name could be in a list for what is typed so far: what can't needn't become an item. */
export function couldMatch(prefix: string): (name: string) => boolean {
  const folded = prefix.toLowerCase()
  if (folded === '') return () => true
  if (folded.length >= distinctive) return (name) => name.toLowerCase().includes(folded)
  return (name) => name.slice(0, prefix.length).toLowerCase() === folded
}

export function rank(items: readonly Item[], prefix: string): Item[] {
  const folded = prefix.toLowerCase()
  const starting = merged(items.filter(({ text }) => bare(text).toLowerCase().startsWith(folded)))
  const matching =
    starting.length > 0 || folded.length < distinctive
      ? starting
      : merged(items).filter(({ text, weight }) => weight < weights.keyword && text.toLowerCase().includes(folded))
  // Keys are made once: a collator called at each comparison takes 60 ms for the names of 500 cells.
  return matching
    .map((item) => ({ item, key: keyOf(item, prefix) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ item }) => item)
    .filter(({ weight }, index) => index < limit || weight <= weights.own)
}

/** Each name once. */
function merged(items: readonly Item[]): Item[] {
  const byText = new Map<string, Item>()
  for (const item of items) {
    const before = byText.get(item.text)
    // The typed item knows more (kind, signature); the live one may rank higher (it exists).
    byText.set(item.text, before ? { ...item, ...before, weight: Math.min(before.weight, item.weight) } : item)
  }
  return [...byText.values()]
}

/** `"odd-key"` is found by typing odd, `?.name` by typing name. */
function bare(text: string): string {
  return text.replace(/^(?:\?\.)?["']?/, '')
}

/** Case as typed first, then by weight, then the latest, then by name with `_private` ones last. */
function keyOf({ text, weight, order = 0 }: Item, prefix: string): string {
  const name = bare(text)
  const cased = name.startsWith(prefix) ? 0 : 1
  const hidden = name.startsWith('_') ? 1 : 0
  return `${cased}${weight}${String(1e9 + order).padStart(10, '0')}${hidden}${name.toLowerCase()}\u0000${name}`
}
