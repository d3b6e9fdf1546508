// The next step for errors that people meet often. A hint is one sentence; it names what the user typed.
import type { RawError } from './raw.ts'

export interface HintContext {
  /** Names that live in the session. */
  names?: readonly string[]
  /** The line where it happened, and the caret's column in it. */
  line?: { text: string; column: number } | undefined
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
  return error.name === 'KeyboardInterrupt' ? 'the cell stopped here; what it had declared is kept.' : undefined
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
    hint: ([, name = ''], { names = [], line }) => {
      // V8 says so of a name whose declaration was never reached, too.
      if (names.includes(name)) return unreached(name)
      const near = nearest(name, names)
      if (near) return `did you mean ${near}?`
      if (line && /^\s*=[^=]/.test(line.text.slice(line.text.indexOf(name) + name.length)))
        return `declare it first: let ${name} = …`
      return `no cell that has run declares ${name}; run the cell that does first.`
    },
  },
  {
    name: 'ReferenceError',
    pattern: /^Cannot access '(.+)' before initialization$/,
    hint: ([, name = '']) => unreached(name),
  },
  {
    pattern: /^Cannot find package '([^']+)'/,
    hint: ([, name]) => `install it beside the notebook with  npm install ${name}  or import it as 'npm:${name}'.`,
  },
  {
    pattern: /^Cannot find module '([^']+)'/,
    hint: ([, name = '']) =>
      /^[./]/.test(name)
        ? `there is no file ${name}; paths start at the notebook's folder.`
        : `install it beside the notebook with  npm install ${name}`,
  },
  {
    name: 'TypeError',
    pattern: /^Cannot (?:read|set) properties of (undefined|null) \((?:reading|setting) '(.+)'\)$/,
    hint: ([, nothing, property], { line }) => {
      // V8 points at the name, or at the dot before it.
      const at = line?.text.slice(line.column).replace(/^[!?]?\.?/, '')
      const here = at?.startsWith(property ?? '') === true
      const { expression, call } = here ? subjectOf(line) : {}
      if (call !== undefined && expression !== call)
        return `${expression} is ${nothing}; if ${call} takes time, put await before it: (await ${call})${expression?.slice(call.length)}.`
      return `${expression ?? `what stands before .${property}`} is ${nothing}: a look-up that found nothing, or a promise without await.`
    },
  },
  {
    name: 'TypeError',
    pattern: /^(.+)\.(\S+) is not a function$/,
    hint: ([, subject, method = '']) =>
      listMethods.test(method)
        ? `${subject} is no list: a query becomes one by (await ${subject}.all()).${method}(…), a promise of one by (await ${subject}).${method}(…).`
        : `${subject} has no method ${method}; if ${subject} is a promise, put await before it.`,
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
  {
    pattern: /getaddrinfo (?:ENOTFOUND|EAI_AGAIN) (\S+)/,
    hint: ([, host]) => `${host} is not known here: check the address, or the network.`,
  },
  {
    pattern: /^ENOENT: no such file or directory, \w+ '([^'/\\][^']*)'/,
    hint: ([, path]) => `${path} is looked for from process.cwd(), the notebook's folder at the start.`,
  },
  {
    name: 'RangeError',
    pattern: /^Maximum call stack size exceeded$/,
    hint: () => 'a function calls itself without an end.',
  },
]

const listMethods =
  /^(?:at|concat|every|filter|find|findIndex|findLast|flat|flatMap|forEach|includes|indexOf|join|map|pop|push|reduce|reverse|shift|slice|some|sort|splice|toReversed|toSorted|unshift)$/

function unreached(name: string): string {
  return `the cell that declares ${name} stopped before it got there; mend it and run it again.`
}

/** What stands before the property at the caret: `a.b` and, where it begins with a call, that call. */
function subjectOf(line: HintContext['line']): { expression?: string; call?: string } {
  if (!line) return {}
  const before = line.text.slice(0, line.column).replace(/[?!]?\.?$/, '')
  const [expression] = /[\w$]+(?:!?\??\.[\w$]+|!?(?:\?\.)?\([^()]*\)|!?(?:\?\.)?\[[^[\]]*\])*$/.exec(before) ?? []
  if (expression === undefined) return {}
  const [call] = /^[\w$.]+\([^()]*\)/.exec(expression) ?? []
  return call === undefined ? { expression } : { expression, call }
}

/** The name at the smallest edit distance, when that is small for its length. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  let best: string | undefined
  let least = Math.max(1, Math.floor(name.length / 3)) + 1
  for (const candidate of names) {
    if (candidate === name) continue
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
