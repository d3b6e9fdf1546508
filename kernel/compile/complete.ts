// Whether a text is a whole cell, for consoles that decide between running and a further line (Jupyter messaging, "Code
// completeness"). The parser decides: what it misses at the very end may still be typed.
//
//   isComplete('if (a) {')   // { status: 'incomplete', indent: '  ' }
import { checkLimits } from './limits.ts'
import { unwrapLiteral } from './literal.ts'
import { oxc } from './oxc.ts'

export interface Completeness {
  status: 'complete' | 'incomplete' | 'invalid' | 'unknown'
  /** What the next line begins with; with 'incomplete'. */
  indent?: string
}

export function isComplete(code: string): Completeness {
  try {
    checkLimits(code)
  } catch {
    return { status: 'invalid' }
  }
  if (code.trim() === '' || unwrapLiteral(code)) return { status: 'complete' }
  const results = (['ts', 'tsx'] as const).map((lang) => check(code, lang))
  const best =
    results.find((status) => status === 'complete') ?? results.find((status) => status === 'incomplete') ?? 'invalid'
  return best === 'incomplete' ? { status: best, indent: indentAfter(code) } : { status: best }
}

function check(code: string, lang: 'ts' | 'tsx'): 'complete' | 'incomplete' | 'invalid' {
  const errors = oxc().parseSync(`cell.${lang}`, code, { lang, sourceType: 'module' }).errors
  if (errors.length === 0) return 'complete'
  const end = code.trimEnd().length
  const atEnd = errors.some((error) => {
    const start = error.labels[0]?.start ?? 0
    if (/`EOF`|^Missing catch or finally/.test(error.message)) return true
    // A template or comment may go on over lines; a quoted string may not.
    if (error.message.startsWith('Unterminated')) return !/string/.test(error.message) || code[start] === '`'
    return start >= end && /^Unexpected token|^Expected/.test(error.message)
  })
  return atEnd ? 'incomplete' : 'invalid'
}

/** The last line's indent, and one step more after an opening bracket. */
function indentAfter(code: string): string {
  const last = code.trimEnd().split('\n').at(-1) ?? ''
  const indent = /^[ \t]*/.exec(last)?.[0] ?? ''
  return /[{([]$|=>$/.test(last.trimEnd()) ? `${indent}  ` : indent
}
