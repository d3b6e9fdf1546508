import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseNotebook, serializeNotebook } from '../../src/notebook/index.ts'
import type { CodeCell, Notebook, StreamOutput } from '../../src/notebook/index.ts'
import { LongLines } from '../../src/notebook/long-lines.ts'
import { splitLines } from '../../src/notebook/multiline.ts'
import { fixture } from './fixture.ts'

const unit = fc.constantFrom('a', 'é', '🐈', '\n', '\r', '\r\n', '\u2028', '\u0085', '\v', '"', '\\')
const pieces = fc.array(fc.string({ unit, maxLength: 6 }), { maxLength: 12 })

test('lines of pieces are the lines of the whole text, wherever it was cut', () => {
  fc.assert(
    fc.property(pieces, (parts) => {
      expect([...new LongLines(parts)]).toEqual(splitLines(parts.join('')))
    }),
    { numRuns: 2000 },
  )
})

test('a notebook written from pieces has the same bytes as one written from the text', () => {
  const files = [
    'jupyter writes one blank and arrays of lines',
    'a minified notebook has all in one line',
    'non ascii is escaped as python does by default',
    'tabs and keys in odd order',
  ].map((sentence) => parseNotebook(fixture(sentence)))
  fc.assert(
    fc.property(pieces, fc.nat(), (parts, pick) => {
      const file = files[pick % files.length]!
      const whole: StreamOutput = { output_type: 'stream', name: 'stdout', text: parts.join('') }
      const inPieces = Object.defineProperty({ ...whole }, 'pieces', { value: parts })
      // An empty list of lines is written as one; what was never long has no pieces.
      fc.pre(whole.text !== '')
      expect(serializeNotebook(file, withOutput(file.notebook, inPieces))).toBe(
        serializeNotebook(file, withOutput(file.notebook, whole)),
      )
    }),
  )
})

/** Last of the first code cell's outputs. */
function withOutput(notebook: Notebook, output: StreamOutput): Notebook {
  const first = notebook.cells.find((cell): cell is CodeCell => cell.cell_type === 'code')
  return {
    ...notebook,
    cells: notebook.cells.map((cell) => (cell === first ? { ...first, outputs: [...first.outputs, output] } : cell)),
  }
}
