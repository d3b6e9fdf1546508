// What the reader sees of a cell's type errors: each with its place, the line under a caret, and the next step.
//
//   link.publish('stream', { name: 'stderr', text: typeWarning(found, 3, code) }, header)
import type { Diagnostic } from '../language/index.ts'
import { codeFrame } from '../traceback/index.ts'

const yellow = '\u001B[33m'
const dim = '\u001B[2m'
const cyan = '\u001B[36m'
const off = '\u001B[0m'
const most = 5

export function typeWarning(found: readonly Diagnostic[], id: number, source: string): string {
  const blocks = found
    .slice(0, most)
    .map(({ line, column, endColumn, message, code, suggestion }) =>
      [
        `${yellow}Type error${off} ${dim}TS${code}${off}: ${message}`,
        `  ${cyan}Cell [${id}], line ${line}${off}`,
        ...codeFrame({ source, line, column, endColumn }),
        ...(suggestion === undefined ? [] : [`${cyan}hint:${off} ${suggestion}`]),
      ].join('\n'),
    )
  const more = found.length - blocks.length
  return `${[...blocks, ...(more > 0 ? [`… and ${more} more type errors`] : [])].join('\n')}\n`
}
