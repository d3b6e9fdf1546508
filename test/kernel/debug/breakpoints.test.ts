// Breakpoints and steps of the debugger, in a real kernel over its sockets.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startDebugger } from './client.ts'
import type { DebugClient } from './client.ts'

let debug: DebugClient

beforeAll(async () => {
  debug = await startDebugger()
})

beforeEach(async () => {
  await debug.ask('disconnect')
  await debug.start()
})

afterAll(async () => {
  await debug[Symbol.asyncDispose]()
})

/** Starts a cell and gives a function that lets it go on to its end. */
async function begin(code: string): Promise<() => Promise<string[]>> {
  const cell = await debug.kernel.startCell(code)
  return async () => {
    await debug.ask('continue')
    return await ended(cell)
  }
}

async function ended(cell: Awaited<ReturnType<DebugClient['kernel']['startCell']>>): Promise<string[]> {
  await debug.kernel.until(() => debug.kernel.answered(cell))
  return debug.kernel.of(cell).flatMap(({ header, content }) => {
    if (header.msg_type === 'execute_result')
      return [String((content['data'] as Record<string, unknown>)['text/plain'])]
    if (header.msg_type === 'error') return [`${String(content['ename'])}: ${String(content['evalue'])}`]
    return header.msg_type === 'stream' ? [String(content['text'])] : []
  })
}

async function set(code: string, ...lines: number[]): Promise<{ line: number; verified: boolean }[]> {
  const { sourcePath } = await debug.ask('dumpCell', { code })
  const breakpoints = lines.map((line) => ({ line }))
  const answer = await debug.ask('setBreakpoints', { source: { path: sourcePath }, breakpoints })
  return (answer['breakpoints'] as { line: number; verified: boolean }[]).map(({ line, verified }) => ({
    line,
    verified,
  }))
}

describe('breakpoints', () => {
  test('hold a cell that has never run before, with what it printed so far on the screen', async () => {
    const code = "interface A { x: number }\n\nconst a: A = { x: 1 }\nconsole.log('before')\nconst b = a.x + 1\nb"
    expect(await set(code, 5)).toEqual([{ line: 5, verified: true }])
    const cell = await debug.kernel.startCell(code)
    expect(await debug.stopped()).toMatch(/^breakpoint Cell \[\d+\]:5$/)
    expect(debug.kernel.of(cell).map(({ content }) => content['text'])).toContain('before\n')
    await debug.ask('continue')
    expect(await ended(cell)).toEqual(['before\n', '2'])
  })

  test('move down from a line without code, and say where there is none below', async () => {
    const code = '// a comment\ninterface B {\n  y: string\n}\n\nconst list: B[] = []\n\nlist.length\n// the end\n'
    expect(await set(code, 1, 2, 7, 9)).toEqual([
      { line: 6, verified: true },
      { line: 6, verified: true },
      { line: 8, verified: true },
      { line: 9, verified: false },
    ])
  })

  test('hold the same text again when it runs again, and not once they are taken away', async () => {
    const code = 'let again = 1\nagain + 1'
    await set(code, 2)
    for (let times = 0; times < 3; times++) {
      const go = await begin(code)
      expect(await debug.stopped()).toMatch(/^breakpoint Cell \[\d+\]:2$/)
      expect(await go()).toEqual(['2'])
    }
    await set(code)
    expect((await debug.kernel.run(code)).outputs).toEqual(['execute_result: 2'])
  })

  test('bind in functions of cells that ran before the debugger was started', async () => {
    await debug.ask('disconnect')
    const code = 'function early(value: number) {\n  const twice = value * 2\n  return twice\n}'
    await debug.kernel.run(code)
    await debug.start()
    await set(code, 3)
    const go = await begin('early(4)')
    expect(await debug.stopped()).toMatch(/^breakpoint early:3 < Cell \[\d+\]:1$/)
    expect(await debug.values('Locals')).toEqual({ '(returns)': '8', value: '4', twice: '8' })
    expect(await go()).toEqual(['8'])
  })

  test('have conditions, in TypeScript', async () => {
    const code = 'let seen = 0\nfor (let i = 0; i < 10; i++) {\n  seen += i\n}\nseen'
    await debug.breakAt(code, { line: 3, condition: '(i as number) === 7' })
    const go = await begin(code)
    expect(await debug.stopped()).toMatch(/^breakpoint/)
    expect(await debug.values('Locals')).toEqual({ i: '7' })
    expect(await go()).toEqual(['45'])
  })

  test('have conditions on variables whose names are also those of Node', async () => {
    const code = 'let URL = 0\nwhile (URL < 5) {\n  URL++\n}\nURL'
    await debug.breakAt(code, { line: 3, condition: 'URL === 3' })
    const go = await begin(code)
    await debug.event('stopped')
    expect(await debug.values('Globals')).toMatchObject({ URL: '3' })
    expect(await go()).toEqual(['5'])
  })

  test('are told to a client that comes later, with who stands still', async () => {
    const code = 'let late = 1\nlate'
    const path = await debug.breakAt(code, 2)
    const go = await begin(code)
    await debug.event('stopped')
    const info = await debug.ask('debugInfo')
    expect(info).toMatchObject({
      isStarted: true,
      stoppedThreads: [1],
      breakpoints: [{ source: path, breakpoints: [{ line: 2 }] }],
    })
    await go()
    expect(await debug.ask('debugInfo')).toMatchObject({ stoppedThreads: [] })
  })

  test('hold in a file beside the notebook, at its own lines', async () => {
    const path = join(debug.kernel.directory, 'helpers.ts')
    writeFileSync(
      path,
      'export interface C { n: number }\n\nexport function grow(c: C): number {\n  const more = c.n + 1\n  return more\n}\n',
    )
    await debug.kernel.run("import { grow } from './helpers.ts'")
    const answer = await debug.ask('setBreakpoints', { source: { path }, breakpoints: [{ line: 5 }] })
    expect(answer['breakpoints']).toMatchObject([{ verified: true, line: 5 }])
    const go = await begin('const grown = grow({ n: 4 })\ngrown')
    expect(await debug.stopped()).toMatch(/^breakpoint grow:5 < Cell \[\d+\]:1$/)
    expect((await debug.frames())[0]!.source).toMatchObject({ path, name: 'helpers.ts' })
    expect(await debug.values('Locals')).toMatchObject({ more: '5' })
    expect((await debug.ask('modules'))['modules']).toContainEqual(
      expect.objectContaining({ name: 'helpers.ts', path }),
    )
    expect(await debug.ask('source', { source: { path } })).toMatchObject({
      content: expect.stringContaining('grow(c: C)') as string,
    })
    expect(await go()).toEqual(['5'])
  })

  test('stop once at an import, which runs twice', async () => {
    const code = "import { basename } from 'node:path'\nbasename('/a/b')"
    await set(code, 1)
    const go = await begin(code)
    expect(await debug.stopped()).toMatch(/^breakpoint Cell \[\d+\]:1$/)
    expect(await go()).toEqual(["'b'"])
  })

  test('a debugger statement stops too', async () => {
    const go = await begin('let statement = 1\ndebugger\nstatement')
    expect(await debug.stopped()).toMatch(/^breakpoint Cell \[\d+\]:2$/)
    expect(await go()).toEqual(['1'])
  })
})

describe('steps', () => {
  const functions =
    'function inner(a: number): number {\n  const b = a + 1\n  return b\n}\nfunction outer(a: number): number {\n  const c = inner(a)\n  return c * 2\n}'

  test('go over, into and out of functions of other cells', async () => {
    await debug.kernel.run(functions)
    const code = 'const r = outer(1)\nconst s = r + 1\ns'
    await set(code, 1)
    const cell = await debug.kernel.startCell(code)
    expect(await debug.stopped()).toMatch(/^breakpoint Cell \[\d+\]:1$/)
    const steps: [string, RegExp][] = [
      ['stepIn', /^step outer:6 < Cell \[\d+\]:1$/],
      ['stepIn', /^step inner:2 < outer:6 < Cell \[\d+\]:1$/],
      ['next', /^step inner:3 < outer:6 < Cell \[\d+\]:1$/],
      ['stepOut', /^step outer:7 < Cell \[\d+\]:1$/],
      ['stepOut', /^step Cell \[\d+\]:2$/],
      ['next', /^step Cell \[\d+\]:3$/],
    ]
    for (const [command, where] of steps) {
      await debug.ask(command, { threadId: 1 })
      expect(await debug.stopped()).toMatch(where)
    }
    // Beyond the last line is the kernel, which is nobody's to see.
    await debug.ask('next', { threadId: 1 })
    expect(await ended(cell)).toEqual(['5'])
    expect((await debug.kernel.run('7')).outputs).toEqual(['execute_result: 7'])
  })

  test('go over all that stands in a line, and into each call of it', async () => {
    await debug.kernel.run(functions)
    const code = 'const pair = [inner(1), inner(2)]; let more = inner(3); more++\npair.length\ninner(9)'
    await set(code, 1)
    const cell = await debug.kernel.startCell(code)
    await debug.stopped()
    await debug.ask('next')
    expect(await debug.stopped()).toMatch(/^step Cell \[\d+\]:2$/)
    await debug.ask('next')
    expect(await debug.stopped()).toMatch(/^step Cell \[\d+\]:3$/)
    await debug.ask('stepIn')
    expect(await debug.stopped()).toMatch(/^step inner:2 < Cell \[\d+\]:3$/)
    await debug.ask('continue')
    expect(await ended(cell)).toEqual(['10'])
  })

  test('go over an await to the next line, and into what is awaited', async () => {
    const code = [
      'async function later(value: number) {',
      '  await new Promise((go) => setTimeout(go, 20))',
      '  return value + 1',
      '}',
      'const first = await later(1)',
      'const second = await later(first)',
      'first + second',
    ].join('\n')
    await set(code, 5)
    const cell = await debug.kernel.startCell(code)
    expect(await debug.stopped()).toMatch(/:5$/)
    await debug.ask('next')
    expect(await debug.stopped()).toMatch(/^step Cell \[\d+\]:6$/)
    await debug.ask('stepIn')
    expect(await debug.stopped()).toMatch(/^step later:2 < Cell \[\d+\]:6/)
    await debug.ask('next')
    expect(await debug.stopped()).toMatch(/^step later:3/)
    await debug.ask('stepOut')
    expect(await debug.stopped()).toMatch(/^step Cell \[\d+\]:[67]$/)
    await debug.ask('continue')
    expect(await ended(cell)).toEqual(['5'])
  })

  test('show who waits for what stands still', async () => {
    const code = 'async function waited() {\n  await null\n  debugger\n  return 1\n}\nawait waited()'
    const go = await begin(code)
    expect(await debug.stopped()).toMatch(/^breakpoint waited:3 < Cell \[\d+\] \(waits\):6$/)
    const [, below] = await debug.frames()
    expect(await debug.ask('scopes', { frameId: below!.id })).toEqual({ scopes: [] })
    expect(await go()).toEqual(['1'])
  })

  test('do not enter Node or packages, but the callbacks that these call', async () => {
    const code = "const sorted = [2, 1].sort((a, b) => {\n  return a - b\n})\nsorted.join('')"
    await set(code, 1)
    const go = await begin(code)
    await debug.stopped()
    await debug.ask('stepIn')
    expect(await debug.stopped()).toMatch(/^step \(anonymous\):2 < Cell \[\d+\]:1$/)
    await debug.ask('stepOut')
    expect(await debug.stopped()).toMatch(/^step Cell \[\d+\]:[14]$/)
    expect(await go()).toEqual(["'12'"])
  })

  test('stand in a loop of one line at each turn', async () => {
    const code = 'let turns = 0\nwhile (turns < 3) turns++\nturns'
    await set(code, 2)
    const cell = await debug.kernel.startCell(code)
    expect(await debug.stopped()).toMatch(/:2$/)
    let steps = 0
    for (; ; steps++) {
      await debug.ask('next')
      if ((await debug.stopped()).endsWith(':3')) break
    }
    expect(steps).toBeGreaterThanOrEqual(3)
    await debug.ask('continue')
    expect(await ended(cell)).toEqual(['3'])
  })
})

test('a deep recursion is told in pieces', async () => {
  const code =
    'function deep(n: number): number {\n  if (n === 0) debugger\n  return n === 0 ? 0 : deep(n - 1) + 1\n}\ndeep(1000)'
  const go = await begin(code)
  await debug.event('stopped')
  const { stackFrames, totalFrames } = await debug.ask('stackTrace', { threadId: 1, startFrame: 999, levels: 50 })
  expect(totalFrames).toBe(1002)
  expect((stackFrames as { name: string; line: number }[]).map(({ line }) => line)).toEqual([3, 3, 5])
  expect(await go()).toEqual(['1000'])
})

describe('pause', () => {
  test('stops a loop that runs, in its line', async () => {
    const cell = await debug.kernel.startCell('let spins = 0\nlet goOn = true\nwhile (goOn) {\n  spins++\n}\n"out"')
    await debug.kernel.until(() => debug.kernel.of(cell).length >= 2)
    await new Promise((resolve) => setTimeout(resolve, 50))
    await debug.ask('pause', { threadId: 1 })
    expect(await debug.stopped()).toMatch(/^pause Cell \[\d+\]:[34]$/)
    await debug.ask('evaluate', { expression: 'goOn = false', frameId: (await debug.frames())[0]!.id })
    await debug.ask('continue')
    expect(await ended(cell)).toEqual(["'out'"])
  })

  test('while nothing runs, stops the next cell at its first line', async () => {
    await debug.ask('pause', { threadId: 1 })
    const go = await begin('// first\nlet idle = 1\nidle')
    expect(await debug.stopped()).toMatch(/^pause Cell \[\d+\]:2$/)
    expect(await go()).toEqual(['1'])
    expect((await debug.kernel.run('8')).outputs).toEqual(['execute_result: 8'])
  })

  test('stops what comes next of a cell that waits', async () => {
    const cell = await debug.kernel.startCell(
      'let beats = 0\nwhile (beats < 1000) {\n  await new Promise((go) => setTimeout(go, 5))\n  beats++\n}',
    )
    await debug.kernel.until(() => debug.kernel.of(cell).length >= 2)
    await new Promise((resolve) => setTimeout(resolve, 50))
    await debug.ask('pause', { threadId: 1 })
    expect(await debug.stopped()).toMatch(/^pause .*Cell \[\d+\]/)
    await debug.ask('evaluate', { expression: 'beats = 1000' })
    await debug.ask('continue')
    expect(await ended(cell)).toEqual([])
  })
})

describe('exceptions', () => {
  test('stop where they are thrown when nobody catches them', async () => {
    await debug.ask('setExceptionBreakpoints', { filters: ['uncaught'] })
    const caught = "try {\n  throw new Error('caught')\n} catch {}\n'fine'"
    expect((await debug.kernel.run(caught)).outputs).toEqual(["execute_result: 'fine'"])
    const go = await begin("function fail(): never {\n  throw new RangeError('too far')\n}\nfail()")
    expect(await debug.stopped()).toMatch(/^exception fail:2 < Cell \[\d+\]:4$/)
    expect(await debug.ask('exceptionInfo', { threadId: 1 })).toEqual({
      exceptionId: 'RangeError',
      description: 'RangeError: too far',
      breakMode: 'unhandled',
    })
    expect(await go()).toEqual(['RangeError: too far'])
  })

  test.each<[string, string, RegExp]>([
    ['after an await of the cell', "await null\nthrow new Error('x')", /^exception Cell \[\d+\]:2$/],
    [
      'in a function that is awaited',
      "async function f() {\n  await null\n  throw new Error('x')\n}\nawait f()",
      /f:3 < Cell/,
    ],
    [
      'before its first await',
      "async function g() {\n  throw new Error('x')\n}\nconst o = { g }\nawait o.g()",
      /g:2 < Cell/,
    ],
    ['with a finally', "try {\n  await null\n  throw new Error('x')\n} finally {\n}", /Cell \[\d+\]:3/],
    ['by a callback of Node', "const a = [1]\nawait null\na.map(() => {\n  throw new Error('x')\n})", /:4 < Cell/],
  ])('stop when they are thrown %s', async (_where, code, place) => {
    await debug.ask('setExceptionBreakpoints', { filters: ['uncaught'] })
    const cell = await debug.kernel.startCell(code)
    expect(await debug.stopped()).toMatch(place)
    await debug.ask('continue')
    expect(await ended(cell)).toEqual(['Error: x'])
  })

  test.each<[string, string]>([
    [
      'and caught in the cell',
      "async function h() {\n  await null\n  throw new Error('x')\n}\ntry {\n  await h()\n} catch {}",
    ],
    ['and caught in the function', "await null\nconst i = () => {\n  try { throw new Error('x') } catch {}\n}\ni()"],
    ['and handled by catch', "const j = async () => {\n  throw new Error('x')\n}\nawait j().catch(() => {})"],
  ])('do not stop when they are thrown %s', async (_where, code) => {
    await debug.ask('setExceptionBreakpoints', { filters: ['uncaught'] })
    expect(await debug.kernel.run(code)).toMatchObject({ status: 'ok', outputs: [] })
  })

  test('stop also when they are caught, if all are wanted, and not any more when none are', async () => {
    const code = "try {\n  JSON.parse('{')\n} catch {}\n1"
    await debug.ask('setExceptionBreakpoints', { filters: ['all'] })
    const go = await begin(code)
    const stopped = await debug.event('stopped')
    expect(stopped).toMatchObject({
      reason: 'exception',
      text: expect.stringMatching(/^SyntaxError: /) as string,
      threadId: 1,
    })
    expect((await debug.frames()).map(({ line }) => line)).toEqual([2])
    expect(await go()).toEqual(['1'])
    await debug.ask('setExceptionBreakpoints', { filters: [] })
    expect((await debug.kernel.run(code)).outputs).toEqual(['execute_result: 1'])
  })
})
