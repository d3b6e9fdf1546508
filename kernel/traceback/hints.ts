// The next step for errors that people meet often. A hint is one sentence; it names what the user typed.
import type { RawError } from './raw.ts'

export interface HintContext {
  /** Names that live in the session. */
  names?: readonly string[]
  /** Names that a cell declared which failed before it reached them. */
  unreached?: ReadonlyMap<string, number>
}

export function hintOf(error: RawError, context: HintContext = {}): string | undefined {
  if (error.hint !== undefined) return error.hint
  for (const rule of rules) {
    const match = rule.pattern.exec(error.message)
    if (match && (rule.name === undefined || rule.name === error.name)) {
      const hint = rule.hint(match, context, error)
      if (hint !== undefined) return hint
    }
  }
  return undefined
}

interface Rule {
  name?: string
  pattern: RegExp
  hint(match: RegExpExecArray, context: HintContext, error: RawError): string | undefined
}

const rules: readonly Rule[] = [
  {
    name: 'ReferenceError',
    pattern: /^(\S+) is not defined$/,
    hint: ([, name = ''], { names = [] }) => {
      const near = nearest(name, names)
      return near ? `did you mean ${near}?` : `no cell that has run declares ${name}; run the cell that does first.`
    },
  },
  {
    name: 'ReferenceError',
    pattern: /^Cannot access '(.+)' before initialization$/,
    hint: ([, name]) => `the cell that declares ${name} stopped before it got there; mend it and run it again.`,
  },
  {
    pattern: /Cannot find package '([^']+)'/,
    hint: ([, name]) => `install it beside the notebook with  npm install ${name}  or import it as 'npm:${name}'.`,
  },
  {
    pattern: /Cannot find module '([^']+)'/,
    hint: ([, name]) => `there is no file ${name}; paths start at the notebook's folder.`,
  },
  {
    name: 'TypeError',
    pattern: /(?:reading|setting) '(.+)'\)?$|(\S+)\.(\S+) is not a function$/,
    hint: ([, property, , method], _context, error) =>
      /undefined|null/.test(error.message)
        ? `what stands before .${property ?? method} has no value here; a look-up that found nothing gives undefined.`
        : `if this came from a call that takes time, put await before it.`,
  },
  {
    name: 'TypeError',
    pattern: /is not iterable/,
    hint: () => 'a query or a promise is not a list yet: await its .all() first, or use for await.',
  },
  {
    pattern: /ECONNREFUSED (?:127\.0\.0\.1|::1|localhost)/,
    hint: () =>
      'nothing listens there; start it with  loopbook platform start  or unset DATALOOP_URL for the embedded platform.',
  },
  { pattern: /^require is not defined/, hint: () => "write import x from 'x'." },
]

/** The name at the smallest edit distance, when that is small for its length. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  let best: string | undefined
  let least = Math.max(1, Math.floor(name.length / 3)) + 1
  for (const candidate of names) {
    const distance = candidate.toLowerCase() === name.toLowerCase() ? 0 : editDistance(name, candidate, least)
    if (distance < least) [best, least] = [candidate, distance]
  }
  return best
}

function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit
  let before = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      row.push(Math.min(before[j]! + 1, row[j - 1]! + 1, before[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    }
    before = row
  }
  return before[b.length]!
}
