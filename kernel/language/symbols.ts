// TypeScript's symbol flags that we tell apart, and the text of types in the form that people read in editors.
//
//   typeText('(a: number, b?: string | undefined) => void')  → '(a: number, b?: string) => void'

export const symbolFlags = {
  functionScopedVariable: 1,
  blockScopedVariable: 2,
  property: 4,
  enumMember: 8,
  function: 16,
  class: 32,
  interface: 64,
  enum: 384,
  module: 1536,
  method: 8192,
  constructor: 16384,
  accessor: 98304,
  typeParameter: 262144,
  typeAlias: 524288,
  alias: 2097152,
  optional: 16777216,
  /** Made by the checker: a member of a type's instance. */
  transient: 33554432,
  /** Any meaning at all, for looking up a name. */
  all: 2_623_475,
} as const

/** `?:` already says that undefined is allowed. */
export function typeText(text: string): string {
  return text.replaceAll(/(\?: [^,;(){}]*?) \| undefined(?=[,;)}])/g, '$1')
}

/** A function type as people write a declaration: `(a: number): string` for `(a: number) => string`. */
export function callText(type: string): string | undefined {
  if (!/^[(<]/.test(type)) return undefined
  const open = type.startsWith('<') ? closing(type, 0) + 1 : 0
  if (type[open] !== '(') return undefined
  const close = closing(type, open)
  const arrow = type.slice(close + 1)
  return arrow.startsWith(' => ') ? `${type.slice(0, close + 1)}: ${arrow.slice(4)}` : undefined
}

/** The signatures in the text of a type: one of `(…) => …`, several of `{ (…): …; (…): …; }`. */
export function signaturesOf(type: string): string[] {
  const single = callText(type)
  if (single) return [single]
  if (!/^\{ (?:new )?[(<]/.test(type) || !type.endsWith('}')) return []
  return split(type.slice(1, -1), ';')
    .map((part) => part.trim().replace(/^new /, ''))
    .filter((part) => /^[(<]/.test(part))
}

/** The parameters in a signature's text, each as written: `['a: number', 'b?: string']`. */
export function parametersOf(signature: string): string[] {
  const open = signature.startsWith('<') ? closing(signature, 0) + 1 : 0
  const inner = signature.slice(open + 1, closing(signature, open))
  return inner.trim() === '' ? [] : split(inner, ',').map((part) => part.trim())
}

const openings = '([{<'
const closings = ')]}>'

/** Index of the bracket that closes the one at `from`, or the end. */
function closing(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at += 1) {
    depth += depthAt(text, at)
    if (depth === 0) return at
  }
  return text.length
}

function depthAt(text: string, at: number): number {
  const char = text[at]!
  if (openings.includes(char)) return 1
  // The `>` of an arrow closes nothing.
  return closings.includes(char) && !(char === '>' && text[at - 1] === '=') ? -1 : 0
}

function split(text: string, by: string): string[] {
  const parts: string[] = []
  let depth = 0
  let from = 0
  for (let at = 0; at < text.length; at += 1) {
    depth += depthAt(text, at)
    if (text[at] === by && depth === 0) {
      parts.push(text.slice(from, at))
      from = at + 1
    }
  }
  return [...parts, text.slice(from)]
}
