import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { notebookText, workspace } from './workspace.ts'

const names = (stdout: string): string[] =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { type: string; file?: string; verdict?: string; cell?: { codeIndex: number } })
    .filter(({ type, verdict }) => type === 'cell-end' && verdict !== 'skipped')
    .map(({ file, cell, verdict }) => `${file} ${cell!.codeIndex} ${verdict}`)

test('usage errors are one sentence and code 2', async () => {
  using work = workspace({ 'a.ipynb': ['1'] })
  const wrong: [string[], string][] = [
    [['tset'], 'did you mean `loopbook test`?'],
    [['test', '--nope'], "Unknown option '--nope'"],
    [['test', '--jobs', '0'], '--jobs must be a whole number of at least 1, not "0"'],
    [['test', '--shard', '3/2'], '--shard must be like 2/5, not "3/2"'],
    [['test', '--cell-timeout', 'soon'], '--cell-timeout: cellTimeout must be a duration'],
    [['test', '--reporter', 'juint'], 'did you mean "junit"?'],
    [['test', '-t', '['], 'no regular expression'],
    [['run'], 'takes one notebook'],
  ]
  for (const [args, sentence] of wrong) {
    const { code, stderr } = await work.loopbook(...args)
    expect([args, code, stderr.includes(sentence), stderr.includes('    at ')]).toEqual([args, 2, true, false])
  }
})

test('broken notebooks are invalid (2), missing kernels infrastructure (3), nothing matched is 4', async () => {
  using work = workspace({
    'cut.ipynb': '{"cells": [{"cell_type": "code", "source": "1',
    'five.ipynb': '{"cells": [], "metadata": {}, "nbformat": 5, "nbformat_minor": 0}',
    'no-kernel.ipynb': notebookText(['1'], {
      kernelspec: { name: 'no-such-kernel', display_name: 'x', language: 'x' },
    }),
    'ok.ipynb': ['1'],
  })
  expect((await work.loopbook('test', 'cut.ipynb')).code).toBe(2)
  expect((await work.loopbook('test', 'five.ipynb')).code).toBe(2)
  const missing = await work.loopbook('test', 'no-kernel.ipynb')
  expect([missing.code, missing.stdout.includes('There is no Jupyter kernel named "no-such-kernel"')]).toEqual([
    3,
    true,
  ])
  expect((await work.loopbook('test', 'nothing-here.ipynb')).code).toBe(4)
  expect((await work.loopbook('test', 'nothing-here.ipynb', '--pass-with-no-tests')).code).toBe(0)
  expect((await work.loopbook('test', 'ok.ipynb')).code).toBe(0)
})

test('file:line runs the cells before it, and only those', async () => {
  const text = notebookText(['let a = 1', 'a += 1', 'if (a !== 2) throw a', 'throw "never"'])
  using work = workspace({ 'a.ipynb': text, 'min.ipynb': JSON.stringify(JSON.parse(text)) })
  const line = text.split('\n').findIndex((content) => content.includes('if (a')) + 1
  const { code, stdout } = await work.loopbook('test', `a.ipynb:${line}`, '--reporter', 'events')
  expect(code).toBe(0)
  expect(names(stdout)).toEqual(['a.ipynb 1 passed', 'a.ipynb 2 passed', 'a.ipynb 3 passed'])
  const byId = await work.loopbook('test', 'a.ipynb#cell-2', '--reporter', 'events')
  expect(names(byId.stdout)).toEqual(['a.ipynb 1 passed', 'a.ipynb 2 passed'])
  const byName = await work.loopbook('test', '-t', 'a \\+= 1', '--reporter', 'events')
  expect(names(byName.stdout)).toHaveLength(4)
  const minified = await work.loopbook('test', 'min.ipynb', '--reporter', 'github')
  expect(minified.stdout).toMatch(/min\.ipynb,.*line=1,col(umn)?=\d+/)
  expect((await work.loopbook('test', 'a.ipynb:1')).code).toBe(2)
})

test('slow cells run only when they are asked for', async () => {
  using work = workspace({ 'a.ipynb': ['1', { code: 'throw "slow"', tags: ['slow'] }] })
  expect((await work.loopbook('test')).code).toBe(0)
  expect((await work.loopbook('test', '--tag', 'slow')).code).toBe(1)
})

test('the shards are disjoint, complete, and balanced by recorded durations', async () => {
  const files = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [`${name}.ipynb`, ['1']]))
  using work = workspace(files)
  work.write(
    'times.json',
    JSON.stringify({ 'a.ipynb': 9000, 'b.ipynb': 100, 'c.ipynb': 100, 'd.ipynb': 100, 'e.ipynb': 100 }),
  )
  const shards = await Promise.all(
    [1, 2].map((index) =>
      work.loopbook('test', '--shard', `${index}/2`, '--durations', 'times.json', '--reporter', 'events'),
    ),
  )
  const parts = shards.map(({ stdout }) =>
    names(stdout)
      .map((name) => name.charAt(0))
      .sort((a, b) => a.localeCompare(b)),
  )
  expect(parts).toEqual([['a'], ['b', 'c', 'd', 'e']])
  await work.loopbook('test', '--durations', 'times.json')
  expect(Object.keys(JSON.parse(work.read('times.json')) as object)).toEqual(Object.keys(files))
  expect((JSON.parse(work.read('times.json')) as Record<string, number>)['a.ipynb']).toBeLessThan(9000)
})

test('a pass at the second attempt is flaky, in a fresh kernel', async () => {
  const once =
    'import { existsSync, writeFileSync } from "node:fs"\nconst again = existsSync("seen")\nwriteFileSync("seen", "")\nif (!again) throw new Error("first")'
  using work = workspace({
    'a.ipynb': ['globalThis.n = (globalThis.n ?? 0) + 1\nif (globalThis.n > 1) throw new Error("old kernel")', once],
  })
  const { code, stdout } = await work.loopbook('test', '--retry', '1', '--reporter', 'events')
  expect(code).toBe(0)
  expect(stdout).toContain('"flaky":true')
})

test('--bail ends the run; what was not run says so', async () => {
  using work = workspace({ 'a.ipynb': ['throw 1'], 'b.ipynb': ['1'], 'c.ipynb': ['1'] })
  const { code, stdout } = await work.loopbook('test', '-j', '1', '--bail', '1', '--reporter', 'events')
  expect(code).toBe(1)
  expect(names(stdout)).toEqual(['a.ipynb 1 failed'])
  expect(stdout).toContain('not run: the run was ended (--bail)')
})

test('--changed runs what changed, or imports what changed', async () => {
  using work = workspace({
    'a.ipynb': ['1'],
    'b.ipynb': ['import { x } from "./lib.ts"\nx'],
    'lib.ts': 'export { x } from "./deep.ts"\n',
    'deep.ts': 'export const x = 1\n',
  })
  const git = (...args: string[]): unknown =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: work.directory, stdio: 'pipe' })
  git('init', '-q')
  git('add', '.')
  git('commit', '-qm', 'one')
  expect((await work.loopbook('test', '--changed', 'HEAD')).code).toBe(4)
  work.write('deep.ts', 'export const x = 2\n')
  expect(names((await work.loopbook('test', '--changed', 'HEAD', '--reporter', 'events')).stdout)).toEqual([
    'b.ipynb 1 passed',
  ])
  expect((await work.loopbook('test', '--changed', 'no-such-commit')).code).toBe(2)
})

test('the cache knows a pass until code or an imported file changes, and never a failure', async () => {
  using work = workspace({
    'a.ipynb': ['import { x } from "./lib.ts"\nconsole.log(x)'],
    'lib.ts': 'export const x = 1\n',
    'fails.ipynb': ['throw 1'],
  })
  const ran = async (): Promise<string[]> =>
    names((await work.loopbook('test', '--cache', '--reporter', 'events')).stdout).sort()
  expect(await ran()).toEqual(['a.ipynb 1 passed', 'fails.ipynb 1 failed'])
  expect(await ran()).toEqual(['fails.ipynb 1 failed'])
  work.write('lib.ts', 'export const x = 2\n')
  expect(await ran()).toContain('a.ipynb 1 passed')
  expect(await ran()).not.toContain('a.ipynb 1 passed')
  expect((await work.loopbook('test', '--force', '--reporter', 'events')).stdout).toContain('"verdict":"passed"')
  expect(existsSync(work.path('.loopbook/passes'))).toBe(true)
})

test('a matrix of parameters is one run a row', async () => {
  using work = workspace({
    'a.ipynb': [{ code: 'const year: number = 2020', tags: ['parameters'] }, 'if (year === 2022) throw year'],
    'rows.json': JSON.stringify([{ year: 2021 }, { year: 2022 }]),
  })
  const { code, stdout } = await work.loopbook('test', 'a.ipynb', '--matrix', 'rows.json', '--reporter', 'events')
  expect(code).toBe(1)
  expect(stdout).toContain('a.ipynb [year=2021]')
  expect(stdout).toContain('a.ipynb [year=2022]')
})

test('--coverage leaves what V8 saw of imported files, with the way back to their lines', async () => {
  using work = workspace({
    'a.ipynb': ['import { f } from "./lib.ts"\nf(1)'],
    'lib.ts': 'export interface Row {}\nexport const f = (n: number): number => n\n',
  })
  expect((await work.loopbook('test', '--coverage', 'raw')).code).toBe(0)
  const records = readdirSync(work.path('raw')).map(
    (name) =>
      JSON.parse(work.read(`raw/${name}`)) as {
        result: { url: string; functions: { functionName: string; ranges: { count: number }[] }[] }[]
        'source-map-cache'?: Record<string, { data: { sources: string[]; mappings: string } }>
      },
  )
  const url = pathToFileURL(work.path('lib.ts')).href
  const script = records.flatMap(({ result }) => result).find((one) => one.url === url)!
  expect(script.functions.find(({ functionName }) => functionName === 'f')!.ranges[0]!.count).toBe(1)
  const map = records.map((record) => record['source-map-cache']?.[url]?.data).find((data) => data !== undefined)!
  // The first line of the compiled text is the second one of the file.
  expect([map.sources, map.mappings.startsWith('AACA')]).toEqual([[url], true])
})
