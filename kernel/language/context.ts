// What surrounds the cursor, lexically: code, a string (and where its content begins and ends), a comment, the word
// under the cursor and the object before a dot. Works on half-typed code, where no parser gives an answer.
//
//   contextAt("f('ab|c', 1)", 4)  → { kind: 'string', start: 3, end: 6, … }

export interface Context {
  kind: 'code' | 'string' | 'template' | 'comment' | 'regexp'
  /** In a string: its content. In code: the word under the cursor (empty between words). */
  start: number
  end: number
  /** What is typed of it so far. */
  prefix: string
  /** `fs.promises` in `fs.promises.rea|`, if it is a plain path of names, which is harmless to look up in live values. */
  object?: string
  /** After a dot, with or without a plain path before it. */
  member: boolean
  /** In a string: the module specifier of an import. */
  specifier: boolean
}

const wordBefore = /#?[\p{ID_Continue}$\u200c\u200d]*$/u
const wordAfter = /^[\p{ID_Continue}$\u200c\u200d]*/u
const memberBefore =
  /(?:^|[^\p{ID_Continue}$.])([\p{ID_Start}$_][\p{ID_Continue}$]*(?:\??\.[\p{ID_Start}$_][\p{ID_Continue}$]*)*)\s*\??\.\s*$/u
const importBefore = /(?:\bfrom|\bimport|\bimport\s*\(|\brequire\s*\(|\brequire\.resolve\s*\()\s*$/

export function contextAt(code: string, cursor: number): Context {
  const region = regionAt(code, cursor)
  if (region.kind === 'string' || region.kind === 'template' || region.kind === 'regexp') {
    const { kind, start, end } = region
    return {
      kind,
      start,
      end,
      prefix: code.slice(start, cursor),
      member: false,
      specifier: kind === 'string' && importBefore.test(code.slice(0, start - 1)),
    }
  }
  const before = code.slice(0, cursor)
  const typed = wordBefore.exec(before)![0]
  const start = cursor - typed.length
  const end = cursor + wordAfter.exec(code.slice(cursor))![0].length
  const path = memberBefore.exec(code.slice(0, start))
  return {
    kind: region.kind,
    start,
    end,
    prefix: typed,
    member: /(?<!\.\s*\.)\.\s*$/.test(code.slice(0, start)) && !/(^|[^\w$])\d+\.$/.test(code.slice(0, start)),
    specifier: false,
    ...(path ? { object: path[1]!.replaceAll('?.', '.') } : {}),
  }
}

interface Region {
  kind: Context['kind']
  start: number
  end: number
}

// After these a slash begins a regular expression rather than a division.
const beforeRegexp =
  /(?:^|[([{,;=:?!&|^~<>+\-*%]|(?:^|[^\p{ID_Continue}$.])(?:return|typeof|instanceof|in|of|new|delete|void|throw|case|do|else|await|yield))\s*$/u

function regionAt(code: string, cursor: number): Region {
  const plain: Region = { kind: 'code', start: cursor, end: cursor }
  // Depths of braces at which a `${` of an enclosing template ends.
  const templates: number[] = []
  let depth = 0
  let at = 0
  while (at < cursor) {
    const char = code[at]!
    const region = skip(code, at, templates, depth)
    if (region) {
      // The cursor is inside when it stands after the opening and not after the closing character.
      if (cursor < region.next || (cursor === region.next && !region.closed)) {
        if (cursor > region.start - 1) return { kind: region.kind, start: region.start, end: region.end }
        return plain
      }
      if (region.opens) {
        templates.push(depth)
        depth += 1
      } else if (char === '}' && region.kind === 'template') {
        templates.pop()
        depth -= 1
      }
      at = region.next
      continue
    }
    if (char === '{') depth += 1
    else if (char === '}') depth -= 1
    at += 1
  }
  return plain
}

interface Skipped extends Region {
  /** Where the scan goes on. */
  next: number
  closed: boolean
  /** A template that was left at `${`. */
  opens?: boolean
}

/** The string, template, comment or regular expression that begins at `at`, if one does. */
function skip(code: string, at: number, templates: readonly number[], depth: number): Skipped | undefined {
  const char = code[at]!
  if (char === '"' || char === "'") return quoted(code, at, char)
  if (char === '`') return template(code, at)
  if (char === '}' && templates.at(-1) === depth - 1) return template(code, at, depth)
  if (char !== '/') return undefined
  const next = code[at + 1]
  if (next === '/') {
    const line = code.indexOf('\n', at)
    const end = line < 0 ? code.length : line
    return { kind: 'comment', start: at + 2, end, next: end, closed: false }
  }
  if (next === '*') {
    const close = code.indexOf('*/', at + 2)
    const end = close < 0 ? code.length : close
    return { kind: 'comment', start: at + 2, end, next: close < 0 ? end : end + 2, closed: close >= 0 }
  }
  if (!beforeRegexp.test(code.slice(Math.max(0, at - 40), at))) return undefined
  const match = /^\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^\\/\n[])+\//.exec(code.slice(at))
  if (!match) return undefined
  const end = at + match[0].length
  return { kind: 'regexp', start: at + 1, end: end - 1, next: end, closed: true }
}

function quoted(code: string, at: number, quote: string): Skipped {
  let end = at + 1
  while (end < code.length && code[end] !== quote && code[end] !== '\n') end += code[end] === '\\' ? 2 : 1
  end = Math.min(end, code.length)
  const closed = code[end] === quote
  return { kind: 'string', start: at + 1, end, next: closed ? end + 1 : end, closed }
}

function template(code: string, at: number, inside?: number): Skipped {
  let end = at + 1
  while (end < code.length && code[end] !== '`' && !code.startsWith('${', end)) end += code[end] === '\\' ? 2 : 1
  end = Math.min(end, code.length)
  const opens = code.startsWith('${', end)
  const closed = opens || code[end] === '`'
  const region: Skipped = {
    kind: 'template',
    start: at + 1,
    end,
    next: opens ? end + 2 : closed ? end + 1 : end,
    closed,
  }
  // After `}` of an inner `${}` that goes on to another `${`, the nesting stays as it is.
  if (opens && inside === undefined) region.opens = true
  if (opens && inside !== undefined) return { ...region, kind: 'template', opens: false, next: end + 2, start: at + 1 }
  return region
}
