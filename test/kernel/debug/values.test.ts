// What the debugger shows of values: scopes, variables, expressions, views, and what it changes.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asRecord, startDebugger } from './client.ts'
import type { DebugClient, Fields, Variable } from './client.ts'

let debug: DebugClient

beforeAll(async () => {
  debug = await startDebugger()
})

afterAll(async () => {
  await debug[Symbol.asyncDispose]()
})

/** Stops at the cell's debugger statement, does the work, and lets the cell end. */
async function at<T>(code: string, work: () => Promise<T>): Promise<T> {
  const cell = await debug.kernel.startCell(code)
  await debug.event('stopped')
  try {
    return await work()
  } finally {
    await debug.ask('continue')
    await debug.kernel.until(() => debug.kernel.answered(cell))
  }
}

async function inspect(): Promise<Variable[]> {
  return (await debug.ask('inspectVariables'))['variables'] as Variable[]
}

async function inside(expression: string): Promise<Record<string, string>> {
  const { variablesReference } = await debug.ask('evaluate', { expression })
  return asRecord(await debug.list(variablesReference as number))
}

describe('while a cell stands still', () => {
  test('scopes go from the block outwards, in one list each, with `this` and without what compiling made', async () => {
    const code = [
      'const outside = 1',
      'class Counter {',
      '  count = 2',
      '  go(step: number) {',
      '    const closed = 3',
      '    return [step].map((each) => {',
      '      let inner = each + closed',
      '      for (const turn of [10]) {',
      '        debugger',
      '        inner += turn + this.count',
      '      }',
      '      return inner',
      '    })',
      '  }',
      '}',
      'new Counter().go(4)',
    ].join('\n')
    await at(code, async () => {
      expect(Object.keys(await debug.scopes())).toEqual(['Locals', 'Closure', 'Globals', 'Node'])
      expect(await debug.values('Locals')).toEqual({
        this: 'Counter',
        turn: '10',
        inner: '7',
        each: '4',
      })
      expect(await debug.values('Closure')).toMatchObject({ closed: '3' })
      expect(await debug.values('Globals')).toMatchObject({ outside: '1', Counter: 'class Counter' })
    })
  })

  test('a variable that has no value yet is not shown', async () => {
    await at('const reached = 1\ndebugger\nconst notReached = 2', async () => {
      expect(Object.keys(await debug.values('Globals'))).toContain('reached')
      expect(Object.keys(await debug.values('Globals'))).not.toContain('notReached')
    })
  })

  test('globals of the user are shown apart from what every Node has', async () => {
    await at('globalThis.mine = [1]\ndebugger', async () => {
      const node = await debug.values('Node')
      expect(node).toMatchObject({ mine: '[1]' })
      expect(node).not.toHaveProperty('setTimeout')
      expect(node).not.toHaveProperty('__loopbook')
    })
  })

  test('expressions see the frame, as TypeScript, and may change it', async () => {
    const code = 'function scale(by: number) {\n  let result = by * 2\n  debugger\n  return result\n}\nscale(4)'
    await at(code, async () => {
      const [inner, outer] = await debug.frames()
      const evaluate = (expression: string, more: object = {}): Promise<Fields> =>
        debug.ask('evaluate', { expression, frameId: inner!.id, ...more })
      expect(await evaluate('(result as number) + by')).toMatchObject({ result: '12', type: 'float' })
      expect(await evaluate('{ result, by }')).toMatchObject({ result: 'Object { result: 8, by: 4 }' })
      expect(await evaluate('result = 100')).toMatchObject({ result: '100' })
      expect(await debug.values('Locals')).toMatchObject({ result: '100' })
      expect(await debug.refused('evaluate', { expression: 'result', frameId: outer!.id })).toMatch(
        /result is not defined/,
      )
      expect(await debug.refused('evaluate', { expression: 'nowhere.x' })).toMatch(/nowhere is not defined/)
      expect(
        await debug.refused('evaluate', { expression: 'result = 5', frameId: inner!.id, context: 'hover' }),
      ).toMatch(/would change/)
      expect(await evaluate('by', { context: 'hover' })).toMatchObject({ result: '4' })
      expect(await debug.refused('evaluate', { expression: 'for (;;) {}', frameId: inner!.id })).toBeDefined()
    })
    expect((await debug.kernel.run('1')).outputs).toEqual(['execute_result: 1'])
  })

  test('variables are set: those of a frame, of the session, and properties', async () => {
    const code =
      'let wide = 1\nfunction narrow(o: { p: number }) {\n  let local = 2\n  debugger\n  return [wide, local, o.p]\n}\nnarrow({ p: 3 }).join()'
    const cell = await debug.kernel.startCell(code)
    await debug.event('stopped')
    const scopes = await debug.scopes()
    const set = (variablesReference: number, name: string, value: string): Promise<Fields> =>
      debug.ask('setVariable', { variablesReference, name, value })
    expect(await set(scopes['Locals']!, 'local', 'wide + 19')).toMatchObject({ value: '20' })
    expect(await set(scopes['Globals']!, 'wide', '10')).toMatchObject({ value: '10' })
    const o = (await debug.list(scopes['Locals']!)).find(({ name }) => name === 'o')!
    expect(await set(o.variablesReference, 'p', "'thirty'")).toMatchObject({ value: '"thirty"' })
    expect(
      await debug.refused('setVariable', { variablesReference: scopes['Locals'], name: 'none', value: '1' }),
    ).toMatch(/no variable none/)
    await debug.ask('continue')
    await debug.kernel.until(() => debug.kernel.answered(cell))
    expect(JSON.stringify(debug.kernel.of(cell).map(({ content }) => content))).toContain("'10,20,thirty'")
  })

  test('a copy of a local variable is there for the cells that come after', async () => {
    await at("function secret() {\n  const found = { deep: ['x'] }\n  debugger\n}\nsecret()", async () => {
      const [frame] = await debug.frames()
      await debug.ask('copyToGlobals', { srcVariableName: 'found', dstVariableName: 'kept', srcFrameId: frame!.id })
      expect(await debug.values('Globals')).toMatchObject({ kept: 'Object { deep: Array(1) }' })
      await debug.ask('copyToGlobals', { srcVariableName: 'found', dstVariableName: 'kept', srcFrameId: frame!.id })
      const wrong = { srcVariableName: 'found()', dstVariableName: 'kept', srcFrameId: frame!.id }
      expect(await debug.refused('copyToGlobals', wrong)).toMatch(/names must be/)
    })
    const cell = await debug.kernel.startCell('kept.deep')
    await debug.kernel.until(() => debug.kernel.answered(cell))
    await debug.kernel.request('control', 'loopbook_settle_request', {})
    const outputs = debug.kernel.of(cell).map(({ header, content }) => [header.msg_type, content['data']] as const)
    expect(outputs).toContainEqual(['execute_result', { 'text/plain': "[ 'x' ]" }])
    // Nor does TypeScript miss it.
    expect(outputs.map(([type]) => type)).not.toContain('stream')
    expect((await inspect()).map(({ name }) => name)).toContain('kept')
    expect((await debug.kernel.run('const kept = 1\nkept')).outputs).toContain('execute_result: 1')
  })

  test('variables that are named as JavaScript or Node name something have these names here too', async () => {
    const code =
      "const URL = 'https://a.example'\nfunction performance(btoa: number) {\n  debugger\n  return btoa\n}\nperformance(3)"
    await at(code, async () => {
      const [frame] = await debug.frames()
      expect(frame!.name).toBe('performance')
      expect(await debug.values('Locals')).toEqual({ btoa: '3' })
      expect(await debug.values('Globals')).toMatchObject({ URL: '"https://a.example"' })
      const evaluate = (expression: string): Promise<Fields> =>
        debug.ask('evaluate', { expression, frameId: frame!.id })
      expect(await evaluate('{ URL, length: URL.length + btoa }')).toMatchObject({
        result: 'Object { URL: "https://a.example", length: 20 }',
      })
      expect(await evaluate('new Set([btoa]).size')).toMatchObject({ result: '1' })
      const copy = { srcVariableName: 'btoa', dstVariableName: 'btoa', srcFrameId: frame!.id }
      await debug.ask('copyToGlobals', copy)
    })
    expect((await debug.kernel.run('btoa + 1')).outputs).toContain('execute_result: 4')
    expect((await inspect()).map(({ name }) => name)).toEqual(expect.arrayContaining(['URL', 'performance', 'btoa']))
    expect(await debug.ask('richInspectVariables', { variableName: 'URL' })).toMatchObject({
      data: { 'text/plain': "'https://a.example'" },
    })
    expect(await debug.ask('evaluate', { expression: 'URL' })).toMatchObject({ result: '"https://a.example"' })
  })

  test('a value is drawn as its cell would draw it', async () => {
    const code =
      "function draw() {\n  const rows = [{ a: 1, b: 'x' }]\n  const markup = html`<b>bold</b>`\n  debugger\n}\ndraw()"
    await at(code, async () => {
      const [frame] = await debug.frames()
      const rich = (variableName: string): Promise<Fields> =>
        debug.ask('richInspectVariables', { variableName, frameId: frame!.id })
      expect(await rich('rows')).toMatchObject({
        data: { 'text/html': expect.stringContaining('<table') as string },
        metadata: {},
      })
      expect(await rich('markup')).toMatchObject({
        data: { 'text/html': expect.stringContaining('<b>bold</b>') as string },
      })
      expect(await rich('rows[0].b')).toMatchObject({ data: { 'text/plain': "'x'" } })
      expect(await debug.refused('richInspectVariables', { variableName: 'draw()', frameId: frame!.id })).toMatch(
        /not the name/,
      )
    })
  })

  test('what was shown is gone when the program has run on', async () => {
    const [frame, reference] = await at('let gone = [1]\ndebugger', async () => {
      const [first] = await debug.frames()
      return [first!, (await debug.scopes())['Globals']!] as const
    })
    expect(await debug.refused('variables', { variablesReference: reference })).toMatch(/are gone/)
    expect(await debug.refused('scopes', { frameId: frame.id })).toMatch(/not paused/)
    expect(await debug.refused('evaluate', { expression: '1', frameId: frame.id })).toMatch(/not paused/)
    expect(await debug.refused('stackTrace', { threadId: 1 })).toMatch(/not paused/)
  })
})

describe('while nothing runs', () => {
  test('the variables of the session are listed, with short texts and types', async () => {
    await debug.kernel.run(`
      const person = { name: 'Ann', age: 33, tags: ['a'] }
      const scores = new Map<string, object>([['x', { y: 1 }]])
      const unique = new Set([1, 2])
      const when = new Date(0)
      const big = 12n, minus = -0, nothing = null, missing = undefined, yes = true, word = 'text'
      const greet = async (whom: string) => whom`)
    const all = await inspect()
    const shown = Object.fromEntries(all.map(({ name, value, type }) => [name, `${type} ${value}`]))
    expect(shown).toMatchObject({
      person: 'Object Object { name: "Ann", age: 33, tags: Array(1) }',
      scores: 'Map(1) Map(1) { "x" => Object }',
      unique: 'Set(2) Set(2) { 1, 2 }',
      big: 'str 12n',
      minus: 'float -0',
      nothing: 'null null',
      missing: 'undefined undefined',
      yes: 'bool true',
      word: 'str "text"',
      greet: 'function async (whom) =>',
    })
    const children = async (name: string): Promise<Record<string, string>> =>
      asRecord(await debug.list(all.find((one) => one.name === name)!.variablesReference))
    expect(await children('person')).toEqual({ name: '"Ann"', age: '33', tags: '["a"]' })
    expect(await children('scores')).toEqual({ x: 'Object { y: 1 }' })
    expect(await children('unique')).toEqual({ '0': '1', '1': '2' })
    expect((await children('when'))['(text)']).toContain('1970')
  })

  test('getters are not run, private fields and the state of promises are shown', async () => {
    await debug.kernel.run(`
      let ran = 0
      class Guarded { #secret = 1; open = 2; get own() { return this.#secret } }
      const guarded = Object.defineProperty(new Guarded(), 'loud', { get() { ran++; return 1 }, enumerable: true })
      const settled = Promise.resolve(5)`)
    expect(await inside('guarded')).toEqual({ open: '2', loud: '(getter)', '#secret': '1' })
    expect(await inside('settled')).toEqual({ '[[PromiseState]]': '"fulfilled"', '[[PromiseResult]]': '5' })
    expect((await debug.kernel.run('ran')).outputs).toEqual(['execute_result: 0'])
  })

  test('a long array comes in ranges, or by the page that a client asks for', async () => {
    await debug.kernel.run(
      'const long = Array.from({ length: 2_500_000 }, (_, index) => index); const bytes = new Uint8Array(1500)',
    )
    const found = (await inspect()).find(({ name }) => name === 'long')!
    expect(found).toMatchObject({ indexedVariables: 2_500_000, type: 'Array(2500000)' })
    const ranges = await debug.list(found.variablesReference)
    expect(ranges.map(({ name }) => name)).toEqual(['[0 … 999999]', '[1000000 … 1999999]', '[2000000 … 2499999]'])
    const inner = await debug.list(ranges[2]!.variablesReference)
    expect(inner).toHaveLength(500)
    const last = await debug.list(inner.at(-1)!.variablesReference)
    expect(last.at(-1)).toMatchObject({ name: '2499999', value: '2499999' })
    expect(await debug.list(found.variablesReference, { filter: 'indexed', start: 7, count: 2 })).toMatchObject([
      { name: '7' },
      { name: '8' },
    ])
    expect(await debug.list(found.variablesReference, { filter: 'named' })).toEqual([])
    const bytes = (await inspect()).find(({ name }) => name === 'bytes')!
    expect((await debug.list(bytes.variablesReference)).map(({ name }) => name)).toEqual(['[0 … 999]', '[1000 … 1499]'])
  })

  test('a breakpoint in what an expression calls does not stop it', async () => {
    const code = 'function looked(value: number) {\n  return value + 1\n}'
    await debug.breakAt(code, 2)
    await debug.kernel.run(code)
    expect(await debug.ask('evaluate', { expression: 'looked(1)' })).toMatchObject({ result: '2' })
    expect(await debug.ask('debugInfo')).toMatchObject({ stoppedThreads: [] })
  })

  test('views that need time are waited for', async () => {
    await debug.kernel.run(
      "const slow = { [Symbol.for('Jupyter.display')]: async () => ({ 'text/markdown': '**late**' }) }",
    )
    expect(await debug.ask('richInspectVariables', { variableName: 'slow' })).toMatchObject({
      data: { 'text/markdown': '**late**' },
    })
  })
})
