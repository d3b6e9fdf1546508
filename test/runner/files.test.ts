import { chmodSync, existsSync, readdirSync, statSync } from 'node:fs'
import { expect, test } from 'vitest'
import { notebookText, workspace } from './workspace.ts'

const noisy = 'console.log("x".repeat(200_000))'

test('a run touches no file unless it is told to', async () => {
  using work = workspace({ 'a.ipynb': ['1 + 1'] })
  const before = [work.read('a.ipynb'), statSync(work.path('a.ipynb')).mtimeMs]
  expect((await work.loopbook('test')).code).toBe(0)
  expect([work.read('a.ipynb'), statSync(work.path('a.ipynb')).mtimeMs]).toEqual(before)
  expect(readdirSync(work.directory)).toEqual(['a.ipynb'])
})

test('executed copies are saved with --out, of failures too, up to where they came', async () => {
  using work = workspace({ 'sub/bad.ipynb': ['console.log("one")', 'throw new Error("two")', 'console.log("three")'] })
  const { code } = await work.loopbook('test', 'sub', '--out', 'executed')
  expect(code).toBe(1)
  const outputs = work.outputs('executed/sub/bad.ipynb')
  expect(outputs.map((list) => list.length)).toEqual([1, 1, 0])
  expect(outputs[1]).toMatchObject([{ output_type: 'error', ename: 'Error', evalue: 'two' }])
})

test('two runs of a notebook give the same bytes', async () => {
  using work = workspace({
    'a.ipynb': [
      'const a = { x: [1, 2], y: "t" }\na',
      'console.log(a.x)\nconsole.error("e")',
      'throw new TypeError("no")',
    ],
  })
  await work.loopbook('test', '--out', 'one')
  await work.loopbook('test', 'a.ipynb', '--out', 'two')
  expect(work.read('one/a.ipynb')).toBe(work.read('two/a.ipynb'))
})

test('--in-place keeps the mode, and what it does not execute', async () => {
  using work = workspace({ 'a.ipynb': ['6 * 7'] })
  chmodSync(work.path('a.ipynb'), 0o640)
  expect((await work.loopbook('test', '--in-place')).code).toBe(0)
  expect(statSync(work.path('a.ipynb')).mode & 0o777).toBe(0o640)
  expect(work.outputs('a.ipynb')[0]).toMatchObject([{ data: { 'text/plain': ['42'] } }])
})

test('a full disk while saving leaves the original as it was, says so and is an infrastructure failure', async () => {
  using work = workspace({ 'a.ipynb': [noisy] })
  const before = work.read('a.ipynb')
  // 64 blocks of 512 bytes: every file of more than 32 kB is refused, as a full disk does it.
  const { code, stdout } = await work.start(['test', '--in-place'], { before: 'ulimit -f 64' }).done
  expect(work.read('a.ipynb')).toBe(before)
  expect(stdout).toContain('could not be saved')
  expect(code).toBe(3)
  expect(readdirSync(work.directory)).toEqual(['a.ipynb'])
})

test('a full disk while a copy is written leaves no piece of it, and an older copy as it was', async () => {
  using work = workspace({ 'a.ipynb': [noisy], 'old.ipynb': ['1'] })
  const before = work.read('old.ipynb')
  for (const target of ['new.ipynb', 'old.ipynb']) {
    const { code, stdout } = await work.start(['run', 'a.ipynb', target], { before: 'ulimit -f 64' }).done
    expect([code, stdout.includes('could not be saved')]).toEqual([3, true])
  }
  expect(work.read('old.ipynb')).toBe(before)
  expect(readdirSync(work.directory)).toEqual(['a.ipynb', 'old.ipynb'])
})

test('a read-only folder leaves everything as it was', async () => {
  using work = workspace({ 'a.ipynb': ['1'] })
  const before = work.read('a.ipynb')
  chmodSync(work.directory, 0o555)
  // For root no folder is read-only, so another user runs it.
  const user = process.getuid?.() === 0 ? 65_534 : undefined
  const { code, stdout } = await work.start(['test', '--in-place'], { user, env: { HOME: work.directory } }).done
  chmodSync(work.directory, 0o755)
  expect(stdout).toContain('could not be saved: could not be written (EACCES)')
  expect(stdout).toContain('write the result elsewhere with --out')
  expect([code, work.read('a.ipynb')]).toEqual([3, before])
  expect(readdirSync(work.directory)).toEqual(['a.ipynb'])
})

test('a notebook that deletes itself is judged; nothing is written in its place', async () => {
  using work = workspace({ 'a.ipynb': ['import { rmSync } from "node:fs"\nrmSync("a.ipynb")', '1'] })
  const { code, stdout } = await work.loopbook('test', '--in-place')
  expect(code).toBe(3)
  expect(stdout).toContain('was removed meanwhile')
  expect(existsSync(work.path('a.ipynb'))).toBe(false)
})

test('a notebook that was edited while it ran is not overwritten', async () => {
  using work = workspace({
    'a.ipynb': ['import { appendFileSync } from "node:fs"\nappendFileSync("a.ipynb", "\\n")', '1'],
  })
  const { code, stdout } = await work.loopbook('test', '--in-place')
  expect(code).toBe(3)
  expect(stdout).toContain('changed meanwhile')
  expect(work.read('a.ipynb').endsWith('\n\n')).toBe(true)
})

test('-u accepts what differs and leaves the rest of the file byte for byte', async () => {
  const shown = (value: string, count: number): unknown[] => [
    { output_type: 'execute_result', execution_count: count, data: { 'text/plain': value }, metadata: {} },
  ]
  using work = workspace({
    'a.ipynb': notebookText([
      { code: '1', outputs: shown('1', 1), execution_count: 1 },
      { code: '2', outputs: shown('3', 2), execution_count: 2 },
    ]).replace('"text/plain": "3"', '"text/plain":   "3"'),
  })
  expect((await work.loopbook('test', '--check', 'all')).code).toBe(1)
  const before = work.read('a.ipynb')
  await work.loopbook('test', '--check', 'all', '-u')
  expect((await work.loopbook('test', '--check', 'all')).code).toBe(0)
  const [old, now] = [before.split('\n'), work.read('a.ipynb').split('\n')]
  expect(now.filter((line) => !old.includes(line)).length).toBeLessThanOrEqual(4)
  expect(now.slice(0, 15)).toEqual(old.slice(0, 15))
})

test('run IN OUT gives parameters, and refuses wrong ones before any kernel starts', async () => {
  using work = workspace({
    'a.ipynb': [{ code: 'const n: number = 3', tags: ['parameters'] }, 'console.log(n * 2)'],
  })
  expect((await work.loopbook('run', 'a.ipynb', 'out/b.ipynb', '-p', 'n=21')).code).toBe(0)
  expect(JSON.stringify(work.outputs('out/b.ipynb'))).toContain('42\\n')
  for (const wrong of ['n=many', 'm=1']) {
    const { code, stdout } = await work.loopbook('run', 'a.ipynb', 'c.ipynb', '-p', wrong)
    expect([code, stdout.includes('not valid')]).toEqual([2, true])
  }
  expect(existsSync(work.path('c.ipynb'))).toBe(false)
})

test('- is standard input and standard output; reports go to stderr', async () => {
  const text = notebookText(['console.log(6 * 7)'], { odd: [1] })
  using work = workspace({ 'a.ipynb': text, 'cut.ipynb': text.slice(0, 100) })
  await work.loopbook('run', 'a.ipynb', 'b.ipynb')
  const stdin = { before: 'exec < a.ipynb' }
  for (const running of [
    work.start(['run', 'a.ipynb', '-']),
    work.start(['run', '-'], stdin),
    work.start(['run', '-', '-'], stdin),
  ]) {
    const { code, stdout, stderr } = await running.done
    expect([code, stderr.includes('1 passed')]).toEqual([0, true])
    expect(stdout).toBe(work.read('b.ipynb'))
  }
  expect((await work.start(['run', '-', 'c.ipynb'], stdin).done).code).toBe(0)
  expect([work.read('c.ipynb'), work.read('a.ipynb')]).toEqual([work.read('b.ipynb'), text])
  const cut = await work.start(['run', '-'], { before: 'exec < cut.ipynb' }).done
  expect([cut.code, cut.stdout, cut.stderr.includes('is cut off')]).toEqual([2, '', true])
})
