// What holds for every program: split into cells it does what it does in one piece, and an error is found where it was planted.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compileCell, CellSyntaxError, isComplete } from '../../../kernel/compile/index.ts'
import { CellSession } from './cell-session.ts'

let session: CellSession
beforeAll(async () => void (session = await CellSession.start()))
afterAll(() => session[Symbol.asyncDispose]())

type AsyncFunction = (...args: unknown[]) => Promise<unknown>
const AsyncFunction = (async () => {}).constructor as new (...args: string[]) => AsyncFunction

/** Statements that declare NEW or not, and use earlier names: V a variable, F a function, K a class. */
const templates: { text: string; declares?: 'V' | 'F' | 'K' | 'C' }[] = [
  { text: 'let NEW = EXPR', declares: 'V' },
  { text: 'const NEW = EXPR;', declares: 'C' },
  { text: 'var NEW = EXPR', declares: 'V' },
  { text: 'const { x: NEW } = { x: EXPR }', declares: 'C' },
  { text: 'let [, NEW = 3] = [1, EXPR]', declares: 'V' },
  { text: 'if (EXPR) { var NEW = EXPR } else { NEW = 2 }', declares: 'V' },
  { text: 'for (var NEW = 0; NEW < 3; NEW++) { let z = EXPR; if (z > 1e6) break }', declares: 'V' },
  { text: 'for (const z of [EXPR, 2]) { var NEW = z }', declares: 'V' },
  { text: 'function NEW(z) { return z + EXPR }', declares: 'F' },
  { text: 'const NEW = (z) => { VAR = z; return EXPR }', declares: 'F' },
  { text: 'async function* gen() { yield EXPR } for await (const z of gen()) VAR = z' },
  { text: 'class NEW { #p = EXPR; m(z = EXPR) { return z + this.#p } }', declares: 'K' },
  { text: 'VAR = EXPR' },
  { text: 'VAR += EXPR;' },
  { text: 'VAR++' },
  { text: ';[VAR] = [EXPR]' },
  { text: ';({ VAR: VAR } = { VAR: EXPR })' },
  { text: '{ let VAR = EXPR; VAR++ }' },
  { text: 'try { throw EXPR } catch (e) { VAR = e } finally { VAR++ }' },
  { text: 'VAR ||= EXPR' },
  { text: 'VAR = await Promise.resolve(EXPR)' },
  { text: 'VAR = (await EXPR, EXPR)' },
  { text: 'label: for (;;) { VAR = 1; break label }' },
  { text: ';`${EXPR}`' },
]

function program(seeds: readonly number[], run: number): { statements: string[]; names: string[] } {
  let at = 0
  const next = (below: number): number => seeds[at++ % seeds.length]! % below
  const known: Record<string, string[]> = { V: [`v${run}_0`], F: [], K: [], C: [] }
  const expression = (depth: number): string => {
    const pick = (kind: string): string | undefined => known[kind]![next(Math.max(1, known[kind]!.length))]
    switch (depth > 2 ? next(2) : next(6)) {
      case 1:
        return pick(next(2) === 0 ? 'V' : 'C') ?? '7'
      case 2:
        return pick('F') ? `${pick('F')}(${expression(depth + 1)})` : '4'
      case 3:
        return pick('K') ? `new ${pick('K')}().m(${expression(depth + 1)})` : '5'
      case 4:
        return `(${expression(depth + 1)} + ${expression(depth + 1)})`
      case 5:
        return `((q) => q % 1000)(${expression(depth + 1)})`
      default:
        return String(next(10))
    }
  }
  const statements = [`let v${run}_0 = 1`]
  for (let n = 1; n <= 4 + (seeds[0]! % 8); n++) {
    const template = templates[next(templates.length)]!
    const name = `${(template.declares ?? 'v').toLowerCase()}${run}_${n}`
    const target = known['V']![next(known['V']!.length)]!
    statements.push(
      template.text
        .replaceAll('gen', `gen${run}_${n}`)
        .replaceAll('label', `label${run}_${n}`)
        .replaceAll('NEW', name)
        .replaceAll('VAR', target)
        .replaceAll('EXPR', () => expression(0)),
    )
    if (template.declares) known[template.declares]!.push(name)
  }
  return { statements, names: [...known['V']!, ...known['C']!] }
}

test('a program split into cells gives what it gives in one piece', async () => {
  let run = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(1000), { minLength: 20, maxLength: 60 }),
      fc.array(fc.boolean(), { minLength: 14, maxLength: 14 }),
      async (seeds, cuts) => {
        const { statements, names } = program(seeds, run++)
        const last = `JSON.stringify([${names.join(', ')}])`
        const whole = await new AsyncFunction(`"use strict";${statements.join('\n')}\nreturn ${last}`)().catch(
          (error: Error) => error.message,
        )
        const cells: string[] = []
        for (const [index, statement] of statements.entries()) {
          if (index === 0 || cuts[index % cuts.length]) cells.push(statement)
          else cells.push(`${cells.pop()}\n${statement}`)
        }
        let split: string | undefined
        for (const cell of [...cells, last]) {
          const { value, error } = await session.run(cell)
          split = error ? error.evalue : value
          if (error) break
        }
        expect({ cells, split }).toEqual({
          cells,
          split: (whole as string).startsWith('[') ? `'${whole as string}'` : whole,
        })
      },
    ),
    { numRuns: 300 },
  )
})

const noise: readonly string[] = [
  'let n0: number = 1',
  'interface N1 { a: string }',
  'enum N2 { A, B }',
  'const n3 = <T,>(x: T): T => x',
  `import n4 from 'node:fs'`,
  'function n5(a?: number): void {}',
  'namespace N6 { export const a = 1 }',
  'type N7 =',
  '  | string',
  '',
  '// комментарий 🎈',
  '/* over',
  'lines */',
  'await Promise.resolve(1)',
  'for (const a of [1, 2]) { a }',
  'class N8<T> { constructor(private a?: T) {} }',
  'const s = `over',
  '${1 + 1} lines`',
  'var v9 = 9, w9: string',
  'export const e = "🎈" as const',
  'if (true) { var u = 1 }',
  'let x10, y10',
  'using r = null',
]
/** Lines that must stay together. */
const together = /^(?:type N7|\/\* over|const s)/
const planted = [
  "throw new Error('planted')",
  ";(() => { throw new Error('planted') })()",
  "await (async () => { await null; throw new Error('planted') })()",
  "class Q { static f = (() => { throw new Error('planted') })() }",
  "const q = { get a(): number { throw new Error('planted') } }.a",
  ";[1].map((x: number): number => { throw new Error('planted') })",
]
const before = [
  '',
  '  ',
  '\t',
  '"🎈" as string; ',
  '/* 日本 */ ',
  'let z: Array<number> = []; ',
  '1 satisfies number; ',
]

test('an error is found where it was planted', async () => {
  const lines = fc.uniqueArray(fc.nat(noise.length - 1), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(
      lines,
      fc.nat(8),
      fc.constantFrom(...planted),
      fc.constantFrom(...before),
      async (chosen, at, throwing, indent) => {
        const blocks = chosen
          .filter((index) => !/^( {2}\||lines \*|\$\{1)/.test(noise[index]!))
          .map((index) => (together.test(noise[index]!) ? `${noise[index]!}\n${noise[index + 1]!}` : noise[index]!))
        const place = Math.min(at, blocks.length)
        const text = [...blocks.slice(0, place), `${indent}${throwing}`, ...blocks.slice(place)].join('\n')
        const line = blocks.slice(0, place).join('\n').split('\n').length + (place === 0 ? 0 : 1)
        const failure = await session.failure(text)
        const [where, ...frame] = failure.split('\n').slice(1)
        expect([text, where]).toEqual([text, expect.stringContaining(`line ${line}`) as string])
        const shown = frame.find((row) => row.startsWith('  > '))!
        const caret = frame[frame.indexOf(shown) + 1]!
        const width = caret.indexOf('^') - caret.indexOf('│') - 2
        const code = shown.slice(shown.indexOf('│') + 2)
        // Wide characters take two columns and one UTF-16 unit.
        const wide = indent.includes('日') ? 2 : 0
        expect([text, code.slice(width - wide)]).toEqual([
          text,
          expect.stringMatching(/^new Error\('planted'\)/) as string,
        ])
      },
    ),
    { numRuns: 300 },
  )
})

test('every prefix of real cells is answered by isComplete, and compiles or is refused with a place in it', () => {
  const cells = [
    `import { a } from 'x'\nconst f = async <T,>(x: T): Promise<T> => {\n  for await (const y of g(\`\${x} 🎈\`)) await y\n  return { ...x, [a]: /[/]\\// } as T\n}\nawait f(1)`,
    `@dec class A<T extends B> { #p = 1; static { this.x = 2 } get q() { return this.#p } }\nenum E { A = 1 << 2 }\nexport default <div a={1}>{...x}</div>`,
    `namespace N.M { export let x = 1 }\nabstract class Q { abstract a(): void }\nlabel: for (;;) { break label }\nif (a) b; else if (c) { d } // x`,
  ]
  for (const cell of cells) {
    for (let end = 0; end <= cell.length; end++) {
      const prefix = cell.slice(0, end)
      expect(['complete', 'incomplete', 'invalid']).toContain(isComplete(prefix).status)
      refusedInside(prefix)
    }
  }
})

test('any text compiles or is refused with a place in it', () => {
  const token = fc.constantFrom(
    'let',
    'const',
    ' ',
    '\n',
    '(',
    ')',
    '{',
    '}',
    '[',
    ']',
    '`',
    '${',
    '"',
    "'",
    '/',
    '*',
    '//',
    '/*',
    '<',
    '>',
    '=>',
    '=',
    'a',
    'b',
    '1',
    ';',
    ',',
    '.',
    'await',
    'async',
    'function',
    'class',
    'import',
    'export',
    'from',
    'enum',
    '@',
    '#',
    '?',
    ':',
    '🎈',
    '\u0000',
    '\r\n',
    '\u2028',
    'using',
    'var',
    'default',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(token, { maxLength: 30 }).map((all) => all.join('')),
        fc.string({ unit: 'binary' }),
      ),
      (text) => {
        refusedInside(text)
        expect(['complete', 'incomplete', 'invalid']).toContain(isComplete(text).status)
      },
    ),
    { numRuns: 3000 },
  )
})

function refusedInside(code: string): void {
  try {
    compileCell({ code, id: 1, language: 'typescript', directory: '/' })
  } catch (error) {
    const { line = 0, column = -1, message } = error as Partial<CellSyntaxError>
    const found = code.split('\n')[line - 1]
    if (error instanceof CellSyntaxError && found !== undefined && column >= 0 && column <= found.length) return
    throw new Error(`${JSON.stringify(code)}: ${line}:${column} ${message}`, { cause: error })
  }
}
