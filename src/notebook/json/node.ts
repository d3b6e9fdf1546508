/**
 * JSON as a tree of places: where each value begins and ends in the text. Values themselves come from `valueOf`, so a
 * 50 MB notebook costs one small object a value and no copies of strings.
 *
 * It accepts what Python's json writes too: NaN, Infinity and -Infinity (plotly's outputs have them). It does not
 * repair anything: wrong text gives a JsonError with line, column and the JSON path that was being read.
 *
 *     const tree = parseJson('{"cells": [1, 2]}')
 *     member(tree, 'cells')?.start   // 10
 */
import { lineAt } from './position.ts'

export interface JsonMember {
  readonly key: string
  readonly keyStart: number
  readonly value: JsonNode
}
export type JsonNode =
  | { readonly kind: 'object'; readonly start: number; readonly end: number; readonly members: readonly JsonMember[] }
  | { readonly kind: 'array'; readonly start: number; readonly end: number; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string' | 'number' | 'literal'; readonly start: number; readonly end: number }

export type JsonPath = readonly (string | number)[]

/** `$.cells[3].metadata["my key"]` */
export function formatPath(path: JsonPath): string {
  return path.reduce<string>(
    (text, part) =>
      text +
      (typeof part === 'number' ? `[${part}]` : /^[\p{L}_]\w*$/u.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`),
    '$',
  )
}

/** The text is not JSON. `reason` has no place in it; `message` has. */
export class JsonError extends Error {
  override readonly name: string = 'JsonError'
  readonly reason: string
  readonly offset: number
  readonly line: number
  readonly column: number
  readonly path: JsonPath

  constructor(text: string, reason: string, offset: number, path: JsonPath) {
    const { line, column } = lineAt(text, offset)
    super(`line ${line}, column ${column}: ${reason} (in ${formatPath(path)})`)
    this.reason = reason
    this.offset = offset
    this.line = line
    this.column = column
    this.path = path
  }
}

const maximalDepth = 2000
const space = /[ \t\n\r]*/y
// oxlint-disable-next-line no-control-regex -- JSON forbids exactly these in strings
const plainCharacters = /[^"\\\u0000-\u001f]*/y
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const literal = /true|false|null|NaN|-?Infinity/y

class Reader {
  readonly text: string
  readonly path: (string | number)[] = []
  at = 0

  constructor(text: string) {
    this.text = text
    if (text.startsWith('\uFEFF')) this.at = 1
  }

  fail(reason: string, offset: number = this.at): never {
    throw new JsonError(this.text, reason, offset, [...this.path])
  }

  match(pattern: RegExp): boolean {
    pattern.lastIndex = this.at
    const found = pattern.test(this.text)
    if (found) this.at = pattern.lastIndex
    return found
  }

  unexpected(expected: string): never {
    const character = String.fromCodePoint(this.text.codePointAt(this.at) ?? 0)
    if (this.at >= this.text.length) this.fail(`the file ends where ${expected} should follow: it is cut off`)
    this.fail(`${expected} expected, found ${JSON.stringify(character)}`)
  }

  value(): JsonNode {
    this.match(space)
    const start = this.at
    const character = this.text[start]
    if (character === '{') return this.object(start)
    if (character === '[') return this.array(start)
    if (character === '"') {
      this.string()
      return { kind: 'string', start, end: this.at }
    }
    if (this.match(literal)) return { kind: 'literal', start, end: this.at }
    if (this.match(number)) return { kind: 'number', start, end: this.at }
    return this.unexpected('a value')
  }

  /** Moves past a string and checks its escapes. */
  string(): void {
    const start = this.at++
    for (;;) {
      this.match(plainCharacters)
      const character = this.text[this.at]
      if (character === '"') {
        this.at++
        return
      }
      if (character === undefined) {
        const { line } = lineAt(this.text, start)
        this.fail(`the file ends within the string that begins in line ${line}: it is cut off`)
      }
      if (character !== '\\') this.fail(`control character ${JSON.stringify(character)} within a string`)
      if (!/^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(this.text.slice(this.at, this.at + 6))) {
        if (this.text.length - this.at < 6 && !this.text.slice(this.at).includes('"'))
          this.fail('the file ends within an escape sequence: it is cut off')
        this.fail(`unknown escape sequence ${this.text.slice(this.at, this.at + 2)}`)
      }
      this.at += this.text[this.at + 1] === 'u' ? 6 : 2
    }
  }

  object(start: number): JsonNode {
    const members: JsonMember[] = []
    this.enter('{')
    this.match(space)
    if (this.text[this.at] === '}') return { kind: 'object', start, end: ++this.at, members }
    for (;;) {
      this.match(space)
      const keyStart = this.at
      if (this.text[keyStart] !== '"') this.unexpected('a key in double quotes')
      this.string()
      const key = JSON.parse(this.text.slice(keyStart, this.at)) as string
      this.match(space)
      if (this.text[this.at] !== ':') this.unexpected(`":" after the key ${JSON.stringify(key)}`)
      this.at++
      this.path.push(key)
      members.push({ key, keyStart, value: this.value() })
      this.path.pop()
      if (this.closed('}')) return { kind: 'object', start, end: this.at, members }
    }
  }

  array(start: number): JsonNode {
    const items: JsonNode[] = []
    this.enter('[')
    this.match(space)
    if (this.text[this.at] === ']') return { kind: 'array', start, end: ++this.at, items }
    for (;;) {
      this.path.push(items.length)
      items.push(this.value())
      this.path.pop()
      if (this.closed(']')) return { kind: 'array', start, end: this.at, items }
    }
  }

  enter(bracket: string): void {
    if (this.path.length > maximalDepth) this.fail(`more than ${maximalDepth} levels of ${bracket}`)
    this.at++
  }

  /** After an item: true at the closing bracket, false after a comma. */
  closed(bracket: string): boolean {
    this.match(space)
    const character = this.text[this.at]
    if (character !== bracket && character !== ',') this.unexpected(`"," or "${bracket}"`)
    this.at++
    return character === bracket
  }
}

/** Reads a whole JSON text; throws JsonError. */
export function parseJson(text: string): JsonNode {
  const reader = new Reader(text)
  const node = reader.value()
  reader.match(space)
  if (reader.at < text.length) reader.fail('text follows after the end of the JSON value')
  return node
}

/** The value of a member; of two with the same key the last counts, as in JSON.parse. */
export function member(node: JsonNode | undefined, key: string): JsonNode | undefined {
  return node?.kind === 'object' ? node.members.findLast((candidate) => candidate.key === key)?.value : undefined
}

export function item(node: JsonNode | undefined, index: number): JsonNode | undefined {
  return node?.kind === 'array' ? node.items[index] : undefined
}

/** The node at a path, or the deepest one on the way to it. */
export function nodeAt(root: JsonNode, path: JsonPath): JsonNode {
  let node = root
  for (const part of path) {
    const next = typeof part === 'number' ? item(node, part) : member(node, part)
    if (next === undefined) break
    node = next
  }
  return node
}

const notJson: Readonly<Record<string, number>> = { NaN: NaN, Infinity: Infinity, '-Infinity': -Infinity }

/** The value that a node stands for. */
export function valueOf(text: string, node: JsonNode): unknown {
  if (node.kind === 'array') return node.items.map((child) => valueOf(text, child))
  if (node.kind === 'object')
    return Object.fromEntries(node.members.map(({ key, value }) => [key, valueOf(text, value)]))
  const source = text.slice(node.start, node.end)
  return notJson[source] ?? JSON.parse(source)
}
