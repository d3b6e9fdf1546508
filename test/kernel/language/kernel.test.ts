// The same table through a real kernel: sockets, code points on the wire, live values merged in, cells that really ran,
// threw or didn't compile. Type errors come as refusals here, in strict mode.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Kernel, launchKernel } from '../../../src/client/index.ts'
import { completeCases } from './cases/complete.ts'
import { diagnoseCases } from './cases/diagnose.ts'
import { inspectCases } from './cases/inspect.ts'
import { broken, failing, session } from './cases/session.ts'

interface Completed {
  matches: string[]
  cursor_start: number
  cursor_end: number
  metadata: { _jupyter_types_experimental: { text: string; type: string; signature: string }[] }
}

let kernel: Kernel
const statuses: string[] = []

beforeAll(async () => {
  const directory = mkdtempSync(join(tmpdir(), 'loopbook-kernel-cases-'))
  mkdirSync(join(directory, 'sub'))
  writeFileSync(join(directory, 'helper.ts'), 'export const helperValue = 1\n')
  writeFileSync(join(directory, 'sub', 'inner.ts'), 'export const inner = 1\n')
  writeFileSync(join(directory, 'data.json'), '{ "answer": 42 }')
  kernel = await launchKernel({ cwd: directory })
  for (const code of [...session, failing, broken]) statuses.push((await kernel.execute(code)).status)
  // Until TypeScript has started and read the cells, live values alone answer; the table is about both.
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const { matches } = await complete('const typed = { known: beforeThrow.kept }\ntyped.¦')
    if (matches.includes('known')) break
    await sleep(100)
  }
}, 60_000)
afterAll(() => kernel.shutdown())

async function ask(type: string, at: string, more: object): Promise<Record<string, unknown>> {
  const code = at.replace('¦', '')
  const cursor = Array.from(at.slice(0, at.indexOf('¦'))).length
  const reply = await kernel.request(type, { code, cursor_pos: cursor, ...more }, 'shell', 10_000)
  return reply?.content ?? {}
}

async function complete(at: string): Promise<Completed> {
  return (await ask('complete_request', at, {})) as unknown as Completed
}

test('the cells of the session ran, threw, or did not compile', () => {
  expect(statuses).toEqual([...session.map(() => 'ok'), 'error', 'error'])
})

// On a busy machine an answer may come from live values alone, or without signatures: then it is asked again.
test.each(completeCases)(
  'completes $at',
  { retry: 3 },
  async ({ at, has = [], not = [], first, range, kind, signature }) => {
    const { matches, cursor_start: start, cursor_end: end, metadata } = await complete(at)
    expect(matches).toEqual(expect.arrayContaining([...has]))
    expect(matches.filter((match) => not.includes(match))).toEqual([])
    expect(matches[0]).toBe(first ?? matches[0])
    const replaced = Array.from(at.replace('¦', '')).slice(start, end).join('')
    expect(replaced).toBe(range ?? replaced)
    const described = metadata._jupyter_types_experimental.find(({ text }) => text === has[0])
    expect(described?.type).toBe(kind ?? described?.type)
    expect(described?.signature).toBe(signature ?? described?.signature)
  },
)

test.each(inspectCases.filter(({ says }) => says))('inspects $at', async ({ at, detail = 0, says = [] }) => {
  const { found, data } = await ask('inspect_request', at, { detail_level: detail })
  expect(found).toBe(true)
  for (const part of says) expect((data as Record<string, string>)['text/plain']).toContain(part)
})

test.each(inspectCases.filter(({ says }) => !says))('finds nothing to inspect at "$at"', async ({ at }) => {
  expect(await ask('inspect_request', at, { detail_level: 0 })).toMatchObject({ status: 'ok', found: false, data: {} })
})

test('a type error in the default mode is a warning under its cell, which runs', async () => {
  const { status, outputs } = await kernel.execute(
    'const wrong: number = "text"\nawait new Promise((go) => setTimeout(go, 800))',
  )
  expect(status).toBe('ok')
  const shown = JSON.stringify(outputs)
  expect(shown).toContain("Type 'string' is not assignable to type 'number'.")
  expect(shown).toContain('line 1')
})

test('in strict mode each type error refuses its cell', async () => {
  await kernel.execute("Jupyter.types = 'strict'")
  const wrong = diagnoseCases.flatMap(({ code, errors = [] }) =>
    errors.slice(0, 1).map((first) => [code, first] as const),
  )
  // Whether the compiler or the type check refuses code that doesn't parse is not the question here.
  const parsing = wrong.filter(([, [, , number]]) => number >= 2000)
  const refusals: [string, string][] = []
  for (const [code] of parsing) refusals.push([code, (await kernel.execute(code)).error?.ename ?? 'ran'])
  expect(refusals).toEqual(parsing.map(([code, [, , number]]) => [code, `TS${number}`]))
})
