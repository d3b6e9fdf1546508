// The language service by itself, on a real TypeScript process: what a kernel relies on at the least.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLanguage, type Language } from '../../../kernel/language/index.ts'

let language: Language

beforeAll(() => {
  const directory = mkdtempSync(join(tmpdir(), 'loopbook-language-'))
  language = createLanguage({ directory, preloads: { DateTime: "typeof import('luxon').DateTime" } })
  language.addCell({ id: 1, code: 'interface User { firstName: string; age: number }\nlet count = 1' })
  language.addCell({ id: 2, code: 'const ann: User = { firstName: "Ann", age: 3 }' })
})
afterAll(() => language.close())

test('completes members of a value of an earlier cell', async () => {
  const { matches, start, end } = await language.complete('ann.fir', 7)
  expect({ matches, start, end }).toEqual({ matches: ['firstName'], start: 4, end: 7 })
})

test('inspects a value of an earlier cell', async () => {
  const bundle = await language.inspect('ann.age', 6, 0)
  expect(bundle?.['text/plain']).toBe('(property) User.age: number')
})

test('reports a type error in the line and column of the cell', async () => {
  expect(await language.diagnose({ id: 3, code: '\nconst n: string = count' })).toEqual([
    {
      line: 2,
      column: 6,
      endColumn: 7,
      message: "Type 'number' is not assignable to type 'string'.",
      code: 2322,
      severity: 'error',
    },
  ])
})

test('sees a cell that was executed after the process started', async () => {
  language.addCell({ id: 4, code: 'let count = ["redeclared"]; const later = 1' })
  expect(await language.diagnose({ id: 5, code: 'count.push("a"); later.toFixed()' })).toEqual([])
})

test('checks cells of the history in their place, also those that declare nothing or are outdated', async () => {
  const cells = ['count.nothing', 'const again = 1', 'again.nothing', 'const again = ""', 'again.nothing']
  for (const [index, code] of cells.entries()) language.addCell({ id: 20 + index, code })
  const found = await Promise.all(cells.map((code, index) => language.diagnose({ id: 20 + index, code })))
  expect(found.map((errors) => errors.map(({ message }) => message))).toEqual([
    ["Property 'nothing' does not exist on type 'string[]'."],
    [],
    ["Property 'nothing' does not exist on type '1'."],
    [],
    ["Property 'nothing' does not exist on type '\"\"'."],
  ])
})

test('types the names that the kernel preloads', async () => {
  expect((await language.complete('DateTime.no', 11)).matches).toEqual(['now'])
})

test('types the packages that the kernel brings, where the notebook has none', async () => {
  const code = "import { dl } from 'loopbook'\nimport { $ } from 'zx'\nconst wrong: number = [dl.now, $]"
  const [first, ...more] = await language.diagnose({ id: 6, code })
  expect(more).toEqual([])
  expect(first?.message).toBe("Type '((() => string) | $)[]' is not assignable to type 'number'.")
})
