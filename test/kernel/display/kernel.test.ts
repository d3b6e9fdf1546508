// The same displays through a real kernel, as a front end or a runner receives them.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchKernel, ownKernelspec } from '../../../src/client/index.ts'
import type { Kernel, Output } from '../../../src/client/index.ts'

let kernel: Kernel | undefined
beforeAll(async () => {
  kernel = await launchKernel({ kernel: ownKernelspec(), cwd: process.cwd() })
})
afterAll(async () => {
  await kernel?.shutdown(1_000)
})

/** For each output: its kind and its MIME types; for an error its message. */
async function shown(code: string): Promise<unknown[]> {
  const { outputs } = await kernel!.execute(code)
  return outputs.map((output) =>
    'data' in output ? [output.output_type as string].concat(Object.keys(output.data).sort()) : plain(output),
  )
}

function plain(output: Output): unknown {
  return 'text' in output ? output.text : output
}

async function data(code: string): Promise<Record<string, unknown>> {
  const { outputs } = await kernel!.execute(code)
  return (outputs as readonly { data?: Record<string, unknown> }[])[0]?.data ?? {}
}

test('a table, a picture, a chart with its static SVG are there when the cell ends', async () => {
  expect(await shown('[{ a: 1 }]')).toEqual([
    ['execute_result', 'application/vnd.dataresource+json', 'text/html', 'text/plain'],
  ])
  expect(await shown("Buffer.from('GIF89a\\x02\\0\\x03\\0', 'latin1')")).toEqual([
    ['execute_result', 'image/gif', 'text/plain'],
  ])
  const spec =
    "{ $schema: 'https://vega.github.io/schema/vega-lite/v5.json', data: { values: [{ a: 1 }] }, mark: 'bar', encoding: { x: { field: 'a' } } }"
  const chart = ['application/vnd.vegalite.v5+json', 'image/svg+xml', 'text/plain']
  expect(await shown(`(${spec})`)).toEqual([['execute_result', ...chart]])
  expect(await shown(`display.vega(${spec})`)).toEqual([['display_data', ...chart]])
})

test('undefined and handles show nothing, updates change their own output', async () => {
  expect(await shown('undefined')).toEqual([])
  const { outputs } = await kernel!.execute(
    "const handle = display('one'); display('two'); handle.update('three'); handle",
  )
  expect(outputs.map((output) => ('data' in output ? output.data['text/plain'] : output))).toEqual(["'three'", "'two'"])
})

test('an update from a later cell does not show anew', async () => {
  await kernel!.execute("const later = display('first')")
  expect(await shown("later.update('second')")).toEqual([])
})

test('tags, tslab and Deno', async () => {
  expect(await data('html`<b>${"<i>"}</b>`')).toEqual({ 'text/html': '<b>&lt;i&gt;</b>', 'text/plain': '<i>' })
  expect(await data("import * as tslab from 'tslab'; tslab.display.html('<b>x</b>')")).toEqual({
    'text/html': '<b>x</b>',
  })
  expect(await data("const bar = tslab.newDisplay(); bar.text('1'); bar.text('2')")).toEqual({ 'text/plain': '2' })
  expect(await data("const { display: shower } = require('tslab'); shower.html('<i>y</i>')")).toEqual({
    'text/html': '<i>y</i>',
  })
  expect(await data("await Deno.jupyter.display({ 'text/markdown': '*x*' }, { raw: true })")).toEqual({
    'text/markdown': '*x*',
  })
  expect(await data('Deno.jupyter.html`<i>${"<b>"}</i>`')).toEqual({
    'text/html': '<i><b></i>',
    'text/plain': '[HTML]',
  })
})

test('progress leaves one output a bar and one for all inner bars, plots come from loopbook/display', async () => {
  expect(
    await shown(`import { createProgress, plot } from 'loopbook/display'
using outer = createProgress({ title: 'outer', total: 2 })
for (const name of ['a', 'b']) { const bar = createProgress({ title: name, total: 2, leave: false }); bar.advance(2); bar.done(); outer.advance() }`),
  ).toEqual([
    ['display_data', 'text/html', 'text/plain'],
    ['display_data', 'text/html', 'text/plain'],
  ])
  expect(await shown('plot.bars({ Adult: 2 })')).toEqual([
    ['execute_result', 'application/vnd.vegalite.v5+json', 'image/svg+xml', 'text/plain'],
  ])
})

test('a hostile value is shown and the kernel lives', async () => {
  const code =
    'const boom = () => { throw new Error("x") }; new Proxy({}, { get: boom, has: boom, ownKeys: boom, getPrototypeOf: boom })'
  expect(await data(code)).toEqual({ 'text/plain': '{}' })
  expect(await data('({ [Symbol.for("Jupyter.display")]() { throw new Error("no") } })')).toHaveProperty('text/plain')
  expect(await data('1 + 1')).toEqual({ 'text/plain': '2' })
})
