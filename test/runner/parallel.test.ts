import { expect, test } from 'vitest'
import { runNotebooks } from '../../src/runner/index.ts'
import { workspace } from './workspace.ts'

const rounds = process.env['LOOPBOOK_LONG'] === '1' ? 50 : 2

test('20 notebooks in parallel, again and again, and never a port error', { timeout: rounds * 60_000 }, async () => {
  const names = Array.from({ length: 20 }, (_, index) => `n${String(index).padStart(2, '0')}.ipynb`)
  using work = workspace(Object.fromEntries(names.map((name, index) => [name, [`const n = ${index}`, 'n * 2']])))
  for (let round = 0; round < rounds; round++) {
    const { notebooks, exitCode } = await runNotebooks({ directory: work.directory, workers: 20 })
    expect(notebooks.filter(({ verdict }) => verdict !== 'passed')).toEqual([])
    expect(exitCode).toBe(0)
    // Each got its own kernel's answers.
    const values = notebooks.map(({ cells }) => cells[1]!.outputs![0])
    expect(values.map((output) => (output && 'data' in output ? output.data['text/plain'] : ''))).toEqual(
      names.map((_, index) => String(index * 2)),
    )
  }
})

test('serial notebooks never run beside another', async () => {
  const stamp = (name: string): string => `import { appendFileSync } from "node:fs"
appendFileSync("log", "${name} begins\\n")
await new Promise((done) => setTimeout(done, 200))
appendFileSync("log", "${name} ends\\n")`
  using work = workspace({
    'a.ipynb': [stamp('a')],
    'b.ipynb': [{ code: stamp('b'), tags: ['serial'] }],
    'c.ipynb': [{ code: stamp('c'), tags: ['serial'] }],
  })
  await runNotebooks({ directory: work.directory, workers: 3 })
  const lines = work.read('log').trim().split('\n')
  for (const name of ['b', 'c']) expect(lines[lines.indexOf(`${name} begins`) + 1]).toBe(`${name} ends`)
})
