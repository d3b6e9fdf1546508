/**
 * Two texts as a diff by lines (Myers' algorithm): `- ` recorded, `+ ` new, two lines of context, the rest left out and
 * counted. Texts that differ in thousands of lines are not aligned in detail.
 *
 *     diffLines('a\nb', 'a\nc')   // '  a\n- b\n+ c'
 */
const context = 2
const maximalEdits = 1000
const maximalShown = 200
const maximalWidth = 500

type Change = { readonly sign: ' ' | '-' | '+'; readonly line: string }

export function diffLines(expected: string, actual: string): string {
  const changes = align(expected.split('\n'), actual.split('\n'))
  const keep = new Set<number>()
  for (const [index, { sign }] of changes.entries())
    if (sign !== ' ') for (let at = index - context; at <= index + context; at++) keep.add(at)
  const lines: string[] = []
  let skipped = 0
  const flush = (): void => {
    if (skipped > 0) lines.push(`  … ${skipped} equal line${skipped === 1 ? '' : 's'}`)
    skipped = 0
  }
  for (const [index, { sign, line }] of changes.entries()) {
    if (!keep.has(index)) {
      skipped++
      continue
    }
    flush()
    if (lines.length >= maximalShown) return [...lines, `  … ${changes.length - index} more lines`].join('\n')
    lines.push(`${sign} ${line.length > maximalWidth ? `${line.slice(0, maximalWidth)}…` : line}`.trimEnd())
  }
  flush()
  return lines.join('\n')
}

function align(a: readonly string[], b: readonly string[]): Change[] {
  let head = 0
  while (head < a.length && head < b.length && a[head] === b[head]) head++
  let tail = 0
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++
  const same = (line: string): Change => ({ sign: ' ', line })
  const middle = shortestEdits(a.slice(head, a.length - tail), b.slice(head, b.length - tail))
  return [...a.slice(0, head).map(same), ...middle, ...a.slice(a.length - tail).map(same)]
}

function replaced(a: readonly string[], b: readonly string[]): Change[] {
  const removed = a.map((line) => ({ sign: '-' as const, line }))
  return [...removed, ...b.map((line) => ({ sign: '+' as const, line }))]
}

/** Myers 1986: furthest reaching paths for each number of edits, then the way back. */
function shortestEdits(a: readonly string[], b: readonly string[]): Change[] {
  if (a.length === 0 || b.length === 0) return replaced(a, b)
  const limit = Math.min(a.length + b.length, maximalEdits)
  const reach = new Map<number, number>([[1, 0]])
  const history: Map<number, number>[] = []
  for (let edits = 0; edits <= limit; edits++) {
    history.push(new Map(reach))
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = goesDown(reach, diagonal, edits) ? (reach.get(diagonal + 1) ?? 0) : (reach.get(diagonal - 1) ?? 0) + 1
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++
      reach.set(diagonal, x)
      if (x >= a.length && x - diagonal >= b.length) return wayBack(a, b, history, edits)
    }
  }
  return replaced(a, b)
}

function goesDown(reach: ReadonlyMap<number, number>, diagonal: number, edits: number): boolean {
  return (
    diagonal === -edits || (diagonal !== edits && (reach.get(diagonal - 1) ?? -1) < (reach.get(diagonal + 1) ?? -1))
  )
}

function wayBack(
  a: readonly string[],
  b: readonly string[],
  history: readonly Map<number, number>[],
  total: number,
): Change[] {
  const changes: Change[] = []
  let [x, y] = [a.length, b.length]
  for (let edits = total; edits >= 0; edits--) {
    const reach = history[edits] ?? new Map<number, number>()
    const diagonal = x - y
    const from = goesDown(reach, diagonal, edits) ? diagonal + 1 : diagonal - 1
    const startX = reach.get(from) ?? 0
    const startY = startX - from
    while (x > startX && y > startY && x > 0 && y > 0) {
      changes.push({ sign: ' ', line: a[--x] ?? '' })
      y--
    }
    if (edits === 0) break
    if (x > startX) changes.push({ sign: '-', line: a[--x] ?? '' })
    else changes.push({ sign: '+', line: b[--y] ?? '' })
  }
  return changes.reverse()
}
