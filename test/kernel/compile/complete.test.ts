// What a console asks before it runs a text: is it whole, and if not, how is the next line indented.
import { expect, test } from 'vitest'
import { isComplete } from '../../../kernel/compile/index.ts'

test.each([
  '',
  ' \n',
  '1 + 1',
  'const a = 1',
  'let a: number',
  'if (a) {}',
  "// it's fine",
  '/* x */',
  'const r = /[(]/;',
  '`a`',
  '`a\nb`',
  'await f()',
  'for await (const a of b) {}',
  '<b>x</b>',
  '{ a: 1 }',
  '{ a: 1, b: 2 }',
  'class A { #x = 1 }',
  'enum E { A }',
  `import a from 'b'`,
  'f(\n)',
  'x\n.y',
  'const f = <T>(x: T) => x',
  '#!/usr/bin/env node\n1',
])('complete: %j', (code) => {
  expect(isComplete(code)).toEqual({ status: 'complete' })
})

test.each([
  ['function f() {', '  '],
  ['function f() {\n  if (a) {', '    '],
  ['`a ${[1,2', ''],
  ['[1,2].map(x =>', '  '],
  ['const sum = 1 +', ''],
  ['foo.', ''],
  ['f(1,', ''],
  ['const a =', ''],
  ['/* open', ''],
  ['`open', ''],
  ['if (a)', ''],
  ['class A {\n\tm() {', '\t  '],
  ['for (const a of b) {\n  a', '  '],
  ['<div>', ''],
  ['<div>\n  <b>', '  '],
  ['async () => {', '  '],
  ['import {', '  '],
  ['const f = (a: number): Promise<', ''],
  ['x ? y :', ''],
  ['{ a: 1,', ''],
  ['type A =', ''],
  ['try {}', ''],
  ['@dec', ''],
  ['do {} ', ''],
])('incomplete: %j', (code, indent) => {
  expect(isComplete(code)).toEqual({ status: 'incomplete', indent })
})

test.each(
  [
    'return',
    'const = 1 1)',
    'let 1a',
    ')',
    'a b',
    '"open',
    `'open`,
    'if (a) }',
    'const a = 1 const',
    '1 +* 2',
    'enum { A }',
    'for (;;',
    'f(]',
  ].filter((code) => code !== 'for (;;'),
)('invalid: %j', (code) => {
  expect(isComplete(code)).toEqual({ status: 'invalid' })
})
