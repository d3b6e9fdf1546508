// When the warning about a type comes: beside the cell, which doesn't wait for it, after the cells that are run one after the
// other, and before a runner takes the outputs. How a notebook says in its metadata that it wants another treatment.
import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ExecuteOutcome, type Kernel, launchKernel } from '../../../src/client/index.ts'
import { notebookText, workspace } from '../../runner/workspace.ts'

const wrong = 'const wrong: number = "text"'

let kernel: Kernel

beforeAll(async () => {
  kernel = await launchKernel({ cwd: workspace({}).directory })
  // The first warning is another story: first-warning.test.ts.
  await kernel.execute('const right: number = 1')
})
afterAll(() => kernel.shutdown())

const text = (outcome: ExecuteOutcome): string => JSON.stringify(outcome.laterOutputs())

test('a cell ends before its check, and gets the warning later, also while another cell runs', async () => {
  const first = await kernel.execute(wrong)
  expect(first).toMatchObject({ status: 'ok', outputs: [] })
  const second = await kernel.execute('console.log("other"); await new Promise((go) => setTimeout(go, 3000))')
  expect(text(first)).toContain("Type 'string' is not assignable to type 'number'.")
  expect(second.laterOutputs()).toEqual([{ output_type: 'stream', name: 'stdout', text: 'other\n' }])
})

test('cells that come one after the other are each checked in the end, in their place', async () => {
  const outcomes: ExecuteOutcome[] = []
  for (let n = 1; n <= 60; n++)
    outcomes.push(await kernel.execute(n % 20 === 0 ? `value${n - 1}.missing${n}` : `const value${n} = ${n} + 0`))
  await kernel.settled()
  const warned = outcomes.flatMap((outcome, index) => (outcome.laterOutputs().length > 0 ? [index + 1] : []))
  expect(warned).toEqual([20, 40, 60])
  expect(text(outcomes[39]!)).toContain("Property 'missing40' does not exist on type 'number'.")
})

test('a completion does not wait until many cells are checked', async () => {
  for (let n = 1; n <= 200; n++) await kernel.execute(`const many${n} = { field${n}: [${n}].map((x) => x + 1) }`)
  const settled = kernel.settled().then(() => 'checked')
  const code = 'many200.'
  const completed = kernel
    .request('complete_request', { code, cursor_pos: code.length }, 'shell', 10_000)
    .then((reply) => reply?.content['matches'])
  const first = await Promise.race([settled, completed])
  expect(first).toEqual(['field200'])
  await settled
})

test('switched off by a call, nothing more is said, also of cells that ran before and wait', async () => {
  const before = await kernel.execute(wrong)
  const off = await kernel.execute(`Jupyter.types = 'off'; ${wrong}`)
  await sleep(400)
  await kernel.execute("Jupyter.types = 'default'")
  await kernel.settled()
  expect([before.laterOutputs(), off.laterOutputs()]).toEqual([[], []])
})

test('a runner keeps the warning in the notebook that it saves', async () => {
  using work = workspace({ 'a.ipynb': ['const greet = (name: string) => name.length', 'greet(42)', '1 + 1'] })
  const { code } = await work.loopbook('test', 'a.ipynb', '--check', 'none', '--out', 'done')
  expect(code).toBe(0)
  const outputs = work.outputs('done/a.ipynb').map((list) => JSON.stringify(list))
  expect(outputs.map((output) => output.includes('Type error'))).toEqual([false, true, false])
  expect(outputs[1]).toContain("Argument of type 'number' is not assignable to parameter of type 'string'.")
  // Recorded, it is an output like others: the same next time, and missed when the cell is mended.
  writeFileSync(work.path('b.ipynb'), readFileSync(work.path('done/a.ipynb')))
  expect(await work.loopbook('test', 'b.ipynb', '--check', 'all')).toMatchObject({ code: 0 })
})

test.each([
  ['strict', 1, 'TS2322'],
  ['off', 0, 'passed'],
])('metadata of the notebook sets %s for a runner', async (types, verdict, said) => {
  using work = workspace({})
  work.write('a.ipynb', notebookText([wrong, 'Jupyter.types'], { loopbook: { types } }))
  const { code, stdout } = await work.loopbook('test', 'a.ipynb', '--out', 'done', '--on-error', 'continue')
  expect(code).toBe(verdict)
  expect(stdout).toContain(said)
  const [cell, setting] = work.outputs('done/a.ipynb').map((list) => JSON.stringify(list))
  expect(cell!.includes('not assignable')).toBe(types === 'strict')
  expect(setting).toContain(types)
})

test("metadata of the notebook sets the mode in Jupyter's servers, which name the file", async () => {
  using work = workspace({})
  work.write('a.ipynb', notebookText([], { loopbook: { types: 'strict' } }))
  const own = await launchKernel({ cwd: work.directory, env: { JPY_SESSION_NAME: work.path('a.ipynb') } })
  expect(await own.execute(wrong)).toMatchObject({ status: 'error', error: { ename: 'TS2322' } })
  expect(text(await own.execute('Jupyter.types'))).toContain('strict')
  await own.shutdown()
})

test('each name that the kernel preloads has a type', async () => {
  const own = await launchKernel({ cwd: workspace({}).directory, env: { LOOPBOOK_TYPES: 'strict' } })
  const plain = new Set([...Object.getOwnPropertyNames(globalThis), '__loopbook'])
  const known = await own.execute(`Object.getOwnPropertyNames(globalThis).join()`)
  const names = /text\/plain":"'?([^"']+)/
    .exec(text(known))![1]!
    .split(',')
    .filter((name) => !plain.has(name))
  expect(names).toEqual(expect.arrayContaining(['dl', 'display', 'Jupyter', 'help', '__filename']))
  expect((await own.execute(`[${names.join()}].length`)).error).toBeUndefined()
  await own.shutdown()
})
