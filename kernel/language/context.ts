// What is to be completed at the cursor: the word or string content under it, what is typed of it, and the object
// before a dot. Built on the scanner, so it works on half-typed code.
//
//   contextAt('fs.promises.rea', 15)  → { kind: 'code', start: 12, end: 15, prefix: 'rea', member: true, object: 'fs.promises' }
import { type RegionKind, scan } from './scan.ts'

export interface Context {
  kind: RegionKind
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
  /(?:^|[^\p{ID_Continue}$.)\]}])\s*([\p{ID_Start}$_][\p{ID_Continue}$]*(?:\??\.[\p{ID_Start}$_][\p{ID_Continue}$]*)*)\s*\??\.\s*$/u
const importBefore = /(?:\bfrom|\bimport|\bimport\s*\(|\brequire\s*\(|\brequire\.resolve\s*\()\s*$/
/** How far back a path of names is looked for. */
const reach = 300

export function contextAt(code: string, cursor: number): Context {
  const { kind, start, end } = scan(code, cursor)
  if (kind === 'string' || kind === 'template' || kind === 'regexp') {
    const specifier = kind === 'string' && importBefore.test(code.slice(Math.max(0, start - reach), start - 1))
    return { kind, start, end: Math.max(end, cursor), prefix: code.slice(start, cursor), member: false, specifier }
  }
  const typed = wordBefore.exec(code.slice(Math.max(0, cursor - reach), cursor))![0]
  const from = cursor - typed.length
  const before = code.slice(Math.max(0, from - reach), from)
  const path = memberBefore.exec(before)
  return {
    kind,
    start: from,
    end: cursor + wordAfter.exec(code.slice(cursor, cursor + reach))![0].length,
    prefix: typed,
    // Neither a spread nor the point of a number.
    member: /(?<!\.)\.\s*$/.test(before) && !/(?:^|[^\p{ID_Continue}$])\d+\.$/u.test(before),
    specifier: false,
    ...(path ? { object: path[1]!.replaceAll('?.', '.') } : {}),
  }
}
