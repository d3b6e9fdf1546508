// Errors whose stack doesn't name the cell have the place of the statement or await that the cell had reached.
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CellSession } from '../compile/cell-session.ts'
import { startKernel } from '../start.ts'

let session: CellSession
beforeAll(async () => void (session = await CellSession.start()))
afterAll(() => session[Symbol.asyncDispose]())

test.each<[cell: string, title: string, line: number, marked: string, caret: string]>([
  [`1\nawait Promise.reject('x')\n2`, 'Thrown: x', 2, `await Promise.reject('x')`, '      ^'],
  ['1\nawait Promise.reject(undefined)', 'Thrown: undefined', 2, 'await Promise.reject(undefined)', '      ^'],
  ['1\nawait Promise.reject(null)', 'Thrown: null', 2, 'await Promise.reject(null)', '      ^'],
  ['throw () => 1', 'Thrown: [Function (anonymous)]', 1, 'throw () => 1', '^'],
  ['1; throw Object.create(null)', 'Thrown: [Object: null prototype] {}', 1, '1; throw Object.create(null)', '   ^'],
  [
    `interface Big { a: number }\nenum Colour { Red }\nconst { a }: Big = await Promise.reject(Colour.Red)`,
    'Thrown: 0',
    3,
    'const { a }: Big = await Promise.reject(Colour.Red)',
    '                         ^',
  ],
  [
    `for (const each of [Promise.resolve(1), Promise.reject('second')]) {\n  await each\n}`,
    'Thrown: second',
    2,
    '  await each',
    '        ^',
  ],
  [
    `for await (const each of [1, Promise.reject('in a list')]) each`,
    'Thrown: in a list',
    1,
    `for await (const each of [1, Promise.reject('in a list')]) each`,
    '                         ^',
  ],
  [
    `await 1\nfunction later() {}\nAbortSignal.abort('why').throwIfAborted()`,
    'Thrown: why',
    3,
    `AbortSignal.abort('why').throwIfAborted()`,
    '^',
  ],
  [`await 1; eval("throw 'text'")`, 'Thrown: text', 1, `await 1; eval("throw 'text'")`, '         ^'],
  [
    `import fs from 'node:fs/promises'\nexport const text = await new Promise((_, no) => fs.readFile('/no/file').catch((e) => no(new Error(e.code, { cause: 1 }).cause)))`,
    'Thrown: 1',
    2,
    `export const text = await new Promise((_, no) => fs.readFile('/no/file').catch((e) => no(new Error(e.code, { cause: 1 }).cause)))`,
    '                          ^',
  ],
  [
    `using one = { [Symbol.dispose]() {} }\nawait Promise.reject('with using')`,
    'Thrown: with using',
    2,
    `await Promise.reject('with using')`,
    '      ^',
  ],
  [
    `1\nawait Promise.any([Promise.reject(1)])`,
    'AggregateError: All promises were rejected',
    2,
    'await Promise.any([Promise.reject(1)])',
    '      ^',
  ],
])('%s', async (cell, title, line, marked, caret) => {
  const lines = (await session.failure(cell)).replaceAll(/Cell \[\d+\]/g, 'Cell [N]').split('\n')
  expect(lines.slice(0, 2)).toEqual([title, `  Cell [N], line ${line}`])
  const at = lines.indexOf(`  > ${line} │ ${marked}`)
  expect(lines[at + 1]).toBe(`      │ ${caret}`)
})

test('an error that was made in an earlier cell says where it is thrown, too', async () => {
  await session.value('const old = new Error("old")')
  expect(await session.failure('1\nawait Promise.reject(old)')).toMatch(
    /^Error: old\n {2}Cell \[\d+\], line 1\n[^]*\n {2}Cell \[\d+\], line 2$/,
  )
})

test('stacks in what is thrown have the cell’s lines, and none of the kernel', async () => {
  const shown = await session.failure('1\nthrow [new Error("in a list")]')
  expect(shown).toMatch(
    /^Thrown: \[\n {2}Error: in a list\n {6}at Cell \[\d+\], line 2\n\]\n {2}Cell \[\d+\], line 2\n/,
  )
})

test('a cell that is interrupted says where', async () => {
  await using kernel = await startKernel()
  for (const code of [
    'const n = 1\nwhile (n) ;',
    '1\nawait new Promise(() => {})',
    `let m = 0\nfor (;;) {\n  await null\n  m++\n}`,
  ]) {
    const cell = await kernel.startCell(code)
    await kernel.until(() => kernel.of(cell).some(({ header }) => header.msg_type === 'execute_input'))
    await new Promise((resolve) => setTimeout(resolve, 100))
    await kernel.send('control', 'interrupt_request', {})
    await kernel.until(() => kernel.answered(cell))
    const { content } = kernel.of(cell).find(({ header }) => header.msg_type === 'error')!
    const shown = stripVTControlCharacters((content['traceback'] as string[]).join('\n'))
    expect(shown).toMatch(/^KeyboardInterrupt: the cell was interrupted\n {2}Cell \[\d\], line [23]\n/)
  }
})
