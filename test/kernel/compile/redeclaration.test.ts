// Any kind of declaration is redeclared by any other, in a later cell, and closures of earlier cells see the newest one.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CellSession } from './cell-session.ts'

let directory: string
let session: CellSession

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'redeclaration-'))
  for (const at of [1, 2])
    writeFileSync(join(directory, `m${at}.ts`), `export const n = 'import${at}'; export default n\n`)
  session = await CellSession.start({ directory })
})
afterAll(async () => {
  await session[Symbol.asyncDispose]()
  rmSync(directory, { recursive: true })
})

/** Each declares NAME; READ gives `kind + at`. */
const kinds: Record<string, { declare: string; read: string }> = {
  let: { declare: `let NAME = 'letAT'`, read: 'NAME' },
  const: { declare: `const NAME: string = 'constAT'`, read: 'NAME' },
  var: { declare: `var NAME = 'varAT'`, read: 'NAME' },
  nestedVar: { declare: `if (true) { var NAME = 'nestedVarAT' }`, read: 'NAME' },
  function: { declare: `function NAME() { return 'functionAT' }`, read: 'NAME()' },
  asyncGenerator: {
    declare: `async function* NAME() { yield 'asyncGeneratorAT' }`,
    read: '(await NAME().next()).value',
  },
  class: { declare: `class NAME { static v = 'classAT' }`, read: 'NAME.v' },
  decorated: { declare: `@((c: any) => c) class NAME { static v = 'decoratedAT' }`, read: 'NAME.v' },
  enum: { declare: `enum NAME { V = 'enumAT' }`, read: 'NAME.V' },
  constEnum: { declare: `const enum NAME { V = 'constEnumAT' }`, read: 'NAME.V' },
  namespace: { declare: `namespace NAME { export const v = 'namespaceAT' }`, read: 'NAME.v' },
  importNamed: { declare: `import { n as NAME } from './mAT.ts'`, read: `NAME.replace('import', 'importNamed')` },
  importDefault: { declare: `import NAME from './mAT.ts'`, read: `NAME.replace('import', 'importDefault')` },
  importNamespace: { declare: `import * as NAME from './mAT.ts'`, read: `NAME.n.replace('import', 'importNamespace')` },
  object: { declare: `const { NAME } = { NAME: 'objectAT' }`, read: 'NAME' },
  array: { declare: `const [, ...[NAME]] = [0, 'arrayAT']`, read: 'NAME' },
  export: { declare: `export const NAME = 'exportAT'`, read: 'NAME' },
  exportDefault: { declare: `export default function NAME() { return 'exportDefaultAT' }`, read: 'NAME()' },
  using: { declare: `using NAME = { v: 'usingAT', [Symbol.dispose]() {} }`, read: 'NAME.v' },
  awaitUsing: { declare: `await using NAME = { v: 'awaitUsingAT', async [Symbol.asyncDispose]() {} }`, read: 'NAME.v' },
}

describe.each(Object.keys(kinds))('a name declared by %s', (first) => {
  test('is redeclared by every kind, in one session and through a closure', async () => {
    for (const [second, { declare, read }] of Object.entries(kinds)) {
      const name = `n_${first}_${second}`
      const write = (text: string, at: number) => text.replaceAll('NAME', name).replaceAll('AT', String(at))
      await session.value(write(kinds[first]!.declare, 1))
      expect(await session.value(write(kinds[first]!.read, 1))).toBe(`'${first}1'`)
      await session.value(`const late_${name} = async () => ${write(read, 2)}`)
      await session.value(write(declare, 2))
      expect([first, await session.value(write(read, 2))]).toEqual([first, `'${second}2'`])
      expect([first, await session.value(`await late_${name}()`)]).toEqual([first, `'${second}2'`])
    }
  })
})

test('the same cell runs again and again', async () => {
  const cell = `
    import fs from 'node:fs'
    import * as path from 'node:path'
    const a1 = 1; let b1 = 2; var c1 = 3
    function d1() { return a1 } class E1 {} enum F1 { X } namespace G1 { export const y = 1 }
    const { h1, ...i1 } = { h1: 1, j1: 2 }
    using k1 = null
    export default [a1, b1, c1, d1(), F1.X, G1.y, h1, i1, typeof fs, typeof path]`
  const first = await session.value(cell)
  for (let run = 0; run < 5; run++) expect(await session.value(cell)).toBe(first)
})

test('a closure that V8 has optimised sees the update', async () => {
  await session.value(
    'let hot = 1; function total(n: number) { let sum = 0; for (let i = 0; i < n; i++) sum += hot; return sum }',
  )
  expect(await session.value('for (let i = 0; i < 200; i++) total(10_000); total(10)')).toBe('10')
  await session.value('const hot = 2')
  expect(await session.value('total(10)')).toBe('20')
  await session.value('let hot = 3; hot++')
  expect(await session.value('total(10)')).toBe('40')
})

test('recursion goes to the newest function of that name', async () => {
  await session.value('function down(n: number): string { return n === 0 ? "end" : down(n - 1) }; const keep = down')
  await session.value('function down(n: number): string { return "new" }')
  expect(await session.value('keep(3)')).toBe(`'new'`)
})

test('a name declared before a throw keeps its value, and one after it is declared again', async () => {
  expect(await session.failure('let before = 1; throw new Error("stop"); let after = 2')).toContain('Error: stop')
  expect(await session.value('before')).toBe('1')
  expect(await session.failure('after')).toContain('ReferenceError')
  for (const declare of ['let after = 5', 'const after = 5', 'var after = 5', 'enum after2 { a }; let after = 5'])
    expect(await session.value(`${declare}; after`)).toBe('5')
})

test('names of the platform can be shadowed by any kind', async () => {
  for (const name of ['fetch', 'name', 'require', 'module', 'performance', 'structuredClone', 'test', 'display', '$'])
    for (const declare of [
      `const NAME = 1`,
      `function NAME() {}`,
      `class NAME {}`,
      `import NAME from 'node:os'`,
      `var NAME = 2`,
    ]) {
      await session.value(declare.replace('NAME', name))
      expect(await session.value(`typeof ${name}`)).not.toBe(`'undefined'`)
    }
  expect(await session.value('fetch')).toBe('2')
})

test('a constant of an earlier cell stays one, until a cell declares the name anew', async () => {
  await session.value(`const fixed = 1; const { part } = { part: 1 }; import os from 'node:os'; let free = 1`)
  for (const name of ['fixed', 'part', 'os']) {
    for (const write of [
      'NAME = 2',
      'NAME++',
      'NAME ||= 0, NAME &&= 2',
      '({ NAME } = { NAME: 2 })',
      'for (NAME of [2]);',
    ])
      expect(await session.failure(write.replaceAll('NAME', name))).toContain(
        'TypeError: Assignment to constant variable.',
      )
    const before = await session.value(`typeof ${name}`)
    expect(before).toBe(name === 'os' ? `'object'` : `'number'`)
  }
  expect(
    await session.value(`free = 2; fixed || (fixed = 3); (() => { let fixed = 5; fixed = 6; return fixed + free })()`),
  ).toBe('8')
  for (const declare of ['let fixed = 3', 'var fixed = 3', 'function fixed() {}', 'class fixed {}']) {
    await session.value('const fixed = 1')
    expect(await session.value(`${declare}\nfixed = 4; fixed`)).toBe('4')
    expect(await session.value('fixed = 5; fixed')).toBe('5')
  }
})

test('an error in a cell keeps its place after its constants were declared anew', async () => {
  await session.value('const moved = 1')
  await session.value('const moves = () => { moved = 2; nothing.here }')
  await session.value('let moved = 2')
  for (let i = 0; i < 120; i++) await session.value('0')
  expect(await session.failure('moves()')).toContain('> 1 │ const moves = () => { moved = 2; nothing.here }')
})

test('a var keeps the value that it has', async () => {
  await session.value('var kept = 1; let own = 2; function call() { return 3 }')
  expect(await session.value('var kept; var own; var call; [kept, own, call()]')).toBe('[ 1, 2, 3 ]')
  expect(await session.value('if (kept > 5) { var kept = 7 }; for (var own; false;);  [kept, own]')).toBe('[ 1, 2 ]')
  expect(await session.value('var kept = kept || 9; kept')).toBe('1')
  expect(await session.failure('throw 1; var never = 2')).toContain('Thrown')
  expect(await session.value('var never; never')).toBe('undefined')
  await session.value('enum Colour { Red }')
  expect(await session.value('var other; enum Colour { Blue }; Colour')).toBe(`{ '0': 'Blue', Blue: 0 }`)
  expect(await session.value('var Colour; Colour.Blue')).toBe('0')
})

test('what is thrown and is no Error has its place', async () => {
  expect(await session.failure(`1\nthrow 'up'`)).toMatch(/^Thrown: up\n  Cell \[\d+\], line 2\n[^]*> 2 │ throw 'up'/)
  expect(await session.failure(`function f() {\n  throw { a: 1 }\n}\nf()`)).toMatch(
    /line 2 in f\n[^]*\^\n  Cell \[\d+\], line 4/,
  )
  expect(await session.failure('const no = null; throw no')).toContain('> 1 │ const no = null; throw no')
  // The same value from elsewhere has not the place of the last throw.
  expect(await session.failure(`await Promise.reject('up')`)).toContain(`> 1 │ await Promise.reject('up')`)
})
