// The table of completion, inspection and type-error cases over a session of several cells, one redeclaring names of
// another, one that throws and one that doesn't compile.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { preloadTypes } from '../../../kernel/evaluate/preload-types.ts'
import { createLanguage, type Language, utf16 } from '../../../kernel/language/index.ts'
import { completeCases } from './cases/complete.ts'
import { diagnoseCases } from './cases/diagnose.ts'
import { inspectCases } from './cases/inspect.ts'
import { failing, session } from './cases/session.ts'

let language: Language

beforeAll(() => {
  const directory = mkdtempSync(join(tmpdir(), 'loopbook-cases-'))
  mkdirSync(join(directory, 'sub'))
  writeFileSync(join(directory, 'helper.ts'), 'export const helperValue = 1\n')
  writeFileSync(join(directory, 'sub', 'inner.ts'), 'export const inner = 1\n')
  writeFileSync(join(directory, 'data.json'), '{ "answer": 42 }')
  language = createLanguage({ directory, preloads: preloadTypes })
  for (const [index, code] of [...session, failing].entries()) language.addCell({ id: index + 1, code })
})
afterAll(() => language.close())

test('the table has the size that was promised', () => {
  expect(completeCases.length + inspectCases.length + diagnoseCases.length).toBeGreaterThanOrEqual(120)
})

// A busy machine may answer from what is known at once, without signatures.
test.each(completeCases)(
  'completes $at',
  { retry: 3 },
  async ({ at, has = [], not = [], first, range, kind, signature }) => {
    const code = at.replace('¦', '')
    const { matches, start, end, metadata } = await language.complete(code, at.indexOf('¦'))
    expect(matches).toEqual(expect.arrayContaining([...has]))
    expect(matches.filter((match) => not.includes(match))).toEqual([])
    expect(matches[0]).toBe(first ?? matches[0])
    expect(code.slice(start, end)).toBe(range ?? code.slice(start, end))
    const typed = metadata._jupyter_types_experimental
    expect(typed.map(({ text }) => text)).toEqual(matches)
    for (const entry of typed.slice(0, 1)) {
      expect([utf16(code, entry.start), utf16(code, entry.end)]).toEqual([start, end])
    }
    const described = typed.find(({ text }) => text === has[0])
    expect(described?.type).toBe(kind ?? described?.type)
    expect(described?.signature).toBe(signature ?? described?.signature)
  },
)

const found = inspectCases.filter(({ says }) => says)
const nothing = inspectCases.filter(({ says }) => !says)

test.each(found)('inspects $at', async ({ at, detail = 0, says = [], markdown = [] }) => {
  const bundle = await language.inspect(at.replace('¦', ''), at.indexOf('¦'), detail)
  for (const part of says) expect(bundle?.['text/plain']).toContain(part)
  for (const part of markdown) expect(bundle?.['text/markdown']).toContain(part)
})

test.each(nothing)('finds nothing to inspect at "$at"', async ({ at }) => {
  expect(await language.inspect(at.replace('¦', ''), at.indexOf('¦'), 0)).toBeUndefined()
})

test.each(diagnoseCases)('checks $code', async ({ code, errors = [] }) => {
  const reported = await language.diagnose({ id: 99, code })
  expect(reported.map(({ line, column, code: number }) => [line, column, number])).toEqual(
    errors.map(([line, column, number]) => [line, column, number]),
  )
  for (const [index, [, , , message, suggestion = '']] of errors.entries()) {
    expect(reported[index]!.message).toContain(message)
    expect(reported[index]!.suggestion ?? '').toContain(suggestion)
  }
})
