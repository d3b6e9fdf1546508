// All of TypeScript in cells, each line a promise: the cell and the value that it shows.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CellSession } from './cell-session.ts'

let session: CellSession
beforeAll(async () => void (session = await CellSession.start()))
afterAll(() => session[Symbol.asyncDispose]())

const values: Record<string, [cell: string, value: string | undefined][]> = {
  'the last expression is the value': [
    ['1 + 1', '2'],
    ['1 + 1;', '2'],
    ['let a1 = 5\na1 // with a comment', '5'],
    ['1, 2, 3', '3'],
    ['(1, 2)', '2'],
    ['undefined', 'undefined'],
    ['null', 'null'],
    [`'use strict'`, `'use strict'`],
    ['`a${1}b`', `'a1b'`],
    ['/x/g', '/x/g'],
    ['await 5', '5'],
    ['await Promise.resolve(6)', '6'],
    ['[await 1, await 2]', '[ 1, 2 ]'],
    ['Promise.resolve(7)', 'Promise { 7 }'],
    ['(() => 1)()', '1'],
    ['class {}', undefined],
    ['(class A {})', '[class A]'],
    ['(function () {})', '[Function (anonymous)]'],
    ['async () => {}', '[AsyncFunction (anonymous)]'],
    ['new Map([[1, 2]])', 'Map(1) { 1 => 2 }'],
    ['typeof nowhere', `'undefined'`],
    ['this === globalThis', 'true'],
  ].filter(([cell]) => cell !== 'class {}') as [string, string][],
  'an object literal is a value, a block is none': [
    ['{ a: 1 }', '{ a: 1 }'],
    ['{ a: 1, b: { c: [2] } }', '{ a: 1, b: { c: [ 2 ] } }'],
    ['\n  {\n  a: 1,\n}\n', '{ a: 1 }'],
    ['{ a: 1 };', '{ a: 1 }'],
    ['{ ...{ b: 2 } }', '{ b: 2 }'],
    ['{ "quoted key": 1 }', `{ 'quoted key': 1 }`],
    ['{}', undefined],
    ['{ let z1 = 1 }', undefined],
  ],
  'a declaration shows nothing': [
    ['let b1 = 1', undefined],
    ['const b2 = 1, b3 = 2;', undefined],
    ['function b4() { return 1 }', undefined],
    ['class B5 {}', undefined],
    ['enum B6 { A }', undefined],
    ['namespace B7 { export const a = 1 }', undefined],
    ['interface B8 { a: string }', undefined],
    ['type B9 = string', undefined],
    ['declare const b10: number', undefined],
    [`import b11 from 'node:fs'`, undefined],
    ['export const b12 = 1', undefined],
    ['', undefined],
    ['// nothing', undefined],
    ['if (1) 2', undefined],
    ['for (const b13 of [1]) b13', undefined],
    ['using b14 = null', undefined],
  ],
  'types vanish': [
    ['const c1: number = 1; c1 satisfies number', '1'],
    ['(1 as unknown) as string', '1'],
    ['<number>2', '2'],
    ['let c2: { a?: number } | undefined = { a: 1 }; c2!.a!', '1'],
    ['const c3 = <T,>(x: T): T => x; c3<number>(3)', '3'],
    ['const c4 = <T>(x: T): T => x; c4(4)', '4'],
    ['function c5(a: string): string; function c5(a: any) { return a }\nc5("x")', `'x'`],
    [
      'abstract class C6 { abstract a(): void; declare b: number; c?: string; readonly d = 4 }; Object.keys(new (C6 as any)())',
      undefined,
    ],
    ['const c7 = [1, 2] as const; c7', '[ 1, 2 ]'],
    ['function c8(this: Date, x?: number) { return x }; c8.call(new Date(), 8)', '8'],
    ['const c9 = ((x: unknown): x is string => typeof x === "string"); c9(9)', 'false'],
    ['let c10!: number; c10 = 10; c10', '10'],
    ['type C11<in out T> = T extends infer U extends string ? U : never; 11', '11'],
    ['const c12 = async <const T extends readonly unknown[]>(x: T) => x.length; await c12([1, 2])', '2'],
    ['declare global { interface Array<T> { twelve: T } }; 13', '13'],
    ['declare module "nowhere" { const a: number }; 14', '14'],
  ].map(([cell, value]) => [cell, cell!.startsWith('abstract') ? `[ 'c', 'd' ]` : value]) as [string, string][],
  'what TypeScript adds to run time': [
    ['enum D1 { A, B = 5, C, D = "d", E = A | 2 } D1', undefined],
    ['[D1.A, D1.B, D1.C, D1.D, D1[6]]', `[ 0, 5, 6, 'd', 'C' ]`],
    ['const enum D2 { A = 1 << 3 } D2.A', '8'],
    ['enum D3 { A } enum D3 { B = 1 } Object.keys(D3)', `[ '0', '1', 'A', 'B' ]`],
    ['namespace D4 { export let n = 1; export const up = () => ++n } D4.up(); D4.n', '2'],
    ['namespace D5.E.F { export const deep = 1 } D5.E.F.deep', '1'],
    ['class D6 {} namespace D6 { export const more = 1 } D6.more', '1'],
    ['function D7() {} namespace D7 { export const more = 2 } D7.more', '2'],
    ['enum D8 { A } namespace D8 { export const more = 3 } D8.more', '3'],
    ['namespace D9 { export const a = 1 } namespace D9 { export const b = a + 1 } D9.b', '2'],
    [
      'class D10 { constructor(public a: number, private b = 2, readonly c = 3) {} } new D10(1)',
      'D10 { a: 1, b: 2, c: 3 }',
    ],
    [
      'class D11 { accessor x = 1; static #n = 4; static get n() { return D11.#n } static { D11.#n++ } } [new D11().x, D11.n]',
      '[ 1, 5 ]',
    ],
    [`import D12 = require('node:path'); D12.sep`, `'/'`],
    ['namespace D13 { export const v = 13 } import d13 = D13.v; d13', '13'],
    ['namespace D14 { export function f() { return g() } function g() { return 14 } } D14.f()', '14'],
  ].map(([cell, value]) => [
    cell,
    cell!.startsWith('enum D1 ')
      ? `{\n  '0': 'A',\n  '2': 'E',\n  '5': 'B',\n  '6': 'C',\n  A: 0,\n  B: 5,\n  C: 6,\n  D: 'd',\n  E: 2\n}`
      : value,
  ]) as [string, string][],
  'decorators of the standard': [
    [
      `const seen: string[] = []
       function log(value: any, context: DecoratorContext) { seen.push(context.kind + ':' + String(context.name)); return value }
       @log class E1 { @log m() { return 1 } @log f = 2; @log static s = 3; @log get g() { return 4 } @log accessor a = 5 }
       const e1 = new E1()
       ;[seen.sort().join(), e1.m(), e1.f, E1.s, e1.g, e1.a]`,
      `[\n  'accessor:a,class:E1,field:f,field:s,getter:g,method:m',\n  1,\n  2,\n  3,\n  4,\n  5\n]`,
    ],
    [
      'const bound = (v: any, c: ClassMethodDecoratorContext) => void c.addInitializer(function (this: any) { this[c.name] = this[c.name].bind(this) })',
      undefined,
    ],
    ['class E2 { n = 2; @bound m() { return this.n } } const { m: e2 } = new E2(); e2()', '2'],
    ['const mail = "ann@example.com"; mail', `'ann@example.com'`],
  ],
  'using, at the top of a cell and inside': [
    ['const log1: string[] = []; const res = (n: string) => ({ n, [Symbol.dispose]() { log1.push(n) } })', undefined],
    ['using f1 = res("a"), f2 = res("b"); log1.length', '0'],
    ['log1', `[ 'b', 'a' ]`],
    ['{ using f3 = res("c") } log1.at(-1)', `'c'`],
    ['for (using f4 of [res("d"), res("e")]) f4.n; log1.slice(-2)', `[ 'd', 'e' ]`],
    ['await using f5 = { async [Symbol.asyncDispose]() { await null; log1.push("f") } }; log1.at(-1)', `'e'`],
    ['log1.at(-1)', `'f'`],
    ['using f6 = null; const f7 = f6 ?? 7; f7', '7'],
    ['f7 + 1', '8'],
  ],
  'awaits and loops': [
    ['let g1 = 0; for await (const n of [1, Promise.resolve(2)]) g1 += n; g1', '3'],
    ['async function* g2() { yield 1; yield 2 } const g3 = []; for await (const n of g2()) g3.push(n); g3', '[ 1, 2 ]'],
    ['for (var g4 = 0; g4 < 3; g4++); g4', '3'],
    ['for (var g5 in { x: 1 }); g5', `'x'`],
    ['for (var [g6, g7 = 9] of [[1], [2]]); [g6, g7]', '[ 2, 9 ]'],
    ['try { throw 1 } catch { var g8 = 8 } g8', '8'],
    ['switch (1) { case 1: var g9 = 9; let g10 = 1 } [g9, typeof g10]', `[ 9, 'undefined' ]`],
    ['outer: for (;;) { for (;;) { break outer } } 11', '11'],
    ['var g12 = 1; var g12; g12', '1'],
    ['g14 = 14; var g14; g14', '14'],
    ['g15(); function g15() { return 15 } g15()', '15'],
    ['if (await Promise.resolve(true)) { var g16 = await 16 } g16', '16'],
    ['let g17 = 1; { let g17 = 2; { var g18 = g17 } } [g17, g18]', '[ 1, 2 ]'],
    [
      'const [g19, { g20, ...g21 }, ...g22] = [1, { g20: 2, z: 3 }, 4, 5]; [g19, g20, g21, g22]',
      '[ 1, 2, { z: 3 }, [ 4, 5 ] ]',
    ],
    [
      'const g23 = { async *[Symbol.asyncIterator]() { yield* [1, 2] } }; const g24 = []; for await (const v of g23) { g24.push(v); break } g24',
      '[ 1 ]',
    ],
    ['let g25; g25', 'undefined'],
  ],
  'JSX without React': [
    [
      'const h1 = "you & me"; JSON.stringify(<b class="x">hi {h1}</b>)',
      `'{"type":"b","props":{"class":"x","children":["hi ","you & me"]}}'`,
    ],
    ['(<ul>{[1, 2].map((n) => <li key={n}>{n}</li>)}</ul>).type', `'ul'`],
    ['(<><i/>{null}</>).props.children.length', '2'],
    [
      'const Box = ({ n }: { n: number }) => <p>{n}</p>; (<Box n={1} />)[Symbol.for("Jupyter.display")]()["text/html"]',
      `'<p>1</p>'`,
    ],
    ['var React = { createElement: (...all: unknown[]) => all, Fragment: "F" }; <b>x</b>', `[ 'b', null, 'x' ]`],
  ],
}

describe.each(Object.entries(values))('%s', (_title, cells) => {
  test('…', async () => {
    for (const [cell, value] of cells) expect([cell, await session.value(cell)]).toEqual([cell, value])
  })
})

test('a constant stays one in its cell', async () => {
  for (const write of [
    'k = 2',
    'k += 1',
    'k++',
    '--k',
    '[k] = [1]',
    '({ k } = { k: 1 })',
    '({ k = 3 } = {})',
    'for (k of [1]);',
    'k &&= 4',
  ]) {
    expect(await session.failure(`const k = 1\nconst f = () => { ${write} }\nf()`)).toContain(
      'TypeError: Assignment to constant variable.',
    )
  }
  expect(await session.value('const k = 1; const g = (k: number) => { k = 2; return k }; [k ??= 5, g(1)]')).toBe(
    '[ 1, 2 ]',
  )
  expect(await session.failure(`import fs from 'node:fs'\nfs = 1`)).toContain('hint: declare fs with let')
})

test('resources are closed when the cell throws, and the error arrives', async () => {
  await session.value(
    'const closed: string[] = []; const make = (n: string, e?: Error) => ({ [Symbol.dispose]() { closed.push(n); if (e) throw e } })',
  )
  expect(await session.failure('using a = make("a")\nusing b = make("b")\nthrow new Error("mid")')).toContain(
    'Error: mid\n  Cell',
  )
  expect(await session.value('closed')).toBe(`[ 'b', 'a' ]`)
  expect(await session.failure('using a = make("a", new Error("closing"))\nthrow new Error("mid")')).toContain(
    'SuppressedError',
  )
  expect(await session.failure('using a = 5 as any')).toContain('has no method [Symbol.dispose]')
})

test('a function runs where only its text goes: a page of a browser, a worker', async () => {
  await session.value(
    'const sum = (n) => { let s = 0; for (let i = 0; i < n; i++) s += i; while (s < 0) s++; return s }; 0',
  )
  expect(await session.value("require('node:vm').runInNewContext(`(${sum})(4)`)")).toBe('6')
})

test('cells of JavaScript run too', async () => {
  expect(await session.value('const x1 = a => a * 2\nx1(2)', 'javascript')).toBe('4')
  expect(await session.value('var x2 = <b>1</b>; x2.type ?? x2[0]', 'javascript')).toBe(`'b'`)
  expect(await session.value('@(c => c) class X3 { static y = 1 }\nX3.y', 'javascript')).toBe('1')
  expect(await session.value('await x1(3)', 'javascript')).toBe('6')
  expect(await session.failure('const x4: number = 1', 'javascript')).toContain('SyntaxError')
})

test('types are known by name: what a cell declares and uses', async () => {
  const { declares, uses } = await session.run(
    `import d, { a as b } from 'node:os'; const { x, y: [z] } = q(); function f(p) { return p + g + arguments.length } class C extends D { m = h }
     for (const i of list) i.k; try {} catch (e) { e } label: for (;;) break label`,
    'javascript',
  )
  expect(declares.sort()).toEqual(['C', 'b', 'd', 'f', 'x', 'z'])
  expect(uses.sort()).toEqual(['D', 'g', 'h', 'list', 'q'])
})

test('top-level awaits end by an interruption, and finally runs', async () => {
  const forever = 'new Promise(() => {})'
  for (const cell of [
    `try { await ${forever} } finally { done = true }`,
    `try { for await (const n of { [Symbol.asyncIterator]: () => ({ next: () => ${forever} }) }) n } finally { done = true }`,
    `using u = { [Symbol.dispose]() { done = true } }; await ${forever}`,
    `done = true; await using u = { [Symbol.asyncDispose]: () => ${forever} }`,
    `import('node:fs'); done = true; await (async () => { await ${forever} })()`,
  ]) {
    await session.value('var done = false')
    const failure = session.failure(cell)
    setTimeout(() => session.interrupt(), 30)
    expect(await failure).toContain('KeyboardInterrupt')
    expect(await session.value('done')).toBe('true')
  }
})
