// `loopbook check` as people run it: a process, its rows, its exit code.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))

interface Ran {
  status: number | null
  rows: string[]
  said: string
}

function check(cwd: string, ...args: string[]): Ran {
  const main = join(root, 'src', 'cli', 'main.ts')
  const argv = ['--conditions=loopbook-source', main, 'check', ...args]
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd, encoding: 'utf8' })
  return { status, rows: stdout.trim().split('\n').filter(Boolean), said: stderr.trim() }
}

interface CodeCell {
  source: string
  tags?: string[]
}

function notebook(cells: readonly (string | CodeCell)[], metadata: object = {}): string {
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata,
    cells: cells.map((cell, index) => {
      const { source, tags } = typeof cell === 'string' ? { source: cell, tags: undefined } : cell
      const id = `cell-${index}`
      return { id, cell_type: 'code', execution_count: null, outputs: [], metadata: tags ? { tags } : {}, source }
    }),
  })
}

function folder(files: Record<string, string>): string {
  const directory = mkdtempSync(join(tmpdir(), 'loopbook-check-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(directory, name, '..'), { recursive: true })
    writeFileSync(join(directory, name), text)
  }
  return directory
}

test('the course is clean', () => {
  expect(check(root, 'notebooks')).toMatchObject({ status: 0, rows: [] })
})

test('an error that is planted in the course is found and pointed at', () => {
  const file = readFileSync(join(root, 'notebooks', '01-first-cells.ipynb'), 'utf8')
  const planted = file.replace("greet('world')", 'greet(42)')
  expect(planted).not.toBe(file)
  const { status, rows } = check(folder({ 'nb/planted.ipynb': planted }), 'nb')
  expect(status).toBe(1)
  expect(rows).toEqual([
    "nb/planted.ipynb: cell 2: line 5: Argument of type 'number' is not assignable to parameter of type 'string'. (TS2345)",
  ])
})

test('rows name file, cell, line, message and hint; cells see the ones before them', () => {
  const directory = folder({
    'a.ipynb': notebook(['const answer = 42', '\nanswr + 1', 'answer.toFixed()']),
    'deep/b.ipynb': notebook(["import { readFile } from 'node:fs'\nreadFile"]),
  })
  const { status, rows, said } = check(directory)
  expect(status).toBe(1)
  expect(rows).toEqual(["a.ipynb: cell 2: line 2: Cannot find name 'answr'. (TS2304) hint: did you mean 'answer'?"])
  expect(said).toBe('2 notebooks checked: 1 type error.')
  expect(JSON.parse(check(directory, '--json').rows[0]!)).toEqual({
    file: 'a.ipynb',
    cell: 2,
    line: 2,
    column: 1,
    message: "Cannot find name 'answr'.",
    code: 2304,
    hint: "did you mean 'answer'?",
  })
})

test('left out: skipped cells, other languages, notebooks that say so; broken files are rows', () => {
  const directory = folder({
    'skipped.ipynb': notebook([{ source: 'const n: number = ""', tags: ['skip-execution'] }]),
    'python.ipynb': notebook(['x = 1 if y else 2'], { language_info: { name: 'python' } }),
    'off.ipynb': notebook(['const n: number = ""'], { loopbook: { types: 'off' } }),
    'broken.ipynb': '{ "cells": [',
    'node_modules/x/inner.ipynb': notebook(['const n: number = ""']),
  })
  const { status, rows } = check(directory)
  expect(status).toBe(1)
  expect(rows).toHaveLength(1)
  expect(rows[0]).toMatch(/^broken\.ipynb: /)
})

test('a folder without notebooks and a wrong flag are wrong usage', () => {
  const empty = folder({})
  expect(check(empty)).toMatchObject({ status: 2, said: 'loopbook check: there is no notebook in this folder.' })
  expect(check(empty, '--nonsense').status).toBe(2)
  expect(check(empty, '--help')).toMatchObject({ status: 0 })
})
