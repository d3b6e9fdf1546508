// Every form of import, from real folders: files beside the notebook, packages, JSON, Node's own modules, changed files.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CellSession } from './cell-session.ts'

let directory: string
let session: CellSession

function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), text)
  }
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'imports with ünicode '))
  write({
    'types.ts': `export interface Cat { name: string }\nexport type Id = string\nexport const cats: Cat[] = [{ name: 'Tom' }]\n`,
    'all.ts': `import { Cat, cats } from './types'\nexport enum Kind { A = 'a' }\nexport namespace Deep { export const n = 1 }
export class P { constructor(public a: number) {} }\nexport default (c: Cat = cats[0]!) => c.name\nexport let count = 0\nexport const up = () => ++count\n`,
    'side.ts': `(globalThis as any).side = ((globalThis as any).side ?? 0) + 1\n`,
    'plain.js': `export const plain = 'js'\n`,
    'module.mts': `export const mts: string = 'mts'\n`,
    'common.cjs': `exports.common = 'cjs'; exports['computed' + 1] = 1\n`,
    'common.cts': `export const cts: string = 'cts'\n`,
    'view.tsx': `export const view = (n: number) => <b>{n}</b>\n`,
    'folder/index.ts': `export { plain } from '../plain.js'\nexport * as types from '../types.js'\n`,
    'data.json': `{ "n": 1 }`,
    'decorated.ts': `const d = (v: any, c: any) => v\nexport @d class D { static v: number = 1 }\n`,
    'node_modules/only-esm/package.json': `{ "name": "only-esm", "type": "module", "exports": { ".": "./x.js", "./sub": "./sub.js" } }`,
    'node_modules/only-esm/x.js': `export default 'esm default'; export const esm = 'esm'`,
    'node_modules/only-esm/sub.js': `export const sub = 'sub'`,
    'node_modules/only-cjs/package.json': `{ "name": "only-cjs", "main": "x.js" }`,
    'node_modules/only-cjs/x.js': `const all = { made: 'made', ['dyn' + 'amic']: 'dynamic' }; module.exports = all`,
    'node_modules/esm-named/package.json': `{ "name": "esm-named", "type": "module", "main": "x.js" }`,
    'node_modules/esm-named/x.js': `export const named = 1, other = 2`,
    'node_modules/@scope/pkg/package.json': `{ "name": "@scope/pkg", "main": "x.js" }`,
    'node_modules/@scope/pkg/x.js': `exports.scoped = 'scoped'`,
    'node_modules/throws/package.json': `{ "name": "throws", "main": "x.js" }`,
    'node_modules/throws/x.js': `throw new Error('thrown while loading')`,
  })
  session = await CellSession.start({ directory })
})
afterAll(async () => {
  await session[Symbol.asyncDispose]()
  rmSync(directory, { recursive: true })
})

test.each<[cell: string, value: string]>([
  [`import fs from 'node:fs'; typeof fs.statSync`, `'function'`],
  [`import fs2 from 'fs'; typeof fs2.statSync`, `'function'`],
  [`import { join as j, sep } from 'node:path'; j('a', 'b') + sep`, `'a/b/'`],
  [`import * as os from 'node:os'; os.EOL`, `'\\n'`],
  [`import path, { basename } from 'node:path'; [typeof path.join, basename('/a/b')]`, `[ 'function', 'b' ]`],
  [`import p2, * as p3 from 'node:path'; p2.join === p3.join`, 'true'],
  [`import {} from 'node:fs'; 1`, '1'],
  [`import type { Cat } from './types.ts'; const t: Cat = { name: 'x' }; t.name`, `'x'`],
  [`import { type Id, cats } from './types.ts'; const id: Id = 'i'; cats.length + id`, `'1i'`],
  [`import { Cat as C2, cats as c2 } from './types'; const t2: C2 = c2[0]!; t2.name`, `'Tom'`],
  [`import all, { Kind, Deep, P } from './all.ts'; [all(), Kind.A, Deep.n, new P(1).a]`, `[ 'Tom', 'a', 1, 1 ]`],
  [`import { plain } from './plain.js'; plain`, `'js'`],
  [`import { mts } from './module.mts'; mts`, `'mts'`],
  [`import { mts as m2 } from './module.mjs'; m2`, `'mts'`],
  [`import { common, computed1 } from './common.cjs'; [common, computed1]`, `[ 'cjs', 1 ]`],
  [`import { cts } from './common.cts'; cts`, `'cts'`],
  [`import { view } from './view.tsx'; view(1).type`, `'b'`],
  [`import { plain as p4, types } from './folder'; [p4, types.cats.length]`, `[ 'js', 1 ]`],
  [`import { D } from './decorated.ts'; D.v`, '1'],
  [`import data from './data.json'; data.n`, '1'],
  [`import data2 from './data.json' with { type: 'json' }; data2.n`, '1'],
  [`import './side.ts'; import './side.ts'; side`, '1'],
  [`import e, { esm } from 'only-esm'; [e, esm]`, `[ 'esm default', 'esm' ]`],
  [`import { sub } from 'only-esm/sub'; sub`, `'sub'`],
  [`import c, { made } from 'only-cjs'; [c.made, made]`, `[ 'made', 'made' ]`],
  [`import { dynamic } from 'only-cjs'; dynamic`, `'dynamic'`],
  [`import { scoped } from '@scope/pkg'; scoped`, `'scoped'`],
  [`import cjs = require('only-cjs'); cjs.made`, `'made'`],
  [`require('only-cjs').made`, `'made'`],
  [`const { plain: p5 } = require('./plain.js'); p5`, `'js'`],
  [`require('./data.json').n`, '1'],
  [`(await import('only-esm')).esm`, `'esm'`],
  [`(await import('./all.ts')).Kind.A`, `'a'`],
  [`const where = './plain'; (await import(where + '.js')).plain`, `'js'`],
  [`(await import('./data.json', { with: { type: 'json' } })).default.n`, '1'],
  [`await Promise.all(['./plain.js', 'only-esm'].map((s) => import(s))).then((l) => l.length)`, '2'],
  [`async function lazy() { return (await import('./plain.js')).plain } await lazy()`, `'js'`],
  [`export { plain as again } from './plain.js'; export * from './plain.js'; export * as ns from './plain.js'; 1`, '1'],
  [`import { newDisplay } from 'tslab'; newDisplay()`, `'tslab display'`],
  [`import * as tslab from 'tslab'; tslab.newDisplay()`, `'tslab display'`],
  [`const { newDisplay: nd } = await import('tslab'); nd()`, `'tslab display'`],
  [`import { DateTime } from 'luxon'; typeof DateTime.now`, `'function'`],
  [`import { 'string name' as sn } from './strings.mjs'; sn`, '1'],
  [`const used = late(); import { late } from './late.mjs'; used`, `'late'`],
])('%s', async (cell, value) => {
  write({ 'strings.mjs': `const a = 1; export { a as 'string name' }`, 'late.mjs': `export const late = () => 'late'` })
  expect(await session.value(cell)).toBe(value)
})

test('import.meta is that of a file in the folder', async () => {
  expect(await session.value('import.meta.dirname')).toBe(`'${directory}'`)
  expect(await session.value('new URL("./data.json", import.meta.url).pathname.endsWith("data.json")')).toBe('true')
  expect(await session.value(`import.meta.resolve('only-esm').endsWith('/only-esm/x.js')`)).toBe('true')
  expect(await session.value(`import.meta.resolve('node:fs')`)).toBe(`'node:fs'`)
  expect(await session.value('[__dirname, __filename.startsWith(__dirname)]')).toBe(`[ '${directory}', true ]`)
})

describe('files that change', () => {
  const value = async (text: string, file = 'changing.ts') => {
    write({ [file]: `export const v: number = ${text}\n` })
    return await session.value(`import { v } from './${file}'; v`)
  }
  test('are read again, as often as they change and at once', async () => {
    for (let n = 1; n < 10; n++) expect(await value(String(n))).toBe(String(n))
  })
  test('are not run again when they did not', async () => {
    write({ 'counted.ts': `(globalThis as any).counted = ((globalThis as any).counted ?? 0) + 1\nexport {}\n` })
    for (let n = 0; n < 3; n++) await session.value(`import './counted.ts'`)
    expect(await session.value('counted')).toBe('1')
  })
  test('take those along that import them, at any depth, through cycles, and for every importer', async () => {
    write({
      'leaf.ts': 'export const leaf = 1\n',
      'middle.ts': `import { other } from './other.ts'\nexport { leaf } from './leaf.ts'\nexport const has = () => typeof other\n`,
      'other.ts': `import * as middle from './middle.ts'\nexport const other = () => middle.leaf\n`,
      'top.js': `import { leaf, has } from './middle.ts'\nexport const top = () => [leaf, has()]\n`,
    })
    const cell = `import { top } from './top.js'; import { other } from './other.ts'; [...top(), other()]`
    expect(await session.value(cell)).toBe(`[ 1, 'function', 1 ]`)
    write({ 'leaf.ts': 'export const leaf = 2\n' })
    expect(await session.value(cell)).toBe(`[ 2, 'function', 2 ]`)
  })
  test('of CommonJS and JSON too', async () => {
    for (const n of [1, 2, 3]) {
      write({ 'changing.cjs': `exports.v = ${n}\n`, 'changing.json': `{ "v": ${n} }` })
      expect(await session.value(`import { v } from './changing.cjs'; v`)).toBe(String(n))
      expect(await session.value(`import j from './changing.json'; j.v`)).toBe(String(n))
      expect(await session.value(`require('./changing.cjs').v + require('./changing.json').v`)).toBe(String(2 * n))
    }
  })
  test('can be mended after an error, and a missing one made', async () => {
    write({ 'broken.ts': 'export const v = ;\n' })
    expect(await session.failure(`import { v } from './broken.ts'`)).toContain('broken.ts, line 1')
    expect(await value('2', 'broken.ts')).toBe('2')
    write({ 'fails.ts': `throw new Error('at first')\n` })
    expect(await session.failure(`import './fails.ts'`)).toContain('Error: at first')
    expect(await value('3', 'fails.ts')).toBe('3')
    expect(await session.failure(`import { v } from './made.ts'`)).toContain('made.ts')
    expect(await value('4', 'made.ts')).toBe('4')
    write({ 'needs.ts': `export { v } from './needed.ts'\n` })
    expect(await session.failure(`import { v } from './needs.ts'`)).toContain('needed.ts')
    write({ 'needed.ts': `export const v = 5\n` })
    expect(await session.value(`import { v } from './needs.ts'; v`)).toBe('5')
  })
  test('a package that is installed later is found', async () => {
    expect(await session.failure(`import later from 'later-package'`)).toContain('npm install later-package')
    write({
      'node_modules/later-package/package.json': `{ "name": "later-package", "main": "x.js" }`,
      'node_modules/later-package/x.js': `module.exports = 'here'`,
    })
    expect(await session.value(`import later from 'later-package'; later`)).toBe(`'here'`)
  })
})

describe('imports that fail say what to do', () => {
  test.each<[cell: string, message: string]>([
    [
      `const a = 1\nimport x from 'nowhere-to-be-found'`,
      `Error: Cannot find package 'nowhere-to-be-found'\n  Cell [N], line 2\n    1 │ const a = 1\n  > 2 │ import x from 'nowhere-to-be-found'\n      │ ^\nhint: install it beside the notebook with  npm install nowhere-to-be-found  or import it as 'npm:nowhere-to-be-found'.`,
    ],
    [`import { x } from '@no/where/deep.js'`, `npm install @no/where`],
    [`import './typo.ts'`, 'hint: did you mean ./types.ts?'],
    [`import './nothing-like-it'`, 'hint: there is no file ./nothing-like-it.ts in'],
    [
      `import { nope } from './plain.js'\nnope`,
      `SyntaxError: './plain.js' has no export named 'nope'\n  Cell [N], line 1\n  > 1 │ import { nope } from './plain.js'\n      │ ^\nhint: it exports plain.`,
    ],
    [
      `import x from 'esm-named'; x`,
      `hint: it has no default export: write import { … } from 'esm-named' or import * as x from 'esm-named'.`,
    ],
    [`import { plan } from './plain.js'; plan`, `hint: did you mean plain?`],
    [`import 'throws'`, 'Error: thrown while loading\n  Cell [N], line 1'],
    [`1\n2\nawait import('./typo2.ts')`, 'Cell [N], line 3'],
    [`import 'https://example.com/mod.ts'`, 'hint: '],
    [`import data from './missing.json'`, 'there is no file ./missing.json'],
    [`import 'only-esm/secret'`, `hint: the package only-esm does not offer that path`],
  ])('%s', async (cell, message) => {
    const failure = (await session.failure(cell)).replaceAll(/Cell \[\d+\]/g, 'Cell [N]')
    expect(failure).toContain(message)
    expect(failure).not.toMatch(/notebook\.mjs|loopbook\/kernel|node:internal/)
  })
})

test('an error in a file stands on the file’s own line', async () => {
  write({
    'wrong.ts': `interface A {\n  a: string\n}\nenum E { A, B }\nexport function wrong(a: A): never {\n  throw new TypeError(a.a)\n}\n`,
  })
  expect(await session.failure(`import { wrong } from './wrong.ts'\nwrong({ a: 'x' })`)).toMatch(
    /^TypeError: x\n {2}\S.*wrong\.ts, line 6 in wrong\n.*\n.*5 │ export function.*\n {2}> 6 │ {3}throw new TypeError\(a\.a\)\n {6}│ {9}\^\n {2}Cell \[\d+\], line 2$/,
  )
})

test('an import that fails leaves the names as they were', async () => {
  await using session = await CellSession.start({ directory })
  await session.value('const kept = 1; let own = 2')
  expect(
    await session.failure(`const more = 3\nimport { kept, crypto, own, fresh } from './not-there.ts'; let late = 4`),
  ).toMatch(/^Error: Cannot find module '\.\/not-there\.ts'\n {2}Cell \[2\], line 2\n/)
  expect(await session.value('[kept, own, typeof crypto.subtle, typeof fresh, typeof more, typeof late]')).toBe(
    `[ 1, 2, 'object', 'undefined', 'undefined', 'undefined' ]`,
  )
  // Nor is a variable a constant, because the import would have been one.
  expect(await session.value('own = 5; own')).toBe('5')
})

test('a file is imported once more under an address with a question mark or a hash', async () => {
  await using session = await CellSession.start({ directory })
  writeFileSync(
    join(directory, 'times.ts'),
    `globalThis.times = (globalThis.times ?? 0) + 1; export const at = globalThis.times`,
  )
  expect(
    await session.value(
      `const all = []; for (const end of ['', '?1', '#1', '#1', '#2']) all.push((await import('./times.ts' + end)).at); all`,
    ),
  ).toBe('[ 1, 2, 3, 3, 4 ]')
})
