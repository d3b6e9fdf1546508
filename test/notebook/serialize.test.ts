import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CodeCell, Notebook, Output } from '../../src/notebook/index.ts'
import { cellPositions, formatNotebook, parseNotebook, serializeNotebook } from '../../src/notebook/index.ts'
import { allFixtures, fixture, notebookText } from './fixture.ts'

const readable = allFixtures().filter((sentence) => {
  try {
    parseNotebook(fixture(sentence))
    return true
  } catch {
    return false
  }
})

function change(notebook: Notebook, id: string, update: Partial<CodeCell>): Notebook {
  return {
    ...notebook,
    cells: notebook.cells.map((cell) => (cell.id === id && cell.cell_type === 'code' ? { ...cell, ...update } : cell)),
  }
}

/** Lines that were removed and added. */
function changedLines(before: string, after: string): { removed: string[]; added: string[] } {
  const [a, b] = [before.split('\n'), after.split('\n')]
  while (a.length > 0 && b.length > 0 && a[0] === b[0]) [a, b].forEach((lines) => lines.shift())
  while (a.length > 0 && b.length > 0 && a.at(-1) === b.at(-1)) [a, b].forEach((lines) => lines.pop())
  return { removed: a, added: b }
}

function offsetOf(text: string, place = { line: 1, column: 1 }): number {
  const before = text.split('\n').slice(0, place.line - 1)
  return before.reduce((sum, line) => sum + line.length + 1, 0) + place.column - 1
}

const hello: Output = { output_type: 'stream', name: 'stdout', text: 'hé\nllo\n' }

describe('what was not asked for keeps its bytes', () => {
  test.each(readable)('unchanged: %s', (sentence) => {
    const text = fixture(sentence)
    expect(serializeNotebook(parseNotebook(text))).toBe(text)
  })

  test('any notebook, read and written: the same bytes', () => {
    fc.assert(
      fc.property(notebookText, (text) => {
        const file = parseNotebook(text)
        const copy = structuredClone(file.notebook)
        expect(serializeNotebook(file, copy)).toBe(text)
      }),
      { numRuns: 300 },
    )
  })

  test('any change of one cell: it can be read back, and nothing outside that cell moved', () => {
    const output = fc.constantFrom<Output>(
      hello,
      { output_type: 'error', ename: 'E', evalue: '日', traceback: ['a', 'b'] },
      { output_type: 'display_data', data: { 'text/plain': 'x\ny', 'application/json': { a: [1] } }, metadata: {} },
    )
    const counts = fc.option(fc.nat(9), { nil: null })
    fc.assert(
      fc.property(notebookText, fc.nat(), fc.array(output, { maxLength: 3 }), counts, (text, pick, outputs, count) => {
        const file = parseNotebook(text)
        const codes = file.notebook.cells.filter((cell) => cell.cell_type === 'code')
        const cell = codes[pick % Math.max(1, codes.length)]
        if (!cell) return
        const wanted = change(file.notebook, cell.id, { outputs, execution_count: count })
        const written = serializeNotebook(file, wanted)
        expect(parseNotebook(written).notebook).toEqual(wanted)
        const again = parseNotebook(written)
        const back = change(again.notebook, cell.id, { outputs: cell.outputs, execution_count: cell.execution_count })
        expect(parseNotebook(serializeNotebook(again, back)).notebook).toEqual(file.notebook)
        const position = cellPositions(file)[file.notebook.cells.indexOf(cell)]
        const head = text.slice(0, offsetOf(text, position?.start))
        const tail = text.slice(offsetOf(text, position?.end))
        expect(written.startsWith(head) && written.endsWith(tail)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test('any cells removed, added or put in another order can be read back', () => {
    fc.assert(
      fc.property(notebookText, fc.array(fc.nat(6), { maxLength: 6 }), (text, picks) => {
        const file = parseNotebook(text)
        const fresh: CodeCell = {
          cell_type: 'code',
          id: 'brand-new',
          source: 'a\nb',
          metadata: {},
          execution_count: null,
          outputs: [],
        }
        const pool = [...file.notebook.cells, fresh]
        const cells = [...new Set(picks)].flatMap((index) => pool[index] ?? [])
        const written = serializeNotebook(file, { ...file.notebook, cells })
        const back = parseNotebook(written).notebook
        const plain = (list: Notebook['cells']): unknown[] =>
          file.format.minor >= 5 ? [...list] : list.map(({ id: _id, ...rest }) => rest)
        expect(plain(back.cells)).toEqual(plain(cells))
      }),
      { numRuns: 300 },
    )
  })
})

describe('edits look as if the tool that wrote the file had made them', () => {
  test('one blank: only the lines of the outputs differ', () => {
    const text = fixture('jupyter writes one blank and arrays of lines')
    const file = parseNotebook(text)
    const [stream, result] = (file.notebook.cells[1] as CodeCell).outputs
    const written = serializeNotebook(
      file,
      change(file.notebook, 'sum', { outputs: [{ ...stream, text: 'one\n2\n' } as Output, result as Output] }),
    )
    expect(changedLines(text, written)).toEqual({ removed: ['      "two\\n"'], added: ['      "2\\n"'] })
  })

  test('an output added to an empty list is indented like its neighbours', () => {
    const text = fixture('jupyter writes one blank and arrays of lines')
    const file = parseNotebook(text)
    const written = serializeNotebook(file, change(file.notebook, 'empty', { outputs: [hello], execution_count: 2 }))
    expect(written.split('\n').slice(42, 62).join('\n')).toMatchInlineSnapshot(`
      "  },
        {
         "cell_type": "code",
         "execution_count": 2,
         "id": "empty",
         "metadata": {},
         "outputs": [
          {
           "name": "stdout",
           "output_type": "stream",
           "text": [
            "hé\\n",
            "llo\\n"
           ]
          }
         ],
         "source": []
        },
        {
         "cell_type": "code","
    `)
  })

  test('four blanks and \\r\\n stay, and so does the missing last newline', () => {
    const text = fixture('four blanks and windows line ends without a last newline')
    const file = parseNotebook(text)
    const written = serializeNotebook(file, change(file.notebook, 'empty', { outputs: [hello] }))
    expect(written.replaceAll('\r\n', '')).not.toContain('\n')
    expect(written).toContain('\r\n                {\r\n                    "name": "stdout",')
    expect(written.endsWith('}')).toBe(true)
  })

  test('minified stays minified', () => {
    const file = parseNotebook(fixture('a minified notebook has all in one line'))
    const written = serializeNotebook(file, change(file.notebook, 'empty', { outputs: [hello] }))
    expect(written).toContain('"outputs":[{"name":"stdout","output_type":"stream","text":["hé\\n","llo\\n"]}]')
    expect(written).not.toContain('\n')
  })

  test('where non-ASCII is escaped, new text is too', () => {
    const file = parseNotebook(fixture('non ascii is escaped as python does by default'))
    const written = serializeNotebook(file, change(file.notebook, 'empty', { outputs: [{ ...hello, text: 'é🎉' }] }))
    expect(written).toContain(String.raw`"\u00e9\ud83c\udf89"`)
  })

  test('tabs, odd key order, inline objects and blank lines at the end are kept', () => {
    const text = fixture('tabs and keys in odd order')
    const file = parseNotebook(text)
    const written = serializeNotebook(file, change(file.notebook, 'odd', { outputs: [hello], execution_count: 1 }))
    expect(written).toMatchInlineSnapshot(`
      "{
      	"nbformat_minor": 5,
      	"nbformat": 4,
      	"metadata": {},
      	"cells": [
      		{
      			"source": ["1 +\\n", "1"], "outputs": [
      				{
      					"name": "stdout",
      					"output_type": "stream",
      					"text": [
      						"hé\\n",
      						"llo\\n"
      					]
      				}
      			],
      			"id": "odd",
      			"metadata": { "tags": ["a", "b"] },
      			"execution_count": 1,
      			"cell_type": "code"
      		}
      	]
      }

      "
    `)
  })

  test('numbers that JavaScript cannot hold, NaN and widget state survive an edit elsewhere', () => {
    const widgets = parseNotebook(fixture('widget state and unknown metadata are kept'))
    const edited = serializeNotebook(widgets, change(widgets.notebook, 'w', { execution_count: 7 }))
    expect(changedLines(widgets.text, edited)).toEqual({
      removed: ['   "execution_count": 1,'],
      added: ['   "execution_count": 7,'],
    })
    expect(edited).toContain('12345678901234567890')
    const plotly = parseNotebook(fixture('python wrote nan and infinity'))
    const again = serializeNotebook(plotly, change(plotly.notebook, 'fig', { execution_count: 2 }))
    expect(again).toContain('NaN')
    expect(parseNotebook(again).notebook.cells[0]).toMatchObject({ execution_count: 2 })
  })

  test('an inserted cell gets an id only where the file has ids', () => {
    const cell: CodeCell = {
      cell_type: 'code',
      id: 'new',
      source: 'n = 1',
      metadata: {},
      execution_count: null,
      outputs: [],
    }
    const old = parseNotebook(fixture('version 4 4 has no cell ids'))
    const [first, ...rest] = old.notebook.cells
    const written = serializeNotebook(old, { ...old.notebook, cells: [first as CodeCell, cell, ...rest] })
    expect(written).not.toContain('"id"')
    expect(changedLines(old.text, written).removed).toEqual([])
    expect(parseNotebook(written).warnings).toEqual([])
  })

  test('a new metadata key goes to its place in the order of keys', () => {
    const file = parseNotebook(fixture('jupyter writes one blank and arrays of lines'))
    const metadata = { ...file.notebook.metadata, papermill: { parameters: { n: 1 } } }
    const written = serializeNotebook(file, { ...file.notebook, metadata })
    expect(changedLines(file.text, written).removed).toEqual([])
    expect(Object.keys((JSON.parse(written) as Notebook).metadata)).toEqual([
      'kernelspec',
      'language_info',
      'papermill',
    ])
  })

  test('version 3 is written as a whole notebook of today', () => {
    const file = parseNotebook(fixture('version 3 had worksheets and headings'))
    const written = serializeNotebook(file, { ...file.notebook })
    expect(written).toBe(formatNotebook(file.notebook))
    expect(parseNotebook(written, 'a', { strict: true }).notebook).toEqual(file.notebook)
  })
})
