// Stacks that a cell prints itself, `console.error(error)`: places in the cell's own lines, as in a traceback, and without the
// kernel's frames and Node's below them. Runs on the I/O thread, which has the maps; any other text passes untouched.
//
//   printedStacks('Error: no\n    at f (cell:///3.ts:7:9)\n    at …', cells.find)   // 'Error: no\n    at f (Cell [3], line 2)\n'
import type { CompiledCell } from '../compile/index.ts'
import { isInternal } from './frames.ts'

type Cells = (url: string) => CompiledCell | undefined

const frame = /^\s+at .*$/
/** How inspect shortens the stack of an error that has a cause. */
const repeated = /^\s+\.\.\. \d+ lines matching cause stack trace \.\.\.$/
const place = /cell:\/\/\/(-?\d+)\.\w+:(\d+):(\d+)/

export function printedStacks(text: string, cells: Cells): string {
  if (!text.includes('cell:///')) return text
  const lines: string[] = []
  // Of one stack, everything after the first frame of the kernel is the kernel.
  let below = false
  for (const line of text.split('\n')) {
    if (repeated.test(line)) continue
    const isFrame = frame.test(line)
    below = isFrame && (below || isKernel(line))
    if (!isFrame) lines.push(line)
    else if (!below) lines.push(line.replace(place, (...found: string[]) => placed(found, cells)))
    // After the last frame, inspect opens the error's own properties.
    else if (line.endsWith(' {')) lines.push(`${lines.pop() ?? ''} {`)
  }
  return lines.join('\n')
}

/** The text of a shown value: an error among others has a stack. */
export function printedBundle<T extends Record<string, unknown>>(data: T, cells: Cells): T {
  const text = data['text/plain']
  if (typeof text !== 'string' || !text.includes('cell:///')) return data
  return { ...data, 'text/plain': printedStacks(text, cells) }
}

function isKernel(line: string): boolean {
  const [, url] = /\(?((?:file:\/\/|node:)[^\s()]*?):\d+:\d+\)?(?: \{)?$/.exec(line) ?? []
  return (
    url !== undefined &&
    (/^node:inspector|^node:internal\/inspector/.test(url) || (url.startsWith('file:') && isInternal(url)))
  )
}

function placed([whole = '', id, row, column]: readonly string[], cells: Cells): string {
  const found = cells(whole.replace(/:\d+:\d+$/, ''))?.originalPosition(Number(row), Number(column) - 1)
  if (!found) return whole
  return `Cell${Number(id) > 0 ? ` [${id}]` : ''}, line ${found.line}`
}
