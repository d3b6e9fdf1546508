// The call whose arguments the cursor stands in: where its callee's name ends and which argument it is.
// Lexical, so that it works while the call is being typed.
//
//   callAt('f(1, g(2), |', 10)  → { callee: 0, name: 'f', argument: 2, construct: false }
import { contextAt } from './context.ts'

export interface Call {
  /** Offset of the callee's last name: `push` in `list.push(`. */
  callee: number
  name: string
  argument: number
  construct: boolean
}

const calleeBefore =
  /(?:(?<construct>\bnew\s+)(?:[\p{ID_Continue}$.]*\.)?)?(?<name>[\p{ID_Start}$_#][\p{ID_Continue}$]*)\s*(?:\?\.\s*)?(?<generic><[^()]*>\s*)?$/u
const notCalls = /^(?:if|for|while|switch|catch|with|function|return|typeof|await|async|super|import|of|in)$/

export function callAt(code: string, cursor: number): Call | undefined {
  const frames: { char: string; at: number; commas: number }[] = []
  let at = 0
  while (at < cursor) {
    const region = contextAt(code, at + 1)
    // Strings, comments and patterns are stepped over whole; a template's `${}` is code and is walked.
    if (region.kind !== 'code' && region.end > at && region.start <= at + 1) {
      at = Math.max(region.end + (region.kind === 'comment' ? 0 : 1), at + 1)
      continue
    }
    const char = code[at]!
    if ('([{'.includes(char)) frames.push({ char, at, commas: 0 })
    else if (')]}'.includes(char)) frames.pop()
    else if (char === ',' && frames.length > 0) frames.at(-1)!.commas += 1
    at += 1
  }
  for (const frame of frames.reverse()) {
    if (frame.char !== '(') continue
    const before = code.slice(0, frame.at)
    const match = calleeBefore.exec(before)
    const name = match?.groups?.['name']
    if (!name || notCalls.test(name) || /\bfunction\s*\*?\s*$/.test(before.slice(0, before.lastIndexOf(name)))) continue
    const tail = before.slice(match.index)
    return {
      callee: match.index + tail.lastIndexOf(name, tail.length - (match.groups!['generic']?.length ?? 0)),
      name,
      argument: frame.commas,
      construct: match.groups!['construct'] !== undefined,
    }
  }
  return undefined
}
