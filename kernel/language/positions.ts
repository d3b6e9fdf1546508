// Offsets: JavaScript counts UTF-16 units, Jupyter's protocol counts code points (since 5.2), people count lines.
//
//   codePoints('😀.a', 3) === 2    utf16('😀.a', 2) === 3    lineAt('a\nbc', 3)  → { line: 2, column: 1 }

/** Code points before a UTF-16 offset. */
export function codePoints(text: string, offset: number): number {
  let count = 0
  for (let at = 0; at < offset && at < text.length; count += 1) at += text.codePointAt(at)! > 0xffff ? 2 : 1
  return count
}

/** UTF-16 offset of the n-th code point. */
export function utf16(text: string, points: number): number {
  let at = 0
  for (let count = 0; count < points && at < text.length; count += 1) at += text.codePointAt(at)! > 0xffff ? 2 : 1
  return at
}

/** 1-based line and 0-based column, both in UTF-16 units. */
export function lineAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset)
  const start = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: offset - start }
}

export function lineText(text: string, line: number): string {
  return text.split('\n')[line - 1] ?? ''
}
