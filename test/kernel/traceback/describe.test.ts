// Errors as their readers see them: the whole text, without its colours.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serializeError } from '../../../kernel/traceback/index.ts'
import { CellSession } from '../compile/cell-session.ts'

let session: CellSession
beforeAll(async () => void (session = await CellSession.start()))
afterAll(() => session[Symbol.asyncDispose]())

test.each<[cell: string, ...lines: string[]]>([
  [
    `const animals: string[] = []\nanimals[0]!.toUpperCase()`,
    `TypeError: Cannot read properties of undefined (reading 'toUpperCase')`,
    '  Cell [N], line 2',
    '    1 │ const animals: string[] = []',
    '  > 2 │ animals[0]!.toUpperCase()',
    '      │             ^',
    'hint: animals[0] is undefined: a look-up that found nothing, or a promise without await.',
  ],
  [
    `async function load() { return { items: [1] } }\nload().items.length`,
    'hint: load().items is undefined; if load() takes time, put await before it: (await load()).items.',
  ],
  ['const usersList = 1; userList', 'hint: did you mean usersList?'],
  ['let first = 1; throw new Error("a"); let second = 2\nsecond', 'Error: a'],
  ['second', 'hint: the cell that declares second stopped before it got there; mend it and run it again.'],
  ['total = 5', 'hint: declare it first: let total = …'],
  [
    'throw new Error("outer", { cause: new RangeError("inner", { cause: "text" }) })',
    'Error: outer',
    'caused by',
    'RangeError: inner',
    'caused by',
    'Thrown: text',
  ],
  [
    'throw new AggregateError([new Error("one"), new RangeError("two")], "many")',
    'AggregateError: many',
    '[1]',
    '  Error: one',
    '[2]',
    '  RangeError: two',
  ],
  [
    'function again(n: number): void { if (n === 0) throw new Error("deep"); again(n - 1) }\nagain(5)',
    'Error: deep',
    '  Cell [N], line 1 in again (6 times)',
    '  Cell [N], line 2',
  ],
  ['function endless(): void { endless() }\nendless()', 'hint: a function calls itself without an end.'],
  ['const e = new Error("round"); e.cause = e; throw e', 'Error: round'],
  ['throw 5', 'Thrown: 5'],
  ['throw { code: 1 }', 'Thrown: { code: 1 }'],
  ['throw new DOMException("stop", "AbortError")', 'AbortError: stop'],
  [
    `import vm from 'node:vm'\nvm.runInNewContext('null.x')`,
    `TypeError: Cannot read properties of null (reading 'x')`,
    '  Cell [N], line 2',
  ],
  [
    'const qq: number = ;',
    `SyntaxError: Unexpected token ';'`,
    '  > 1 │ const qq: number = ;',
    '      │                    ^',
  ],
  [
    'let twice = 1\nlet twice = 2',
    'SyntaxError: Identifier `twice` has already been declared',
    '  > 2 │ let twice = 2',
    '      │     ^^^^^',
  ],
  [
    '%matplotlib inline',
    'hint: magics belong to Python; here plain functions do it: help(), or $`command` for the shell.',
  ],
])('%s', async (cell, ...lines) => {
  const failure = (await session.failure(cell)).replaceAll(/Cell \[\d+\]/g, 'Cell [N]').split('\n')
  let at = 0
  for (const line of lines) {
    const found = failure.indexOf(line, at)
    expect({ failure, line, found: found >= 0 }).toEqual({ failure, line, found: true })
    at = found + 1
  }
  expect(failure.join('\n')).not.toMatch(/node:internal|kernel\/compile|__loopbook|inspector/)
})

test('a request that failed leaves no token behind', async () => {
  const cell = `import axios from 'axios'\nawait axios.get('http://127.0.0.1:1/', { headers: { Authorization: 'Bearer SECRET' } })`
  const failure = await session.failure(cell)
  expect(failure).toContain('line 2')
  expect(failure.replace(/^ {2}> .*$/gm, '')).not.toContain('SECRET')
  const { default: axios } = await import('axios')
  const error: unknown = await axios
    .get('http://127.0.0.1:1/', { headers: { Authorization: 'Bearer SECRET' } })
    .catch((reason: unknown) => reason)
  expect(JSON.stringify(serializeError(error))).not.toContain('SECRET')
})

test('hostile values are serialised without a throw', () => {
  const trap = {
    get() {
      throw new Error('trap')
    },
    has() {
      throw new Error('trap')
    },
    getPrototypeOf() {
      throw new Error('trap')
    },
    ownKeys() {
      throw new Error('trap')
    },
  } as ProxyHandler<object>
  const revoked = Proxy.revocable({}, {})
  revoked.revoke()
  const bad = new Error('x')
  for (const key of ['message', 'stack', 'name', 'cause', 'errors', 'code'])
    Object.defineProperty(bad, key, {
      get() {
        throw new Error('getter')
      },
    })
  for (const value of [
    new Proxy({}, trap),
    new Proxy(new Error('x'), trap),
    revoked.proxy,
    bad,
    null,
    undefined,
    Symbol('s'),
    10n,
    () => {},
    Object.create(null),
    'x'.repeat(1e6),
    { message: 1, stack: {} },
  ]) {
    const raw = serializeError(value)
    expect([typeof raw.name, typeof raw.message, typeof raw.stack]).toEqual(['string', 'string', 'string'])
    expect(JSON.stringify(raw).length).toBeLessThan(100_000)
    expect(structuredClone(raw)).toEqual(raw)
  }
})
