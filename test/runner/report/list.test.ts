import { expect, test } from 'vitest'
import { parseNotebook } from '../../../src/notebook/index.ts'
import { listNotebook } from '../../../src/runner/report/list.ts'
import { layer } from '../../../src/runner/settings/index.ts'
import { notebookText } from '../workspace.ts'

const cells = [
  {
    code: 'type Mode = "fast" | "exact"\nconst year: number = 2024 // four digits\nconst mode: Mode = "fast"',
    tags: ['parameters'],
    id: 'p',
  },
  { code: '// @loopbook timeout=5s\nconst rows = await load(year)', id: 'load' },
  { code: 'throw new Error("x")', tags: ['raises-exception'], id: 'bad' },
]
const file = parseNotebook(notebookText(cells, { loopbook: { retry: 2 } }))
const config = layer('loopbook.config.ts', { check: 'all' })

test('parameters, and cells with the lines that file:line takes', () => {
  expect(listNotebook('etl.ipynb', file, { config, flags: [], explain: false })).toMatchInlineSnapshot(`
    "etl.ipynb  loopbook, 3 code cells
      -p year=2024  (a number)  four digits
      -p mode="fast"  ("fast" or "exact")
         14  #p  type Mode = "fast" | "exact"  [parameters]
         26  #load  const rows = await load(year)
         41  #bad  throw new Error("x")  [raises-exception]
    "
  `)
})

test('--explain: settings of the notebook, and of the cells that differ', () => {
  const flags = [layer('--retry', { retry: '3' })]
  const text = listNotebook('etl.ipynb', file, { config, flags, explain: true })
  expect(text.slice(text.indexOf('settings'))).toMatchInlineSnapshot(`
    "settings
      check  "all"  loopbook.config.ts
      retry  3      --retry
    cell 2 #load
      cellTimeout  5 s  comment in line 1
    cell 3 #bad
      raises  true  tag "raises-exception"
    "
  `)
})
