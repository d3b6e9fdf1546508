// Completion and inspection at offsets of real notebooks: the whole cell, and cut off at the cursor as it is while being
// typed. Nothing throws, each answer's range holds the cursor and lies in the text, also counted in code points.
// Sampled; LOOPBOOK_LONG=1 takes every offset and says what it cost, LOOPBOOK_NOTEBOOKS names a folder with more notebooks:
//
//   LOOPBOOK_LONG=1 LOOPBOOK_NOTEBOOKS=/tmp/public npx vitest run test/kernel/language/everywhere.test.ts
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { preloadTypes } from '../../../kernel/evaluate/preload-types.ts'
import { codePoints, createLanguage, type Language } from '../../../kernel/language/index.ts'
import { parseNotebook } from '../../../src/notebook/index.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const long = process.env['LOOPBOOK_LONG'] === '1'
const more = process.env['LOOPBOOK_NOTEBOOKS']
const notebooks = [
  ...globSync(['notebooks/**/*.ipynb', 'test/fixtures/**/*.ipynb'], { cwd: root }),
  ...(more ? globSync('**/*.ipynb', { cwd: more }).map((path) => join(resolve(more), path)) : []),
].filter((path) => typescript(path))

const tally = { offsets: 0, requests: 0, milliseconds: 0, worst: 0, where: '' }
afterAll(() => {
  const { offsets, requests, milliseconds, worst, where } = tally
  const mean = (milliseconds / requests).toFixed(1)
  if (long)
    console.log(
      `${notebooks.length} notebooks, ${offsets} offsets, ${requests} requests; mean ${mean} ms, worst ${worst.toFixed(0)} ms ${where}`,
    )
})

interface Sample {
  id: number
  code: string
  offset: number
}

function cellsOf(path: string): string[] {
  const { notebook } = parseNotebook(readFileSync(resolve(root, path), 'utf8'))
  return notebook.cells.flatMap((cell) => (cell.cell_type === 'code' && cell.source !== '' ? [cell.source] : []))
}

function typescript(path: string): boolean {
  try {
    return (
      cellsOf(path).length > 0 &&
      !/"language": "python"|"name": "python"/.test(readFileSync(resolve(root, path), 'utf8'))
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

test.each(notebooks)('%s: an answer at each offset', { timeout: long ? 3_600_000 : 60_000 }, async (path) => {
  const log: string[] = []
  const problems: string[] = []
  const directory = dirname(resolve(root, path))
  const language = createLanguage({ directory, preloads: preloadTypes, log: (line) => log.push(line) })
  try {
    // The start of the process is another question.
    await language.diagnose({ id: 0, code: 'export {}' })
    for (const [index, code] of cellsOf(path).entries()) {
      tally.offsets += long ? code.length + 1 : 0
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

async function timed<T>(answer: Promise<T>, code: string, offset: number): Promise<T> {
  const started = performance.now()
  const result = await answer
  const taken = performance.now() - started
  tally.requests += 1
  tally.milliseconds += taken
  if (taken > tally.worst)
    Object.assign(tally, { worst: taken, where: `before ${JSON.stringify(code.slice(0, offset).slice(-40))}` })
  return result
}

/** What is wrong with the answers at one place. */
async function everywhere(language: Language, { id, code, offset }: Sample): Promise<string[]> {
  const problems: string[] = []
  const check = (right: boolean, what: string): void => {
    if (!right) problems.push(`${what} at offset ${offset} of ${JSON.stringify(code)}`)
  }
  const { matches, start, end, metadata } = await timed(language.complete(code, offset), code, offset)
  check(start <= offset && offset <= end && end <= code.length, `completion replaces ${start} to ${end}`)
  check(new Set(matches).size === matches.length, 'a match is given twice')
  const typed = metadata._jupyter_types_experimental
  check(
    typed.length === matches.length && typed.every(({ text }, n) => text === matches[n]),
    'kinds differ from matches',
  )
  const wrong = typed.find((entry) => entry.start !== codePoints(code, start) || entry.end !== codePoints(code, end))
  check(wrong === undefined, 'a range that is not in code points')
  const bundle = await timed(language.inspect(code, offset, (offset % 2) as 0 | 1), code, offset)
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
