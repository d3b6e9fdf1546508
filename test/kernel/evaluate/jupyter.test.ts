// Jupyter.broadcast, by a cell that gets it wrong: the cell learns of it, and ends.
import { expect, test } from 'vitest'
import { startKernel } from '../start.ts'

test('a broadcast of any shape is refused or passed on, and its cell ends', async () => {
  await using kernel = await startKernel()
  for (const wrong of [
    'undefined',
    `'display_data', null`,
    `'comm_open', 5`,
    `'status', ['idle']`,
    `Symbol('type'), {}`,
  ]) {
    const { outputs } = await kernel.run(`Jupyter.broadcast(${wrong})`)
    expect({ wrong, outputs }).toEqual({
      wrong,
      outputs: [`error: TypeError: A broadcast has a type, such as 'display_data', and its content is an object.`],
    })
  }
  for (const content of [
    '{}',
    '{ data: 5 }',
    '{ data: null }',
    '{ data: { self: 5n } }',
    'Object.assign(globalThis.round = {}, { round })',
  ]) {
    const cell = await kernel.startCell(`Jupyter.broadcast('update_display_data', ${content})`)
    await kernel.until(() => kernel.answered(cell), 10_000)
  }
  expect((await kernel.run('40 + 2')).outputs).toEqual(['execute_result: 42'])
})
