/**
 * Offsets in a text as the lines and columns that editors and GitHub show: both count from 1, columns in UTF-16 units.
 * `\r\n` is one line end. `lineIndex` is for many questions about one text, `lineAt` for a single one.
 *
 *     lineAt('a\nbc', 3)   // { line: 2, column: 2 }
 */

export interface Position {
  readonly line: number
  readonly column: number
}

export function lineAt(text: string, offset: number): Position {
  let line = 1
  let start = 0
  for (let next = text.indexOf('\n'); next !== -1 && next < offset; next = text.indexOf('\n', start)) {
    line++
    start = next + 1
  }
  return { line, column: offset - start + 1 }
}

/** Prepares a text once (one pass), then answers each question by bisection. */
export function lineIndex(text: string): (offset: number) => Position {
  const starts = [0]
  for (let next = text.indexOf('\n'); next !== -1; next = text.indexOf('\n', next + 1)) starts.push(next + 1)
  return (offset) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
  }
}
