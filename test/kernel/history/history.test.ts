import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { openHistory } from '../../../kernel/history/history.ts'
import type { History, Query } from '../../../kernel/history/history.ts'

const search: Query = {
  access: 'search',
  session: 0,
  start: 0,
  stop: undefined,
  most: undefined,
  pattern: '*',
  unique: false,
}

function place(): string {
  const folder = mkdtempSync(join(tmpdir(), 'history-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'history.sqlite')
}

function inputs(history: History, query: Partial<Query> = {}): string[] {
  return history.find({ ...search, ...query }).map(({ input }) => input)
}

test('pasted data is left out, and so is the text of a huge result: a search would read them for ever after', () => {
  const path = place()
  const history = openHistory({ path, log: () => {} })
  history.add({ line: 1, input: `'${'x'.repeat(2_000_000)}'`, output: null })
  history.add({ line: 2, input: 'small', output: 'y'.repeat(2_000_000) })
  expect(history.find(search)).toEqual([{ session: 1, line: 2, input: 'small', output: null }])
  history.close()
})

test('a file that fails in the middle costs the file, not the cells of the session', () => {
  const path = place()
  const lines: string[] = []
  const history = openHistory({ path, log: (line) => lines.push(line) })
  history.add({ line: 1, input: 'before', output: null })
  expect(inputs(history)).toEqual(['before'])
  const other = new DatabaseSync(path)
  other.exec("CREATE TRIGGER full BEFORE INSERT ON history BEGIN SELECT RAISE(ABORT, 'disk full'); END")
  for (const [line, input] of [[2, 'after'] as const, [3, 'more'] as const]) {
    history.add({ line, input, output: null })
    expect(inputs(history).at(-1)).toBe(input)
  }
  expect(inputs(history)).toEqual(['before', 'after', 'more'])
  expect(inputs(history, { access: 'range', start: 2, stop: 3 })).toEqual(['after'])
  expect(lines).toEqual([expect.stringContaining('history is kept for this session only: Error: disk full')])
  history.close()
  other.close()
})
