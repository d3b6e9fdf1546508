import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import type { Notebook } from '../../../src/notebook/index.ts'
import {
  describeType,
  inspectCell,
  inspectParameters,
  parseParameterFlags,
  parseParameterYaml,
  readMatrix,
  readParameterFile,
  resolveParameters,
} from '../../../src/runner/parameters/index.ts'
import { pythonValue, scriptValue } from '../../../src/runner/parameters/code.ts'

const root = mkdtempSync(join(tmpdir(), 'parameters-'))
afterAll(() => rmSync(root, { recursive: true }))

function file(name: string, text: string): string {
  writeFileSync(join(root, name), text)
  return join(root, name)
}

function notebook(source: string, language = 'typescript'): Notebook {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { language_info: { name: language } },
    cells: [
      { cell_type: 'markdown', id: 'intro', source: '# T', metadata: {} },
      { cell_type: 'code', id: 'p', source, metadata: { tags: ['parameters'] }, execution_count: null, outputs: [] },
      { cell_type: 'code', id: 'rest', source: 'run()', metadata: {}, execution_count: null, outputs: [] },
    ],
  }
}

function types(source: string, language: string): Record<string, string> {
  return Object.fromEntries(inspectCell(source, language).map(({ name, type }) => [name, describeType(type)]))
}

describe('types are read from the cell', () => {
  test('TypeScript: annotations, aliases, interfaces, values', () => {
    const source = `
type Mode = 'fast' | 'exact' | 'off'
interface Box { left: number; label?: string }
export const year: number = 2024
let mode: Mode = 'fast', names: readonly string[] = []
var box: Box = { left: 1 }
const pair: [number, string] = [1, 'a']
const table: Record<string, number | null> = {}
const when: Date = new Date('2024-01-01')
const big = 10n, flag = true, guess = -3, list = [1, 2], text = 'x', made = compute()
const kept = { a: 1 } as const
plain = 3`
    expect(types(source, 'typescript')).toMatchInlineSnapshot(`
      {
        "big": "a whole number",
        "box": "an object with left, label",
        "flag": "true or false",
        "guess": "a number",
        "kept": "an object",
        "list": "a list, each a number",
        "made": "anything",
        "mode": "one of "fast", "exact", "off"",
        "names": "a list, each a text",
        "pair": "a list of 2: a number, a text",
        "plain": "a number",
        "table": "an object, each value a number or null",
        "text": "a text",
        "when": "a date such as 2024-01-31",
        "year": "a number",
      }
    `)
  })

  test('zod schemas', () => {
    const source = `const n = z.number().int().min(1).max(9).parse(3)
const mode = z.enum(['a', 'b', 'c']).default('a').parse(undefined)
const box = z.object({ left: z.number(), label: z.string().optional() }).parse({ left: 1 })
const tags = z.array(z.string()).parse([])
const other = schema.parse(1)`
    expect(types(source, 'typescript')).toEqual({
      n: 'a whole number of at least 1 and at most 9',
      mode: 'one of "a", "b", "c" or null',
      box: 'an object with left, label',
      tags: 'a list, each a text',
      other: 'anything',
    })
  })

  test('JavaScript: values', () => {
    expect(types('const n = 3\nlet s = "a"\nvar o = {}', 'javascript')).toEqual({
      n: 'a number',
      s: 'a text',
      o: 'an object',
    })
  })

  test('Python: annotations, type comments, values over several lines', () => {
    const source = `# a comment with = in it
year: int = 2024  # four digits
name: "str | None" = None
mode: Literal["a", "b", "c"] = "a"
rows: list[dict[str, float]] = [
    {"a": 1.0},  # one
]
ratio = 1.5  # type: float share
text = """a
b = 2
"""
if x:
    inner = 3
flag = True
point: tuple[int, int] = (1, 2)
found = compute()`
    expect(types(source, 'python')).toMatchInlineSnapshot(`
      {
        "flag": "true or false",
        "found": "anything",
        "mode": "one of "a", "b", "c"",
        "name": "a text or null",
        "point": "a list of 2: a whole number, a whole number",
        "ratio": "a number",
        "rows": "a list, each an object, each value a number",
        "text": "a text",
        "year": "a whole number",
      }
    `)
    expect(inspectCell(source, 'python').find(({ name }) => name === 'year')).toMatchObject({
      default: '2024',
      help: 'four digits',
      line: 2,
    })
  })

  test('other languages: an error that says which there are', () => {
    expect(() => inspectCell('x <- 3', 'r')).toThrow('this is possible in typescript, javascript, python')
  })

  test('a cell that cannot be parsed', () => {
    expect(() => inspectCell('const n: number =', 'typescript')).toThrow("the parameters cell can't be read")
  })
})

describe('values are checked before a kernel starts', () => {
  const source = `type Mode = 'fast' | 'exact'\nconst year: number = 2024\nconst mode: Mode = 'fast'\nconst names: string[] = []\nconst id: string = '1'`

  test('text of the command line is read by the type', () => {
    const { values, notebook: changed } = resolveParameters(
      notebook(source),
      'typescript',
      parseParameterFlags(['year=2025', 'mode=exact', 'names=a,b', 'id=007']),
    )
    expect(values).toEqual({ year: 2025, mode: 'exact', names: ['a', 'b'], id: '007' })
    expect(changed.cells.map(({ id }) => id)).toEqual(['intro', 'p', 'injected-parameters', 'rest'])
    expect(changed.cells[2]?.source).toBe(
      '// Parameters\nconst year: number = 2025\nconst mode: Mode = "exact"\nconst names: string[] = ["a", "b"]\nconst id: string = "007"',
    )
    expect(changed.cells[2]?.metadata).toEqual({ tags: ['injected-parameters'] })
    expect(changed.metadata['papermill']).toEqual({ parameters: values })
  })

  test('everything that is wrong is told at once, with the declaration', () => {
    const flags = parseParameterFlags(['year=many', 'mode=slow', 'yaer=1', 'zzz=1'])
    expect(() => resolveParameters(notebook(source), 'typescript', flags)).toThrowErrorMatchingInlineSnapshot(`
      [ParameterError: year must be a number, not "many" (cell 1, line 2: const year: number = 2024)
      mode must be "fast" or "exact", not "slow" (cell 1, line 3: const mode: Mode = 'fast')
      there is no parameter "yaer"; did you mean "year"?
      there is no parameter "zzz"; the notebook declares year, mode, names, id]
    `)
  })

  test('values of a file have their types already: "2024" is not a number', () => {
    expect(() => resolveParameters(notebook(source), 'typescript', { year: '2024' })).toThrow(
      'year must be a number, not "2024"',
    )
    expect(resolveParameters(notebook(source), 'typescript', { year: 2024 }).values).toEqual({ year: 2024 })
  })

  test('a notebook without a parameters cell says how to make one', () => {
    const bare = { ...notebook(''), cells: [] }
    expect(() => resolveParameters(bare, 'typescript', { n: 1 })).toThrow(
      'the notebook takes no parameters, but n was given',
    )
    expect(inspectParameters(bare, 'typescript')).toEqual([])
  })

  test('nothing given: the notebook as it is', () => {
    const same = notebook(source)
    expect(resolveParameters(same, 'typescript', {}).notebook).toBe(same)
  })

  test('the injected cell of an earlier run is replaced, not doubled', () => {
    const once = resolveParameters(notebook(source), 'typescript', { year: 1 }).notebook
    const twice = resolveParameters(once, 'typescript', { year: 2 }).notebook
    expect(twice.cells.map(({ id }) => id)).toEqual(once.cells.map(({ id }) => id))
    expect(twice.cells[2]?.source).toBe('// Parameters\nconst year: number = 2')
  })

  test('Python gets Python', () => {
    const python = 'n: int = 1\nxs = []\nname: "str | None" = None\nd = {}'
    const given = { n: 2, xs: [true, null, 1.5], name: 'é"\n', d: { a: [NaN] } }
    const { notebook: changed } = resolveParameters(notebook(python, 'python'), 'python', given)
    expect(changed.cells[2]?.source).toBe(
      '# Parameters\nn = 2\nxs = [True, None, 1.5]\nname = "é\\"\\n"\nd = {"a": [float("nan")]}',
    )
    expect(() => resolveParameters(notebook(python, 'python'), 'python', { n: 2.5 })).toThrow(
      'n must be a whole number, not 2.5',
    )
  })
})

describe('sources of parameters', () => {
  test('flags', () => {
    expect(parseParameterFlags(['a=1=2', 'b='])).toMatchObject({ a: { text: '1=2' }, b: { text: '' } })
    expect(() => parseParameterFlags(['a'])).toThrow('-p a has no value')
  })

  test('YAML and JSON', async () => {
    expect(await parseParameterYaml('{a: 1, b: [x]}')).toEqual({ a: 1, b: ['x'] })
    expect(await readParameterFile(file('p.yaml', 'year: 2024\nmode: fast\n'))).toEqual({ year: 2024, mode: 'fast' })
    expect(await readParameterFile(file('p.json', '{"year": 2024}'))).toEqual({ year: 2024 })
    await expect(readParameterFile(file('bad.yaml', '- 1'))).rejects.toThrow(
      'parameters must be a mapping of names to values',
    )
    await expect(readParameterFile(join(root, 'none.yaml'))).rejects.toThrow("can't be read")
  })

  test('a matrix: rows, or every combination; labels are unique', async () => {
    expect(await readMatrix(file('rows.yaml', '- year: 2023\n- year: 2024\n  mode: fast\n- year: 2023\n'))).toEqual([
      { label: 'year=2023 #1', values: { year: 2023 } },
      { label: 'year=2024, mode=fast', values: { year: 2024, mode: 'fast' } },
      { label: 'year=2023 #3', values: { year: 2023 } },
    ])
    const all = await readMatrix(file('all.json', '{"a": [1, 2], "b": ["x", "y"]}'))
    expect(all.map(({ label }) => label)).toEqual(['a=1, b=x', 'a=1, b=y', 'a=2, b=x', 'a=2, b=y'])
    await expect(readMatrix(file('empty.yaml', '[]'))).rejects.toThrow('a matrix is a list of mappings')
  })
})

test('any JSON value as JavaScript means that value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
      // oxlint-disable-next-line typescript/no-implied-eval, typescript/no-unsafe-call -- what the kernel would do
      expect(new Function(`return (${scriptValue(value)})`)()).toEqual(value)
    }),
  )
})

test('any text as Python is one line, quoted', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const code = pythonValue(text)
      expect(code.includes('\n')).toBe(false)
      expect(JSON.parse(code)).toBe(text)
    }),
  )
})
