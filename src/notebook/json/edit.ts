/**
 * The smallest textual edits that turn one JSON value into another: untouched keys, items, blanks and spellings of
 * numbers keep their bytes, new pieces are written in the style of their neighbours. It does not look for moved items.
 *
 *     const edits = editValue({ text, style }, tree, { a: 1, b: 2 }, { a: 1, b: 3 })
 *     applyEdits(text, edits)   // only the 2 is replaced
 */
import type { JsonNode } from './node.ts'
import { isRecord } from './record.ts'
import { type JsonStyle, writeJson, writeString } from './style.ts'

export interface TextEdit {
  readonly start: number
  readonly end: number
  /** The new text, in pieces that are made when it is written. */
  readonly text: Iterable<string>
}
export interface EditContext {
  readonly text: string
  readonly style: JsonStyle
}
/** Old items [from, to) become `insert`: written values, or written members. */
export interface Hunk {
  readonly from: number
  readonly to: number
  readonly insert: readonly ((margin: string) => Iterable<string>)[]
}

/** The edited text, in pieces. */
export function* applyEdits(text: string, edits: readonly TextEdit[]): Generator<string> {
  let at = 0
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    yield text.slice(at, edit.start)
    yield* edit.text
    at = edit.end
  }
  yield text.slice(at)
}

export function equalJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, at) => equalJson(item, b[at]))
    )
  const left = Object.entries(a).filter(([, value]) => value !== undefined)
  const right = new Map(Object.entries(b).filter(([, value]) => value !== undefined))
  return left.length === right.size && left.every(([key, value]) => right.has(key) && equalJson(value, right.get(key)))
}

/** Edits for one value. `before` is what the node stands for. */
export function editValue(context: EditContext, node: JsonNode, before: unknown, after: unknown): TextEdit[] {
  if (equalJson(before, after)) return []
  if (node.kind === 'object' && isRecord(before) && isRecord(after)) return editObject(context, node, before, after)
  if (node.kind === 'array' && Array.isArray(before) && Array.isArray(after))
    return editArray(context, node, before, after)
  return [
    { start: node.start, end: node.end, text: writeJson(after, context.style, marginAt(context.text, node.start)) },
  ]
}

type ObjectNode = Extract<JsonNode, { kind: 'object' }>
type ArrayNode = Extract<JsonNode, { kind: 'array' }>

function editObject(
  context: EditContext,
  node: ObjectNode,
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): TextEdit[] {
  const { members } = node
  const edits: TextEdit[] = []
  const hunks: Hunk[] = []
  const last = new Map(members.map(({ key }, index) => [key, index]))
  for (const [index, { key, value }] of members.entries()) {
    if (after[key] === undefined) hunks.push({ from: index, to: index + 1, insert: [] })
    // Of two members with one key the first is dead text: leave it.
    else if (last.get(key) === index) edits.push(...editValue(context, value, before[key], after[key]))
  }
  const sorted = members.every(({ key }, index) => index === 0 || (members[index - 1]?.key ?? '') <= key)
  for (const [key, value] of Object.entries(after)) {
    if (last.has(key) || value === undefined) continue
    const place = sorted ? members.findIndex((candidate) => candidate.key > key) : -1
    const at = place === -1 ? members.length : place
    const write = function* (margin: string): Generator<string> {
      yield writeString(key, context.style) + context.style.colon
      yield* writeJson(value, context.style, margin)
    }
    hunks.push({ from: at, to: at, insert: [write] })
  }
  const spans = members.map(({ keyStart, value }) => ({ start: keyStart, end: value.end }))
  return [...edits, ...editList(context, node, spans, hunks)]
}

function editArray(
  context: EditContext,
  node: ArrayNode,
  before: readonly unknown[],
  after: readonly unknown[],
): TextEdit[] {
  const shorter = Math.min(before.length, after.length)
  let head = 0
  while (head < shorter && equalJson(before[head], after[head])) head++
  let tail = 0
  while (tail < shorter - head && equalJson(before.at(-1 - tail), after.at(-1 - tail))) tail++
  const paired = shorter - tail
  const edits: TextEdit[] = []
  for (let index = head; index < paired; index++) {
    const child = node.items[index]
    if (child) edits.push(...editValue(context, child, before[index], after[index]))
  }
  const rest = after.slice(paired, after.length - tail)
  const hunk: Hunk = {
    from: paired,
    to: before.length - tail,
    insert: rest.map((value) => (margin) => writeJson(value, context.style, margin)),
  }
  return [...edits, ...editList(context, node, node.items, [hunk])]
}

/** Edits that delete and insert items of a list (an array's values or an object's members). */
export function editList(
  context: EditContext,
  node: JsonNode,
  spans: readonly { readonly start: number; readonly end: number }[],
  hunks: readonly Hunk[],
): TextEdit[] {
  const { text } = context
  const { separator, margin, opening, closing } = layoutOf(context, node, spans)
  const merged = mergeHunks(hunks)
  const kept = spans.length - merged.reduce((sum, { from, to }) => sum + to - from, 0)
  const comma = `,${separator}`
  const write = (hunks: readonly Hunk[], before: string, after: string): Iterable<string> => {
    const items = hunks.flatMap(({ insert }) => insert)
    return items.length === 0 ? [] : writeItems(items, { before, between: comma, after, margin })
  }
  if (kept === 0)
    return merged.length === 0
      ? []
      : [{ start: node.start + 1, end: node.end - 1, text: write(merged, opening, closing) }]
  return merged.map((hunk) => {
    const { from, to, insert } = hunk
    const start = (index: number): number => spans[index]?.start ?? node.end
    const end = (index: number): number => spans[index]?.end ?? text.length
    if (insert.length === 0)
      return to < spans.length
        ? { start: start(from), end: start(to), text: [] }
        : { start: end(from - 1), end: end(to - 1), text: [] }
    if (to > from) return { start: start(from), end: end(to - 1), text: write([hunk], '', '') }
    if (from < spans.length) return { start: start(from), end: start(from), text: write([hunk], '', comma) }
    return { start: end(from - 1), end: end(from - 1), text: write([hunk], comma, '') }
  })
}

function* writeItems(
  items: Hunk['insert'],
  { before, between, after, margin }: { before: string; between: string; after: string; margin: string },
): Generator<string> {
  for (const [index, item] of items.entries()) {
    yield index === 0 ? before : between
    yield* item(margin)
  }
  yield after
}

/** In order, with hunks that touch made one: two edits never meet at a comma. */
function mergeHunks(hunks: readonly Hunk[]): Hunk[] {
  const merged: Hunk[] = []
  const useful = hunks.filter(({ from, to, insert }) => to > from || insert.length > 0)
  for (const hunk of useful.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    const previous = merged.at(-1)
    if (previous && previous.to === hunk.from)
      merged[merged.length - 1] = { from: previous.from, to: hunk.to, insert: [...previous.insert, ...hunk.insert] }
    else merged.push(hunk)
  }
  return merged
}

interface Layout {
  /** Between two items, after the comma. */
  readonly separator: string
  /** Indentation of an item's own line. */
  readonly margin: string
  readonly opening: string
  readonly closing: string
}

function layoutOf(
  { text, style }: EditContext,
  node: JsonNode,
  spans: readonly { readonly start: number; readonly end: number }[],
): Layout {
  const first = spans[0]
  const own = marginAt(text, node.start)
  if (first) {
    const opening = text.slice(node.start + 1, first.start)
    const closing = text.slice(spans.at(-1)?.end ?? first.end, node.end - 1)
    if (/\n/.test(opening)) return { separator: opening, margin: /[^\n]*$/.exec(opening)?.[0] ?? '', opening, closing }
    return { separator: style.comma.slice(1), margin: own, opening, closing }
  }
  if (style.indent === undefined) return { separator: style.comma.slice(1), margin: '', opening: '', closing: '' }
  const margin = own + style.indent
  const separator = style.newline + margin
  return { separator, margin, opening: separator, closing: style.newline + own }
}

/** Blanks at the beginning of the line that the offset is in. */
function marginAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? ''
}
