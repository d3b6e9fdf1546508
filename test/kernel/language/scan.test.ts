// Where the cursor stands in half-typed code: `¦` marks it.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { callAt } from '../../../kernel/language/call.ts'
import { contextAt } from '../../../kernel/language/context.ts'
import { scan } from '../../../kernel/language/scan.ts'

function at<T>(marked: string, ask: (code: string, cursor: number) => T): T {
  return ask(marked.replace('¦', ''), marked.indexOf('¦'))
}

test.each([
  ['let x = ¦', 'code'],
  ["'ab¦c'", 'string'],
  ["'ab'¦", 'code'],
  ["f('ab\\'¦", 'string'],
  ['"unclosed\n¦', 'code'],
  ['// a ¦ comment', 'comment'],
  ['/* a */ ¦', 'code'],
  ['/* a ¦', 'comment'],
  ['`text ¦', 'template'],
  ['`text ${na¦me} more`', 'code'],
  ['`text ${name} mo¦re`', 'template'],
  ['`a ${b({ c: `d ${e¦', 'code'],
  ['`a ${b({ c: `d ${e} ¦', 'template'],
  ['`a ${x} b ${y} c` + ¦', 'code'],
  ['a / b ¦/ c', 'code'],
  ['x = /a[/]b¦/g', 'regexp'],
  ['x = /a[/]b/g ¦', 'code'],
  ['return /re¦/', 'regexp'],
  ['<b>x</b¦>', 'code'],
])('%s is %s', (marked, kind) => {
  expect(at(marked, scan).kind).toBe(kind)
})

test.each([
  ['ann.fi¦', { prefix: 'fi', member: true, object: 'ann' }],
  ['a.b?.c.d¦', { prefix: 'd', member: true, object: 'a.b.c' }],
  ['f().x¦', { prefix: 'x', member: true, object: undefined }],
  ['f(a).b.x¦', { prefix: 'x', member: true, object: undefined }],
  ['[...xs¦', { prefix: 'xs', member: false, object: undefined }],
  ['1.to¦', { prefix: 'to', member: false, object: undefined }],
  ['this.#p¦', { prefix: '#p', member: true, object: 'this' }],
  ['naïve.é¦', { prefix: 'é', member: true, object: 'naïve' }],
])('%s completes %j', (marked, expected) => {
  const { prefix, member, object } = at(marked, contextAt)
  expect({ prefix, member, object }).toEqual(expected)
})

test.each([
  ['f(¦', { name: 'f', argument: 0, construct: false }],
  ['f(1, ¦', { name: 'f', argument: 1, construct: false }],
  ['f(1, g(2, 3), ¦', { name: 'f', argument: 2, construct: false }],
  ['f(1, [2, 3], { a, b: ¦', { name: 'f', argument: 2, construct: false }],
  ['new Map<string, number>(¦', { name: 'Map', argument: 0, construct: true }],
  ['list.map((x) => x).filter(¦', { name: 'filter', argument: 0, construct: false }],
  ["f('a, b', ¦", { name: 'f', argument: 1, construct: false }],
  ['if (¦', undefined],
  ['f(1)¦', undefined],
  ['function f(¦', undefined],
])('the call at %s is %j', (marked, expected) => {
  const call = at(marked, callAt)
  expect(call && { name: call.name, argument: call.argument, construct: call.construct }).toEqual(expected)
})

test('any text at any offset has a context whose range holds the cursor', () => {
  const piece = fc.constantFrom(
    'a',
    '.',
    '(',
    ')',
    '{',
    '}',
    '[',
    ']',
    '`',
    '${',
    "'",
    '"',
    '/',
    '*',
    '\\',
    '\n',
    '😀',
    ',',
    '<',
    ' ',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), fc.nat(), (pieces, seed) => {
      const code = pieces.join('')
      const cursor = seed % (code.length + 1)
      const { start, end, prefix } = contextAt(code, cursor)
      expect(start).toBeLessThanOrEqual(cursor)
      expect(end).toBeGreaterThanOrEqual(cursor)
      expect(end).toBeLessThanOrEqual(code.length)
      expect(code.slice(start, cursor)).toBe(prefix)
      callAt(code, cursor)
    }),
    { numRuns: 2000 },
  )
})
