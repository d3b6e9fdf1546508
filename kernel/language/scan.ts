// A scanner for half-typed code, where no parser gives an answer: in what the cursor stands (code, string, template,
// comment, regular expression) and which brackets are open before it. One pass; never fails.
//
//   scan("f('a', [b|", 9)  → { kind: 'code', frames: [{ open: '(', at: 1, commas: 1 }, { open: '[', at: 7, commas: 0 }] }

export type RegionKind = 'code' | 'string' | 'template' | 'comment' | 'regexp'

export interface Frame {
  open: '(' | '[' | '{' | '${'
  at: number
  /** Commas directly inside, before the cursor. */
  commas: number
}

export interface Scan {
  kind: RegionKind
  /** Content of the string, template part, comment or pattern that the cursor stands in; in code, the cursor. */
  start: number
  end: number
  frames: Frame[]
}

interface Region {
  kind: RegionKind
  start: number
  end: number
  /** Where the scan goes on. */
  next: number
  closed: boolean
}

// After these a slash begins a regular expression rather than a division.
const beforeRegexp =
  /(?:^|[([{,;=:?!&|^~<>+\-*%]|(?:^|[^\p{ID_Continue}$.])(?:return|typeof|instanceof|in|of|new|delete|void|throw|case|do|else|await|yield))\s*$/u
const pattern = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^\\/\n[])+\/[a-z]*/y
const closers: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }

export function scan(code: string, cursor: number): Scan {
  const frames: Frame[] = []
  let at = 0
  while (at < cursor) {
    const char = code[at]!
    const resumes = char === '}' && frames.at(-1)?.open === '${'
    if (resumes) frames.pop()
    const region = resumes ? template(code, at) : regionFrom(code, at)
    if (!region) {
      bracket(frames, char, at)
      at += 1
    } else if (cursor < region.next || (cursor === region.next && !region.closed)) {
      return { kind: region.kind, start: region.start, end: region.end, frames }
    } else {
      at = region.next
      if (region.kind === 'template' && code.startsWith('${', region.end)) {
        frames.push({ open: '${', at: region.end, commas: 0 })
      }
    }
  }
  return { kind: 'code', start: cursor, end: cursor, frames }
}

function bracket(frames: Frame[], char: string, at: number): void {
  if (char === '(' || char === '[' || char === '{') frames.push({ open: char, at, commas: 0 })
  else if (char === ',') {
    const frame = frames.at(-1)
    if (frame) frame.commas += 1
  } else if (char in closers) {
    // A closer without its opener leaves the others alone; one for an outer opener closes those in between.
    const index = frames.findLastIndex(({ open }) => open === closers[char])
    const barrier = frames.findLastIndex(({ open }) => open === '${')
    if (index > barrier) frames.length = index
  }
}

function regionFrom(code: string, at: number): Region | undefined {
  const char = code[at]!
  if (char === '"' || char === "'") return quoted(code, at, char)
  if (char === '`') return template(code, at)
  if (char !== '/') return undefined
  if (code.startsWith('//', at)) {
    const line = code.indexOf('\n', at)
    const end = line < 0 ? code.length : line
    return { kind: 'comment', start: at + 2, end, next: end, closed: false }
  }
  if (code.startsWith('/*', at)) {
    const close = code.indexOf('*/', at + 2)
    const end = close < 0 ? code.length : close
    return { kind: 'comment', start: at + 2, end, next: close < 0 ? end : end + 2, closed: close >= 0 }
  }
  // A closing tag of JSX is no pattern.
  if (code[at - 1] === '<' || !beforeRegexp.test(code.slice(Math.max(0, at - 40), at))) return undefined
  pattern.lastIndex = at
  const length = pattern.exec(code)?.[0].length
  if (length === undefined) return undefined
  return { kind: 'regexp', start: at + 1, end: at + length - 1, next: at + length, closed: true }
}

function quoted(code: string, at: number, quote: string): Region {
  let end = at + 1
  while (end < code.length && code[end] !== quote && code[end] !== '\n') end += code[end] === '\\' ? 2 : 1
  end = Math.min(end, code.length)
  const closed = code[end] === quote
  return { kind: 'string', start: at + 1, end, next: closed ? end + 1 : end, closed }
}

/** From a backtick, or from the `}` of a `${…}`, up to the next backtick or `${`. */
function template(code: string, at: number): Region {
  let end = at + 1
  while (end < code.length && code[end] !== '`' && !code.startsWith('${', end)) end += code[end] === '\\' ? 2 : 1
  end = Math.min(end, code.length)
  const opens = code.startsWith('${', end)
  const closed = opens || code[end] === '`'
  return { kind: 'template', start: at + 1, end, next: opens ? end + 2 : closed ? end + 1 : end, closed }
}
