import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffLines, resolveControls } from '../../../src/runner/compare/index.ts'

/** Both sides of a diff that leaves nothing out. */
function sides(diff: string): [string[], string[]] {
  const lines = diff.split('\n')
  const take = (signs: string): string[] =>
    lines.filter((line) => signs.includes(line[0] ?? ' ')).map((line) => line.slice(2))
  return [take(' -'), take(' +')]
}

test('a diff holds both texts, whatever they are', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(text, text, (a, b) => {
      fc.pre(a.join() !== b.join())
      const diff = diffLines(a.join('\n'), b.join('\n'))
      fc.pre(!diff.includes('…'))
      expect(sides(diff)).toEqual([a, b])
    }),
    { numRuns: 500 },
  )
})

test('it is the shortest one', () => {
  expect(diffLines('a\nb\nc\nd', 'x\na\nc\nd\ne')).toBe('+ x\n  a\n- b\n  c\n  d\n+ e')
})

test('equal parts far from a change are counted, not shown', () => {
  const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`)
  expect(diffLines(lines.join('\n'), lines.with(10, 'new').join('\n'))).toMatchInlineSnapshot(`
    "  … 8 equal lines
      line 8
      line 9
    - line 10
    + new
      line 11
      line 12
      … 7 equal lines"
  `)
})

test('texts that differ in everything do not take forever', () => {
  const many = (prefix: string): string => Array.from({ length: 5000 }, (_, index) => `${prefix}${index}`).join('\n')
  expect(diffLines(many('a'), many('b')).split('\n').at(-1)).toBe('  … 9800 more lines')
})

test('control characters: returns, backspaces, erasing to the end of the line', () => {
  expect(resolveControls('abc\rX\n')).toBe('Xbc\n')
  expect(resolveControls('long line\r\u001B[Kshort\n')).toBe('short\n')
  expect(resolveControls('ab\b\b\bc\n')).toBe('cb\n')
  expect(resolveControls('a\r\nb\r\n')).toBe('a\nb\n')
  expect(resolveControls('\u001B[32m50%\u001B[0m\r\u001B[32m99%\u001B[0m')).toContain('99%')
})
