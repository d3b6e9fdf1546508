// The call whose arguments the cursor stands in: where its callee's name begins and which argument is due.
// Lexical, so that it works while the call is being typed.
//
//   callAt('f(1, g(2), ', 11)  → { callee: 0, name: 'f', argument: 2, construct: false }
import { scan } from './scan.ts'

export interface Call {
  /** Offset of the callee's last name: `push` in `list.push(`. */
  callee: number
  name: string
  argument: number
  construct: boolean
}

const calleeBefore = /(?<name>[\p{ID_Start}$_#][\p{ID_Continue}$]*)\s*(?:\?\.\s*|!\s*)?(?:<[^()]*>\s*)?$/u
const notCallees =
  /^(?:if|for|while|switch|catch|with|function|return|typeof|await|async|super|import|of|in|case|yield|else|do|throw|new)$/
/** How far back a callee with its type arguments is looked for. */
const reach = 400

export function callAt(code: string, cursor: number): Call | undefined {
  for (const { open, at, commas } of scan(code, cursor).frames.reverse()) {
    // A function that is being written inside the arguments has statements of its own.
    if (open === '${') return undefined
    if (open !== '(') continue
    const from = Math.max(0, at - reach)
    const match = calleeBefore.exec(code.slice(from, at))
    const name = match?.groups?.['name']
    if (!match || !name || notCallees.test(name)) continue
    const callee = from + match.index
    const before = code.slice(from, callee)
    if (/\bfunction\s*\*?\s*$/.test(before)) continue
    return { callee, name, argument: commas, construct: /\bnew\s+(?:[\p{ID_Continue}$]+\s*\.\s*)*$/u.test(before) }
  }
  return undefined
}
