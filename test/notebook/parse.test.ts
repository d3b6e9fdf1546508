import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NotebookError, parseNotebook } from '../../src/notebook/index.ts'
import { fixture, notebookText } from './fixture.ts'

function failure(sentence: string): NotebookError {
  try {
    parseNotebook(fixture(sentence), 'etl.ipynb')
  } catch (error) {
    if (error instanceof NotebookError) return error
    throw error
  }
  throw new Error('no error')
}

describe('reading', () => {
  test('joins lines of sources and outputs, and keeps what it does not know', () => {
    const { notebook, warnings } = parseNotebook(fixture('jupyter writes one blank and arrays of lines'))
    expect(warnings).toEqual([])
    expect(notebook.cells[1]).toEqual({
      cell_type: 'code',
      id: 'sum',
      source: 'const x = 1\nconst y = "é \\n"\nx + y',
      metadata: {},
      execution_count: 1,
      outputs: [
        { output_type: 'stream', name: 'stdout', text: 'one\ntwo\n' },
        { output_type: 'execute_result', execution_count: 1, metadata: {}, data: { 'text/plain': '3' } },
      ],
    })
    expect(notebook.cells[3]?.metadata).toEqual({ tags: ['raises-exception'], custom: { b: 1, a: [1, 2.5] } })
  })

  test('gives the same notebook whatever the layout of the file', () => {
    const one = parseNotebook(fixture('jupyter writes one blank and arrays of lines')).notebook
    for (const sentence of [
      'a minified notebook has all in one line',
      'sources may be single strings',
      'four blanks and windows line ends without a last newline',
    ])
      expect(parseNotebook(fixture(sentence)).notebook).toEqual(one)
  })

  test('derives ids that are the same in every run, and numbers equal cells', () => {
    const { cells } = parseNotebook(fixture('version 4.4 has no cell ids'.replace('.', ' '))).notebook
    const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8)
    expect(cells.map(({ id }) => id)).toEqual([
      hash('markdown\n# A'),
      hash('code\nx'),
      `${hash('code\nx')}-2`,
      hash('code\ny'),
    ])
  })

  test('makes doubled ids different, and warns with the line', () => {
    const { notebook, warnings } = parseNotebook(fixture('two cells share one id'))
    expect(notebook.cells.map(({ id }) => id)).toEqual(['same', 'same-2'])
    expect(warnings).toEqual(['line 14: $.cells[1].id is "same", which cell 0 has already'])
  })

  test('puts up with ids in 4.4, as every front end does, unless it shall be strict', () => {
    const text = fixture('version 4 4 with ids as old front ends wrote it')
    const { notebook, warnings } = parseNotebook(text)
    expect(notebook.cells[0]?.id).toBe('given')
    expect(warnings).toEqual(['line 6: $.cells[0].id is not known to this nbformat version'])
    expect(() => parseNotebook(text, 'a.ipynb', { strict: true })).toThrow(
      'a.ipynb, line 6: $.cells[0].id is not known',
    )
  })

  test('reads the NaN and Infinity that Python writes', () => {
    const [cell] = parseNotebook(fixture('python wrote nan and infinity')).notebook.cells
    const [output] = cell?.cell_type === 'code' ? cell.outputs : []
    expect(output).toMatchObject({ data: { 'application/vnd.plotly.v1+json': { y: [1, NaN, Infinity] } } })
  })

  test('upgrades version 3 in memory: sheets joined, headings, inputs, old output names', () => {
    const { notebook, format } = parseNotebook(fixture('version 3 had worksheets and headings'))
    expect(format).toEqual({ major: 3, minor: 0 })
    expect(notebook.nbformat_minor).toBe(5)
    expect(notebook.metadata).toEqual({ kernel_info: { name: 'python2', language: 'python' } })
    expect(notebook.cells.map(({ source }) => source)).toEqual(['## Old times', 'print 1\n2', 'second sheet'])
    expect(notebook.cells[1]).toMatchObject({
      metadata: { collapsed: false },
      execution_count: 1,
      outputs: [
        { output_type: 'stream', name: 'stdout', text: '1\n' },
        { output_type: 'execute_result', execution_count: 1, data: { 'text/plain': '2', 'image/png': 'iVBORw0KGgo=' } },
        { output_type: 'error', ename: 'E', evalue: 'v', traceback: ['t'] },
      ],
    })
  })

  test('carries a kind of cell that a later minor version brings', () => {
    const { notebook } = parseNotebook(fixture('a later minor version brings a new kind of cell'))
    expect(notebook.cells.map(({ cell_type: type, source }) => [type, source])).toEqual([
      ['raw', 'SELECT 1'],
      ['code', '1'],
    ])
  })

  test('reads a file that begins with a byte order mark', () => {
    const text = fixture('jupyter writes one blank and arrays of lines')
    expect(parseNotebook(`\uFEFF${text}`).notebook).toEqual(parseNotebook(text).notebook)
  })
})

describe('errors', () => {
  test('a file that is cut off: where the string began that never ends', () => {
    expect(failure('the file is cut off in the middle of a string').message).toMatchInlineSnapshot(`
      "etl.ipynb, line 40: not valid JSON: the file ends within the string that begins in line 40: it is cut off (column 11, in $.cells[1].source[1])
      hint: restore the file from version control, or mend it in a text editor"
    `)
  })

  test('conflict markers of git are called that', () => {
    expect(failure('git left conflict markers').message).toMatchInlineSnapshot(`
      "etl.ipynb, line 15: not valid JSON: a key in double quotes expected, found "<" (column 1, in $.cells[1])
      hint: the file has merge conflict markers: resolve the conflict (nbdime merges notebooks) and try again"
    `)
  })

  test('a Git LFS pointer is called that', () => {
    expect(failure('only a git lfs pointer').hint).toBe('this is a Git LFS pointer: run "git lfs pull"')
  })

  test('a wrong type: JSON path and line', () => {
    expect(failure('a source is a number').message).toMatchInlineSnapshot(`
      "etl.ipynb, line 38: $.cells[1].source must be a string or an array of strings, not 7
      hint: the file says nbformat 4.5; open and save it in JupyterLab, or mend that line"
    `)
  })

  test('an unknown type of output names those that there are', () => {
    expect(failure('an output has a type nobody knows').message).toMatchInlineSnapshot(`
      "etl.ipynb, line 9: $.cells[0].outputs[0] has a "output_type" that is "sound"; it must be "execute_result", "display_data", "stream" or "error"
      hint: the file says nbformat 4.5; open and save it in JupyterLab, or mend that line"
    `)
  })

  test('a version that does not exist', () => {
    expect(failure('version 5 does not exist yet').message).toMatchInlineSnapshot(`
      "etl.ipynb, line 2: nbformat 5 is not one that can be read (3 and 4 are)
      hint: convert it with "jupyter nbconvert --to notebook""
    `)
  })

  test('empty files, other JSON, and deep nesting', () => {
    expect(() => parseNotebook('', 'a.ipynb')).toThrow('a.ipynb, line 1: the file is empty')
    expect(() => parseNotebook('[1]')).toThrow('a notebook is a JSON object, this is not')
    expect(() => parseNotebook('{"a": 1}')).toThrow('it is no notebook')
    expect(() => parseNotebook('['.repeat(100_000))).toThrow('more than 2000 levels')
  })

  test('cut off at any byte: always an error with a place, never a crash', () => {
    fc.assert(
      fc.property(notebookText, fc.double({ min: 0, max: 1, noNaN: true }), (text, share) => {
        const whole = text.trimEnd()
        const cut = whole.slice(0, Math.floor(share * (whole.length - 1)))
        const error = (() => {
          try {
            parseNotebook(cut)
          } catch (caught) {
            return caught
          }
          return undefined
        })()
        expect(error).toBeInstanceOf(NotebookError)
        expect(error).toMatchObject({ kind: 'json', line: expect.any(Number) as number })
      }),
      { numRuns: 300 },
    )
  })
})
