// Cells of absurd size end in a sentence, not in the end of the kernel.
import { expect, test } from 'vitest'
import { compileCell, isComplete } from '../../../kernel/compile/index.ts'

const compile = (code: string) => compileCell({ code, id: 1, language: 'typescript', directory: '/' })

test('brackets deeper than the stack are refused at the place', () => {
  for (const open of ['[', '(', '{', 'f(', '`${', '${{', '[\n']) {
    expect(() => compile(open.repeat(200_000))).toThrow('The brackets are nested too deep')
    expect(isComplete(open.repeat(200_000)).status).toBe('invalid')
  }
})

test('long data compiles: a string, a comment, many brackets side by side or in text', () => {
  const text = '( it’s [fine] {'.repeat(100_000)
  for (const code of [
    `const d = ${JSON.stringify(text)}`,
    `/* ${text} */ 1`,
    `// ${text}\n1`,
    `[${'[1],'.repeat(20_000)}]`,
  ]) {
    expect(compile(code).code.length).toBeGreaterThan(20_000)
  }
})

test('fifty megabytes of statements are refused', () => {
  expect(() => compile('x = 1;\n'.repeat(7_000_000))).toThrow('The cell is too long')
})

test('thousands of declarations compile in order', () => {
  const { declares } = compile(
    Array.from({ length: 5_000 }, (_, n) => `function f${n}() {} var v${n} = ${n}`).join('\n'),
  )
  expect(declares).toHaveLength(10_000)
})
