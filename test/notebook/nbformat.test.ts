import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { CodeCell, Notebook } from '../../src/notebook/index.ts'
import { formatNotebook, parseNotebook, serializeNotebook, validateNotebook } from '../../src/notebook/index.ts'
import { findPython } from '../interop/python.ts'
import { fixture, notebookText, rawNotebook } from './fixture.ts'

const python = await findPython()

/** What Python's nbformat says of each text: valid or not, and the cells as it holds them. */
const program = `
import json, logging, sys, warnings, nbformat
warnings.simplefilter('ignore')
logging.disable(logging.CRITICAL)
answers = []
for text in json.load(sys.stdin):
    try:
        nbformat.validate(json.loads(text))
        valid = True
    except Exception as error:
        valid = False
    try:
        notebook = nbformat.reads(text, as_version=4 if json.loads(text)['nbformat'] == 3 else nbformat.NO_CONVERT)
    except Exception:
        notebook = None
    answers.append({'valid': valid, 'cells': notebook and notebook.get('cells')})
json.dump(answers, sys.stdout)
`
interface Answer {
  readonly valid: boolean
  readonly cells: Notebook['cells'] | null
}
function ask(texts: readonly string[]): Answer[] {
  const input = JSON.stringify(texts)
  const { stdout, stderr } = spawnSync(python.path ?? '', ['-c', program], { input, encoding: 'utf8', maxBuffer: 1e9 })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout) as Answer[]
}

/** Ids are left out where the file has none: each side makes its own. */
function plain({ nbformat_minor: minor, cells }: Pick<Notebook, 'nbformat_minor' | 'cells'>): unknown[] {
  return minor >= 5 ? [...cells] : cells.map(({ id: _id, ...rest }) => rest)
}

describe.skipIf(python.path === undefined)("beside Python's nbformat", () => {
  const texts = [
    ...fc.sample(notebookText, { numRuns: 200, seed: 4 }),
    ...[
      'jupyter writes one blank and arrays of lines',
      'a minified notebook has all in one line',
      'sources may be single strings',
      'four blanks and windows line ends without a last newline',
      'non ascii is escaped as python does by default',
      'version 4 4 has no cell ids',
    ].map(fixture),
  ]
  let answers: Answer[] = []
  beforeAll(() => {
    answers = ask(texts)
  })

  test('the same notebooks in memory', () => {
    for (const [index, text] of texts.entries()) {
      const { notebook } = parseNotebook(text)
      const theirs = { ...notebook, cells: answers[index]?.cells ?? [] }
      expect(plain(notebook)).toEqual(plain(theirs))
    }
    expect(answers.every(({ valid }) => valid)).toBe(true)
  })

  test('version 3 is upgraded as it does', () => {
    const text = fixture('version 3 had worksheets and headings')
    const { notebook } = parseNotebook(text)
    const [answer] = ask([text])
    expect(plain({ ...notebook, nbformat_minor: 4 })).toEqual(plain({ nbformat_minor: 4, cells: answer?.cells ?? [] }))
  })

  test('what we edit and what we write anew is valid, and read back the same', () => {
    const files = texts.map((text) => parseNotebook(text))
    const changed = files.map(({ notebook }): Notebook => {
      const cells = notebook.cells.map((cell): Notebook['cells'][number] =>
        cell.cell_type === 'code'
          ? { ...cell, execution_count: 7, outputs: [{ output_type: 'stream', name: 'stdout', text: 'é\r1\n\u20282' }] }
          : cell,
      )
      const fresh: CodeCell = {
        cell_type: 'code',
        id: 'fresh',
        source: 'a\nb',
        metadata: {},
        execution_count: null,
        outputs: [],
      }
      return { ...notebook, cells: [fresh, ...cells] }
    })
    const edited = ask(files.map((file, index) => serializeNotebook(file, changed[index])))
    const written = ask(changed.map((notebook) => formatNotebook(notebook)))
    for (const [index, notebook] of changed.entries())
      for (const answer of [edited[index], written[index]]) {
        expect(answer?.valid).toBe(true)
        expect(plain({ ...notebook, cells: answer?.cells ?? [] })).toEqual(plain(notebook))
      }
  })

  test('the same verdict on notebooks with something wrong in them', () => {
    const wrong = fc.tuple(
      rawNotebook,
      fc.constantFrom('source', 'metadata', 'cell_type', 'outputs', 'extra'),
      fc.constantFrom<unknown>(7, null, {}, 'x', [1]),
    )
    const raws = fc.sample(wrong, { numRuns: 200, seed: 5 }).map(([raw, key, value]) => {
      const [first, ...rest] = raw['cells'] as Record<string, unknown>[]
      return { ...raw, cells: first ? [{ ...first, [key]: value }, ...rest] : [] }
    })
    const said = ask(raws.map((raw) => JSON.stringify(raw)))
    expect(raws.map((raw) => validateNotebook(raw).length === 0)).toEqual(said.map(({ valid }) => valid))
    expect(new Set(said.map(({ valid }) => valid)).size).toBe(2)
  })
})
