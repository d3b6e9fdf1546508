// Completion and inspection at offsets of real notebooks: the whole cell, and cut off at the cursor as it is while being
// typed. Nothing throws, each answer's range holds the cursor and lies in the text, matches carry what was typed.
// Sampled; LOOPBOOK_LONG=1 takes every offset.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { preloadTypes } from '../../../kernel/evaluate/preload-types.ts'
import { createLanguage, type Language } from '../../../kernel/language/index.ts'
import { parseNotebook } from '../../../src/notebook/index.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const long = process.env['LOOPBOOK_LONG'] === '1'
const notebooks = globSync(['notebooks/**/*.ipynb', 'test/fixtures/**/*.ipynb'], { cwd: root }).filter((path) =>
  typescript(path),
)

interface Sample {
  id: number
  code: string
  offset: number
}

function cellsOf(path: string): string[] {
  const { notebook } = parseNotebook(readFileSync(`${root}/${path}`, 'utf8'))
  return notebook.cells.flatMap((cell) => (cell.cell_type === 'code' && cell.source !== '' ? [cell.source] : []))
}

function typescript(path: string): boolean {
  try {
    return (
      cellsOf(path).length > 0 && !/"language": "python"|"name": "python"/.test(readFileSync(`${root}/${path}`, 'utf8'))
    )
  } catch {
    // Fixtures of broken notebooks.
    return false
  }
}

test('there are notebooks to try', () => {
  expect(existsSync(`${root}/notebooks`)).toBe(true)
  expect(notebooks.length).toBeGreaterThan(2)
})

test.each(notebooks)('%s: an answer at each offset', { timeout: long ? 1_200_000 : 60_000 }, async (path) => {
  const log: string[] = []
  const problems: string[] = []
  const directory = dirname(`${root}/${path}`)
  const language = createLanguage({ directory, preloads: preloadTypes, log: (line) => log.push(line) })
  try {
    for (const [index, code] of cellsOf(path).entries()) {
      for (const sample of samples(index, code)) problems.push(...(await everywhere(language, sample)))
      language.addCell({ id: index + 1, code })
    }
  } finally {
    await language.close()
  }
  expect(problems).toEqual([])
  expect(log.filter((line) => !line.startsWith('typescript:'))).toEqual([])
})

/** A stride that differs from cell to cell, so that the samples don't fall on the same kind of place. */
function samples(index: number, code: string): Sample[] {
  const stride = long ? 1 : 61 + (index % 7)
  const offsets = Array.from({ length: Math.ceil(code.length / stride) + 1 }, (_, n) =>
    Math.min(n * stride, code.length),
  )
  return offsets.flatMap((offset) => [
    { id: 1000 + offset, code, offset },
    { id: 1000 + offset, code: code.slice(0, offset), offset },
  ])
}

/** What is wrong with the answers at one place. */
async function everywhere(language: Language, { id, code, offset }: Sample): Promise<string[]> {
  const problems: string[] = []
  const check = (right: boolean, what: string): void => {
    if (!right) problems.push(`${what} at offset ${offset} of ${JSON.stringify(code)}`)
  }
  const { matches, start, end, metadata } = await language.complete(code, offset)
  check(start <= offset && offset <= end && end <= code.length, `completion replaces ${start} to ${end}`)
  check(new Set(matches).size === matches.length, 'a match is given twice')
  const typed = metadata._jupyter_types_experimental
  check(
    typed.length === matches.length && typed.every(({ text }, n) => text === matches[n]),
    'kinds differ from matches',
  )
  const bundle = await language.inspect(code, offset, (offset % 2) as 0 | 1)
  check(typeof (bundle?.['text/plain'] ?? '') === 'string', 'inspection is no text')
  const lines = code.split('\n')
  const diagnostics = code.length === offset ? await language.diagnose({ id, code }) : []
  for (const { line, column, endColumn } of diagnostics) {
    check(
      line <= lines.length && column <= (lines[line - 1]?.length ?? 0) && endColumn > column,
      'an error out of place',
    )
  }
  return problems
}
