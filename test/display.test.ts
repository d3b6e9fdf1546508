import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { display, table, textOf } from '../src/display.ts'

const module = fileURLToPath(new URL('../src/display.ts', import.meta.url))

test('in plain Node, display() prints text, console.log prints tables, and nothing of the HTML is seen', () => {
  const script = `
    import { display, html, plot, table } from ${JSON.stringify(module)}
    const handle = display(table([{ name: 'cat', size: 3 }], { width: 40 }))
    handle.update('changed')
    display(html\`<b>\${'<x>'}</b>\`)
    console.log(table([{ a: 1 }]))
    console.log(plot.bars({ Adult: 2 }))`
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=loopbook-source', '--input-type=module-typescript', '-e', script],
    { encoding: 'utf8' },
  )
  expect(stderr).toBe('')
  expect(stdout).toMatchInlineSnapshot(`
    "1 row × 2 columns
    ┌──────┬──────┐
    │ name │ size │
    ├──────┼──────┤
    │ cat  │    3 │
    └──────┴──────┘
    'changed'
    <x>
    1 row × 1 column
    ┌───┐
    │ a │
    ├───┤
    │ 1 │
    └───┘
    Counts
      Adult ██████████████████████████████████████████████████ 2
    "
  `)
})

test('through the hook of our kernel where there is one', () => {
  const key = Symbol.for('loopbook.display')
  const sent: unknown[] = []
  const hosts = globalThis as { [hook: symbol]: unknown }
  hosts[key] = { display: (...all: unknown[]) => sent.push(all), clear: (wait: boolean) => sent.push(wait) }
  try {
    display('x', { displayId: 'one' }).update('y')
    display.clearOutput({ wait: true })
  } finally {
    delete hosts[key]
  }
  expect(sent).toEqual([
    [{ 'text/plain': "'x'" }, { displayId: 'one', update: false, metadata: {} }],
    [{ 'text/plain': "'y'" }, { displayId: 'one', update: true, metadata: {} }],
    true,
  ])
})

test('textOf gives what a terminal shows', async () => {
  expect(await textOf([{ a: 1 }])).toContain('│ a │')
  expect(await textOf(undefined)).toBe('')
  expect(await textOf(table([]))).toBe('0 rows × 0 columns')
})
