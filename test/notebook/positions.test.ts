import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cellAtLine, cellPositions, parseNotebook } from '../../src/notebook/index.ts'
import { allFixtures, fixture, notebookText } from './fixture.ts'

/** What stands in the file at a position. */
function at(text: string, { line, column }: { line: number; column: number }, length: number): string {
  return (text.split('\n')[line - 1] ?? '').slice(column - 1, column - 1 + length)
}

test('each source line is found in its own line of the file', () => {
  const text = fixture('jupyter writes one blank and arrays of lines')
  const position = cellPositions(parseNotebook(text))[1]
  expect(position?.lines).toEqual([39, 40, 41])
  expect(at(text, position?.place(3, 1) ?? { line: 0, column: 0 }, 5)).toBe('x + y')
})

test('a column after escapes is the column in the file', () => {
  const text = fixture('jupyter writes one blank and arrays of lines')
  const position = cellPositions(parseNotebook(text))[1]
  // const y = "é \n": the é is column 12 in the cell, after one escaped quote
  expect(at(text, position?.place(2, 12) ?? { line: 0, column: 0 }, 1)).toBe('é')
})

test('in a minified notebook the line is 1 and the column tells the place', () => {
  const text = fixture('a minified notebook has all in one line')
  const position = cellPositions(parseNotebook(text))[1]
  expect(position?.lines).toEqual([1, 1, 1])
  expect(at(text, position?.place(2) ?? { line: 0, column: 0 }, 7)).toBe('const y')
})

test('a source in one string: its lines share the line of the file', () => {
  const text = fixture('sources may be single strings')
  const position = cellPositions(parseNotebook(text))[1]
  expect(new Set(position?.lines).size).toBe(1)
  expect(at(text, position?.place(3) ?? { line: 0, column: 0 }, 5)).toBe('x + y')
})

test('version 3: cells of all sheets', () => {
  const text = fixture('version 3 had worksheets and headings')
  const positions = cellPositions(parseNotebook(text))
  expect(positions).toHaveLength(3)
  expect(at(text, positions[1]?.place(2) ?? { line: 0, column: 0 }, 1)).toBe('2')
})

test('a line of the file belongs to the cell around it', () => {
  const positions = cellPositions(parseNotebook(fixture('jupyter writes one blank and arrays of lines')))
  expect(cellAtLine(positions, 39)).toBe(1)
  expect(cellAtLine(positions, 1)).toBeUndefined()
})

test('lines beyond the end and empty cells give the nearest place', () => {
  const positions = cellPositions(parseNotebook(fixture('jupyter writes one blank and arrays of lines')))
  expect(positions[1]?.place(99).line).toBe(41)
  expect(positions[2]?.place(1)).toEqual(positions[2]?.source)
})

test('the fixtures that can be read have a position for every cell', () => {
  let seen = 0
  for (const sentence of allFixtures()) {
    const file = (() => {
      try {
        return parseNotebook(fixture(sentence))
      } catch {
        return undefined
      }
    })()
    if (!file) continue
    seen++
    expect(cellPositions(file)).toHaveLength(file.notebook.cells.length)
  }
  expect(seen).toBeGreaterThan(10)
})

test('in any notebook every line of code stands where its position says', () => {
  fc.assert(
    fc.property(notebookText, (text) => {
      const file = parseNotebook(text)
      const positions = cellPositions(file)
      for (const [index, { source }] of file.notebook.cells.entries())
        for (const [number, line] of source.split('\n').entries()) {
          const plain = /^[ -!#-[\]-~]*/.exec(line)?.[0] ?? ''
          if (plain === '') continue
          expect(at(text, positions[index]?.place(number + 1) ?? { line: 0, column: 0 }, plain.length)).toBe(plain)
        }
    }),
    { numRuns: 200 },
  )
})
