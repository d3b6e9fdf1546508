import { expect, test } from 'vitest'
import { CellFailure, openNotebook } from '../../src/runner/index.ts'
import { workspace } from './workspace.ts'

const cells = [
  { code: 'const year: number = 2020', tags: ['parameters'] },
  { code: 'let load = async () => [year, year + 1]', id: 'fetch' },
  { code: 'const rows = await load()', id: 'load' },
  { code: 'console.log(`${rows.length} rows`)\nrows.length', id: 'count' },
  { code: 'throw new TypeError("at the end")', id: 'end' },
]

test('runs to a cell, each cell once, and reads values and outputs', async () => {
  using work = workspace({ 'etl.ipynb': cells })
  await using notebook = await openNotebook('etl.ipynb', { directory: work.directory, parameters: { year: 1999 } })
  const cell = await notebook.runTo('#count')
  expect(cell.output('stdout')).toBe('2 rows\n')
  expect(cell.output('text/plain')).toBe('2')
  expect(await notebook.get('rows')).toEqual([1999, 2000])
  expect(await notebook.get('rows.map((row: number) => row % 2)')).toEqual([1, 0])
  expect(await notebook.get('undefined')).toBeUndefined()
})

test('a cell is replaced, a name is patched by a value or a function', async () => {
  using work = workspace({ 'etl.ipynb': cells })
  await using notebook = await openNotebook('etl.ipynb', { directory: work.directory })
  notebook.replaceCell('#load', 'const rows = [7]')
  expect((await notebook.runTo('#count')).output('text/plain')).toBe('1')
  await notebook.patch('load', async () => ['patched'])
  expect(await notebook.get('load()')).toEqual(['patched'])
  await notebook.patch('load', { a: [1, null, 'x'] })
  expect(await notebook.get('load.a[2]')).toBe('x')
})

test('a failing cell is an error with its place in the notebook', async () => {
  using work = workspace({ 'etl.ipynb': cells })
  await using notebook = await openNotebook('etl.ipynb', { directory: work.directory })
  const error = await notebook.run().then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(CellFailure)
  expect(error).toMatchObject({ ename: 'TypeError' })
  expect((error as Error).message).toMatch(/^cell 5 \(.*etl\.ipynb:\d+\): TypeError: at the end$/)
})

test('what is not there is named, with what is', async () => {
  using work = workspace({ 'etl.ipynb': cells })
  await using notebook = await openNotebook('etl.ipynb', { directory: work.directory })
  expect(() => notebook.cell('#nope')).toThrow('etl.ipynb has no code cell "#nope"')
  await expect(notebook.get('nowhere')).rejects.toThrow('nowhere could not be read: ReferenceError')
  await expect(notebook.patch('a b', 1)).rejects.toThrow('no name that can be patched')
  await expect(openNotebook('gone.ipynb', { directory: work.directory })).rejects.toThrow('there is no such file')
})
